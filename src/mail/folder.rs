//! Mails as files: one `.eml` each, whole or not at all, named so that they sort by time.

use jiff::Timestamp;
use std::io;
use std::path::Path;

/// Writes one mail.
pub(super) fn keep(folder: &Path, now: Timestamp, id: &str, raw: &[u8]) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let name = format!("{:020}-{id}", now.as_microsecond());
    let unfinished = folder.join(format!("{name}.part"));
    std::fs::write(&unfinished, raw)?;
    std::fs::rename(&unfinished, folder.join(format!("{name}.eml")))
}

/// The newest mails, newest first.
pub(super) fn newest(folder: &Path, limit: usize) -> io::Result<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "eml") {
            names.push(path);
        }
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.truncate(limit);
    names.iter().map(std::fs::read).collect()
}
