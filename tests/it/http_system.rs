//! The example server of an HTTP source, over a SQLite file of the test.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const EXAMPLE: &str = "examples/http-source/server.py";

/// What both sides know.
pub const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A running `examples/http-source/server.py`; it ends with the test.
pub struct HttpSystem {
    /// Where it answers.
    pub url: String,
    process: Child,
}

impl HttpSystem {
    /// Serves the tables `customers` and `orders` of this file.
    pub fn over(file: &Path) -> Self {
        Self::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLE), file)
    }

    /// The same with a column more in `orders`: the day it was invoiced.
    pub fn with_invoices(file: &Path) -> Self {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLE)).unwrap();
        let note = r#"{"name": "note", "type": "text"},"#;
        assert!(text.contains(note));
        let program = file.with_file_name("served.py");
        let invoiced = r#"{"name": "invoiced_on", "type": "date"},"#;
        fs::write(&program, text.replace(note, &format!("{note}\n            {invoiced}"))).unwrap();
        Self::of(&program, file)
    }

    fn of(program: &Path, file: &Path) -> Self {
        let started = Command::new("python3")
            .arg(program)
            .arg(file)
            .arg("0")
            .env("HABEAS_KEY", KEY)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut process = started.expect("the example server needs python3: `scripts/test` installs it");
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        assert!(!port.trim().is_empty(), "the example server ended");
        Self { url: format!("http://127.0.0.1:{}", port.trim()), process }
    }

    /// Ends it: nobody answers any more.
    pub fn end(&mut self) {
        // One that ended is only waited for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for HttpSystem {
    fn drop(&mut self) {
        self.end();
    }
}
