//! `habeas audit …`: the whole log, recomputed from its rows; as a file that is checked without the portal.

use crate::audit::{self, Checked, ExportError, KeptHead, Report};
use crate::db::{Database, Error};
use crate::secrets::Keys;
use std::fs;
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};

/// Checks every record against its leaf, every signed head against the leaves, and signs nothing.
pub fn audit_verify(database: &Database, keys: &Keys) -> Result<Report, Error> {
    let key = keys.audit().verifying_key();
    database.read_now(|db| audit::verify(db, &key))
}

/// Writes the log of the portal at `host` to a new file, and its public key beside it (`FILE.pem`). How many events
/// there are.
pub fn audit_export(database: &Database, keys: &Keys, host: &str, file: &Path) -> Result<u64, ExportError> {
    let key = keys.audit().verifying_key();
    let mut pem = file.as_os_str().to_owned();
    pem.push(".pem");
    let mut out = BufWriter::new(fs::File::create_new(file)?);
    let size = audit::export(database, &key, &audit::origin(host), &mut out)?;
    fs::write(pem, audit::note::pem(&key))?;
    Ok(size)
}

/// What a file turned out to be.
pub enum Offline {
    /// An exported log, checked.
    Log(Checked),
    /// A receipt: what it says, or `None` if its proof does not hold.
    Receipt(Option<serde_json::Value>),
}

/// Checks an exported log, or a receipt (`*.tlog-proof`, which needs the key), with nothing but the file; a log also against
/// signed heads that were kept, each in a text file such as the mail of a day.
pub fn audit_verify_file(file: &Path, key: Option<&str>, heads: &[PathBuf]) -> Result<Offline, ExportError> {
    let mut input = BufReader::new(fs::File::open(file)?);
    let is_receipt = io::BufRead::fill_buf(&mut input)?.starts_with(b"c2sp.org/tlog-proof@");
    if !is_receipt {
        let read = |path: &PathBuf| KeptHead::read(&String::from_utf8_lossy(&fs::read(path)?));
        let heads = heads.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        return audit::verify_export(input, key, &heads).map(Offline::Log);
    }
    let text = fs::read_to_string(file)?;
    audit::verify_proof(&text, key.ok_or(ExportError::Key)?).map(Offline::Receipt)
}
