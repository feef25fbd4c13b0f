//! The program itself, in a folder it made, as somebody runs it: started, killed, started again.

use crate::harness::rows_of;
use habeas::config::{Config, DatabaseUrl};
use habeas::db::testing::Fresh;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// A folder of settings with a portal database of its own.
pub struct Installation {
    /// Where the settings file is.
    pub folder: PathBuf,
    environment: BTreeMap<String, String>,
    database: Fresh,
    _temporary: tempfile::TempDir,
}

/// A process of the program; it is killed with the test.
pub struct Running(Child);

impl Installation {
    /// What `habeas demo` makes, with its portal in this database.
    pub fn demo(people: u32, database: Fresh) -> Self {
        let installation = Self::at("demo", database);
        let people = people.to_string();
        let words = ["demo", "--no-browser", "--listen", "127.0.0.1:0", "--people", &people, "--dir"];
        let mut command = bare(&words);
        command.arg(&installation.folder).stdout(Stdio::piped());
        let mut demo = Running(command.spawn().unwrap());
        let mut lines = BufReader::new(demo.0.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("is open")), "the demo did not open");
        demo.kill();
        installation
    }

    /// What `habeas init` makes, ready to start.
    pub fn new(database: Fresh) -> Self {
        let mut installation = Self::at("portal", database);
        let made = bare(&["init"]).arg(&installation.folder).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        installation.set("PORTAL__NAME", "Maison Lavande");
        installation.set("MAIL__FROM", "privacy@example.com");
        installation
    }

    fn at(name: &str, database: Fresh) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join(name);
        let url = match database.url() {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.expose().to_owned(),
        };
        let environment = BTreeMap::from([("HABEAS_DATABASE__URL".to_owned(), url)]);
        Self { folder, environment, database, _temporary: temporary }
    }

    /// Changes a setting, by its name in the environment without `HABEAS_`.
    pub fn set(&mut self, setting: &str, value: &str) {
        self.environment.insert(format!("HABEAS_{setting}"), value.to_owned());
    }

    /// Sets a variable of the program's environment that is no setting.
    pub fn environment(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// The settings as the program reads them.
    pub fn config(&self) -> Config {
        let path = self.settings();
        let (config, mistakes) = Config::parse(&path, &std::fs::read_to_string(&path).unwrap(), &self.environment);
        config.unwrap_or_else(|| panic!("{mistakes:?}"))
    }

    fn settings(&self) -> PathBuf {
        self.folder.join("habeas.toml")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = bare(words);
        command.arg("--config").arg(self.settings()).envs(&self.environment);
        command
    }

    /// Starts the program with these words.
    pub fn start(&self, words: &[&str]) -> Running {
        Running(self.command(words).stdout(Stdio::null()).spawn().unwrap())
    }

    /// Starts `habeas serve` with these words more; its address, once it is ready.
    pub fn serve(&mut self, words: &[&str]) -> (Running, String) {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        self.set("PORTAL__LISTEN", &format!("127.0.0.1:{port}"));
        self.set("PORTAL__BASE_URL", &url);
        let mut running = self.start(&[&["serve"], words].concat());
        let client = reqwest::blocking::Client::new();
        let is_ready =
            || client.get(format!("{url}/health/ready")).send().is_ok_and(|answer| answer.status().is_success());
        while !is_ready() {
            assert!(!running.has_ended(), "habeas serve ended");
            pause();
        }
        (running, url)
    }

    /// Runs the program with these words to its end, which must be good.
    #[track_caller]
    pub fn run(&self, words: &[&str], typed: &str) {
        let ended = self.output(words, typed);
        assert!(ended.status.success(), "habeas {words:?}: {}", String::from_utf8_lossy(&ended.stderr));
    }

    /// Runs the program with these words to its end, whatever that is.
    pub fn output(&self, words: &[&str], typed: &str) -> Output {
        let mut command = self.command(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // It may end without reading everything.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// The rows that a query gives on the portal's database, each value as text.
    pub fn query(&self, query: &str) -> Vec<Vec<String>> {
        rows_of(&self.database.url(), query)
    }

    /// One number of the portal's database.
    pub fn count(&self, query: &str) -> usize {
        self.query(query)[0][0].parse().unwrap()
    }

    /// What half a minute after a kill does: the leases of the dead process end. Nothing else waits for the clock here, so the
    /// test need not either.
    pub fn let_leases_end(&self) {
        self.query("UPDATE jobs SET leased_until = created_at WHERE state = 'running'");
    }
}

fn bare(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habeas"));
    command.env_clear().args(words).stdin(Stdio::null());
    command
}

/// A moment, before looking again at what another process does.
pub fn pause() {
    std::thread::sleep(Duration::from_millis(10));
}

impl Running {
    /// Ends it by SIGKILL: nothing of it can be caught.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Whether it ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that ended is only waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Puts a file into a folder of the installation.
pub fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
