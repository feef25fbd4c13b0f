//! The file of the ledger: one JSON object a line, each with the hash of the line before it and a MAC, so that a line that is
//! changed, swapped or cut out is noticed. It names nobody: fingerprints are keyed.

use crate::secrets::{Keys, Purpose, hex, sha256_hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What must hold for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum What {
    /// The ledger began. Its first line, so that a ledger that is gone is never taken for one without entries.
    Begun,
    /// The person was erased, everywhere.
    Erased,
    /// The person came back by themselves after they were erased: that erasure holds no more.
    Returned,
    /// The person withdrew a consent or objected.
    Stopped {
        /// The activity of the record, or `*`.
        activity: String,
        /// The word of the event in the consent ledger.
        kind: String,
    },
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, from 0.
    pub n: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What must hold.
    #[serde(flatten)]
    pub what: What,
    /// Keyed fingerprint of the address.
    pub print: String,
    /// The version of the key of the fingerprint.
    pub key: u32,
    /// The erasure, or the event of the consent ledger.
    pub object: String,
    /// How many events the audit log had, and the root over them: a checkpoint that the log can be held against.
    pub audit: Audit,
    /// SHA-256 of the line before, or zeros.
    pub prev: String,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    entry: Entry,
    mac: String,
}

/// What is to be added.
#[derive(Clone, Debug)]
pub struct New {
    /// When it happened.
    pub at: Timestamp,
    /// What must hold.
    pub what: What,
    /// Keyed fingerprint of the address.
    pub print: String,
    /// The erasure, or the event of the consent ledger.
    pub object: String,
    /// The audit log as it is.
    pub audit: Audit,
}

impl New {
    /// The first line of a ledger.
    pub fn begun(at: Timestamp, audit: Audit) -> Self {
        Self { at, what: What::Begun, print: String::new(), object: String::new(), audit }
    }
}

/// The audit log at a moment: what a checkpoint says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// How many events.
    pub size: u64,
    /// The root over them, in hexadecimal.
    pub root: String,
}

/// How long the ledger is, and the hash of its last line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// How many entries.
    pub entries: u64,
    /// SHA-256 of the last line; empty without one.
    pub digest: String,
}

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file is not there, or not as long as the portal's database knows it was.
    #[error("the erasure ledger `{}` has {found} entries, and the database knows of {known}", .path.display())]
    Cut {
        /// The file.
        path: PathBuf,
        /// Entries in the file.
        found: u64,
        /// Entries that the database knows of.
        known: u64,
    },
    /// A line is not as it was written, or the ledger is another portal's.
    #[error("line {line} of the erasure ledger `{}` is not as it was written", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
    },
    /// The file system.
    #[error("the erasure ledger `{}` cannot be read or written: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        error: io::Error,
    },
}

/// The version of the key of fingerprints.
const KEY: u32 = 1;

fn mac(keys: &Keys, entry: &Entry) -> String {
    // A plain record always serialises.
    hex(&keys.mac(Purpose::Ledger, &serde_json::to_vec(entry).unwrap_or_default()))
}

fn previous(head: &Head) -> String {
    if head.entries == 0 { "0".repeat(64) } else { head.digest.clone() }
}

/// Reads the whole ledger and checks every line. A last line without its end was never confirmed and is left out. No file
/// is an empty ledger.
pub fn read(path: &Path, keys: &Keys, mut each: impl FnMut(&Entry, &Head)) -> Result<Head, LedgerError> {
    let failed = |error| LedgerError::File { path: path.to_path_buf(), error };
    let mut head = Head::default();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(head),
        Err(error) => return Err(failed(error)),
    };
    let mut input = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        input.read_until(b'\n', &mut line).map_err(failed)?;
        let Some(text) = line.strip_suffix(b"\n") else { return Ok(head) };
        let changed = || LedgerError::Changed { path: path.to_path_buf(), line: head.entries + 1 };
        let Sealed { entry, mac: said } = serde_json::from_slice(text).map_err(|_| changed())?;
        if entry.n != head.entries || entry.prev != previous(&head) || said != mac(keys, &entry) {
            return Err(changed());
        }
        head = Head { entries: head.entries + 1, digest: sha256_hex(text) };
        each(&entry, &head);
    }
}

/// What adding did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The head before.
    pub before: Head,
    /// The head after.
    pub after: Head,
}

/// Adds entries: locked, so that several processes write one after the other, and durable when it returns.
pub fn append(path: &Path, keys: &Keys, new: &[New]) -> Result<Added, LedgerError> {
    write(path, keys, |_| new).map_err(|error| LedgerError::File { path: path.to_path_buf(), error })
}

