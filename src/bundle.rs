//! An archive of files for somebody outside, who reads it years later and without us: what is in it is told by a `README.txt` in
//! the reader's language, and the SHA-256 of each file by `SHA256SUMS` (`sha256sum -c SHA256SUMS`).

use crate::lang::Lang;
use crate::secrets::hex;
use crate::words;
use sha2::{Digest, Sha256};
use std::io::{self, Seek, Write};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The file with the SHA-256 of all others.
const SUMS: &str = "SHA256SUMS";

/// An archive that is being written. A file is added whole, or begun and then written to; nothing of it is kept in memory.
pub struct Bundle<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// What is told in the end: a file, and the key of what is said about it and about those like it.
    told: Vec<(String, &'static str)>,
    sums: String,
    open: Option<(String, Sha256)>,
    lang: Lang,
}

impl<W: Write + Seek> Bundle<W> {
    /// Begins one for who reads this language.
    pub fn new(out: W, lang: Lang) -> Self {
        Self { zip: ZipWriter::new(out), told: Vec::new(), sums: String::new(), open: None, lang }
    }

    /// A file, of which the words under `key` tell.
    pub fn add(&mut self, name: &str, key: &'static str, bytes: &[u8]) -> ZipResult<()> {
        self.begin(name, key)?;
        Ok(self.write_all(bytes)?)
    }

    /// A file whose bytes are written afterwards, until the next one.
    pub fn begin(&mut self, name: &str, key: &'static str) -> ZipResult<()> {
        self.start(name)?;
        if !self.told.iter().any(|(_, told)| *told == key) {
            self.told.push((name.to_owned(), key));
        }
        Ok(())
    }

    fn start(&mut self, name: &str) -> ZipResult<()> {
        self.close();
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options)?;
        self.open = Some((name.to_owned(), Sha256::new()));
        Ok(())
    }

    fn close(&mut self) {
        if let Some((name, sum)) = self.open.take() {
            self.sums.push_str(&format!("{}  {name}\n", hex(&sum.finalize())));
        }
    }

    /// Says at last what is in it: a title, a line for each kind of file, and what else there is to say.
    pub fn end(mut self, title: &str, notes: &[String]) -> ZipResult<W> {
        let mut text = format!("{title}\n\n");
        self.told.push((SUMS.to_owned(), "bundle-sums"));
        for (name, key) in &self.told {
            text.push_str(&format!("{name}\n    {}\n", words::say(self.lang, key, &[])));
        }
        for note in notes {
            text.push_str(&format!("\n{note}\n"));
        }
        self.start("README.txt")?;
        self.write_all(text.as_bytes())?;
        self.close();
        let sums = std::mem::take(&mut self.sums);
        self.start(SUMS)?;
        self.write_all(sums.as_bytes())?;
        self.zip.finish()
    }
}

impl<W: Write + Seek> Write for Bundle<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.zip.write(bytes)?;
        if let Some((_, sum)) = &mut self.open {
            sum.update(bytes.get(..written).unwrap_or_default());
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::sha256_hex;
    use std::io::{Cursor, Read};
    use zip::ZipArchive;

    #[test]
    fn each_file_is_told_of_and_has_its_sum_however_it_was_written() {
        let mut bundle = Bundle::new(Cursor::new(Vec::new()), Lang::En);
        bundle.add("a/one.txt", "pack-record", b"one").unwrap();
        bundle.add("a/two.txt", "pack-record", b"two").unwrap();
        bundle.begin("piecewise.txt", "pack-cases").unwrap();
        for piece in ["th", "re", "e"] {
            bundle.write_all(piece.as_bytes()).unwrap();
        }
        let bytes = bundle.end("A title", &["A note".to_owned()]).unwrap().into_inner();
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut read = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let sums = read("SHA256SUMS");
        for (name, content) in [("a/one.txt", "one"), ("a/two.txt", "two"), ("piecewise.txt", "three")] {
            assert_eq!(read(name), content);
            assert!(sums.contains(&format!("{}  {name}\n", sha256_hex(content.as_bytes()))), "{sums}");
        }
        let readme = read("README.txt");
        assert!(sums.contains(&format!("{}  README.txt\n", sha256_hex(readme.as_bytes()))));
        assert!(readme.starts_with("A title\n\na/one.txt\n    ") && readme.ends_with("\nA note\n"), "{readme}");
        assert!(!readme.contains("two.txt"), "what is alike is told of once");
    }
}