/// Writes the first line, unless there is one.
pub fn begin(path: &Path, keys: &Keys, first: &New) -> Result<Added, LedgerError> {
    let first = std::slice::from_ref(first);
    let written = write(path, keys, |head| if head.entries == 0 { first } else { &[] });
    written.map_err(|error| LedgerError::File { path: path.to_path_buf(), error })
}

/// The head by the last whole line alone, without checking the lines before it.
pub fn head(path: &Path) -> Result<Head, LedgerError> {
    let read = || match File::open(path) {
        Ok(mut file) => last(&mut file).map(|(head, _)| head),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Head::default()),
        Err(error) => Err(error),
    };
    read().map_err(|error| LedgerError::File { path: path.to_path_buf(), error })
}

fn write<'n>(path: &Path, keys: &Keys, new: impl FnOnce(&Head) -> &'n [New]) -> io::Result<Added> {
    let mut file = open(path)?;
    file.lock()?;
    let (before, end) = last(&mut file)?;
    // What a crash left without its end was never confirmed.
    file.set_len(end)?;
    let mut text = Vec::new();
    let mut head = before.clone();
    for new in new(&before) {
        let New { at, what, print, object, audit } = new.clone();
        let entry = Entry { n: head.entries, at, what, print, key: KEY, object, audit, prev: previous(&head) };
        let line = serde_json::to_vec(&Sealed { mac: mac(keys, &entry), entry })?;
        head = Head { entries: head.entries + 1, digest: sha256_hex(&line) };
        text.extend_from_slice(&line);
        text.push(b'\n');
    }
    file.write_all(&text)?;
    file.sync_all()?;
    Ok(Added { before, after: head })
}

/// Opens the file to add to it, made for its owner alone if it is new.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.create(true).open(path)?;
            // The name is durable, too.
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                File::open(folder)?.sync_all()?;
            }
            Ok(file)
        }
        opened => opened,
    }
}

/// The head by the last whole line alone, and where that line ends.
fn last(file: &mut File) -> io::Result<(Head, u64)> {
    const BLOCK: u64 = 4096;
    let mut start = file.seek(SeekFrom::End(0))?;
    let mut tail: Vec<u8> = Vec::new();
    while start > 0 && tail.iter().filter(|byte| **byte == b'\n').count() < 2 {
        let from = start.saturating_sub(BLOCK);
        let mut block = vec![0; usize::try_from(start - from).unwrap_or(0)];
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(&mut block)?;
        block.extend_from_slice(&tail);
        (tail, start) = (block, from);
    }
    let Some(stop) = tail.iter().rposition(|byte| *byte == b'\n') else { return Ok((Head::default(), 0)) };
    let end = start + stop as u64 + 1;
    let line = tail.get(..stop).unwrap_or_default();
    let line = line.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let Sealed { entry, .. } = serde_json::from_slice(line)?;
    Ok((Head { entries: entry.n + 1, digest: sha256_hex(line) }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(print: &str) -> New {
        let at = "2026-03-01T10:00:00Z".parse().unwrap();
        New {
            at,
            what: What::Erased,
            print: print.into(),
            object: format!("e-{print}"),
            audit: Audit { size: 3, root: "00".into() },
        }
    }

    fn all(path: &Path) -> Result<Vec<String>, LedgerError> {
        let mut prints = Vec::new();
        read(path, &Keys::for_tests(), |entry, _| prints.push(entry.print.clone()))?;
        Ok(prints)
    }

    #[test]
    fn what_is_added_reads_back_and_a_torn_last_line_is_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        let keys = Keys::for_tests();
        assert_eq!(all(&path).unwrap(), Vec::<String>::new());
        append(&path, &keys, &[new("a"), new("b")]).unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"n\":2,\"at\"").unwrap();
        assert_eq!(all(&path).unwrap(), ["a", "b"]);
        let long = "c".repeat(9000);
        let Added { before, after } = append(&path, &keys, &[new(&long), new("d")]).unwrap();
        assert_eq!((before.entries, after.entries, all(&path).unwrap().len()), (2, 4, 4));
        assert_eq!((append(&path, &keys, &[]).unwrap().after, head(&path).unwrap()), (after.clone(), after.clone()));
        assert_eq!(begin(&path, &keys, &new("first")).unwrap().after, after, "it began long ago");
    }

    #[test]
    fn every_changed_byte_and_every_missing_line_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        append(&path, &Keys::for_tests(), &[new("a"), new("b"), new("c")]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
        std::fs::write(&path, [lines[0], lines[2]].concat()).unwrap();
        assert!(matches!(all(&path), Err(LedgerError::Changed { line: 2, .. })));
        for at in (0..whole.len()).filter(|at| whole[*at] != b'\n') {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(all(&path).is_err(), "byte {at}");
        }
    }
}
