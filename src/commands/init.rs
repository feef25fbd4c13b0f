//! `habeas init DIR`: a first set of settings, record and keys, with comments that teach.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const FILES: &[(&str, &str)] = &[
    ("habeas.toml", include_str!("../../config/starter/habeas.toml")),
    ("record.toml", include_str!("../../config/starter/record.toml")),
    ("sources/example.toml.txt", include_str!("../../config/starter/source.toml.txt")),
];

/// The folder of the keys inside the new folder.
const KEYS: &str = "keys";

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// These exist already; nothing was touched.
    #[error("nothing was written, because these exist already: {}", list(.0))]
    Exists(Vec<PathBuf>),
    /// A file could not be written.
    #[error("{}: {error}", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system answered.
        error: io::Error,
    },
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Writes the starter files into `dir` and lets `make_keys` fill its `keys` folder (mode 0700). Never overwrites: if
/// any file exists, or the keys folder holds anything, nothing is touched. Returns the files written.
pub fn init(dir: &Path, make_keys: impl FnOnce(&Path) -> io::Result<()>) -> Result<Vec<PathBuf>, InitError> {
    let keys = dir.join(KEYS);
    let existing = existing(dir, &keys);
    if !existing.is_empty() {
        return Err(InitError::Exists(existing));
    }
    let mut written = Vec::new();
    for (name, text) in FILES {
        let path = dir.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| write_new(&path, text));
        made.map_err(|error| InitError::Write { path: path.clone(), error })?;
        written.push(path);
    }
    let failed = |error| InitError::Write { path: keys.clone(), error };
    make_private_dir(&keys).and_then(|()| make_keys(&keys)).map_err(failed)?;
    written.extend(entries(&keys));
    Ok(written)
}

fn existing(dir: &Path, keys: &Path) -> Vec<PathBuf> {
    let mut existing: Vec<_> = FILES.iter().map(|(name, _)| dir.join(name)).filter(|path| path.exists()).collect();
    existing.extend(entries(keys));
    existing
}

/// What a folder holds, sorted; nothing if it does not exist.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn make_private_dir(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private_dir(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::lang::Lang;
    use crate::record::Record;
    use std::collections::BTreeMap;

    fn one_key(folder: &Path) -> io::Result<()> {
        fs::write(folder.join("audit.key"), "secret")
    }

    #[test]
    fn the_starter_files_hold_no_mistake() {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path(), one_key).unwrap();
        let settings = fs::read_to_string(dir.path().join("habeas.toml")).unwrap();
        let (config, found) = Config::parse(&dir.path().join("habeas.toml"), &settings, &BTreeMap::new());
        assert_eq!(found, []);
        let path = config.unwrap().portal.record;
        let (record, found) = Record::parse(&path, &fs::read_to_string(&path).unwrap(), Lang::ALL);
        assert_eq!(found, []);
        assert_eq!(record.unwrap().activities.len(), 12);
    }

    #[test]
    fn nothing_is_touched_when_anything_exists() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("record.toml"), "mine").unwrap();
        let refused = init(dir.path(), |_| panic!("no key may be made")).unwrap_err();
        assert!(refused.to_string().contains("record.toml"));
        assert_eq!(fs::read_to_string(dir.path().join("record.toml")).unwrap(), "mine");
        assert_eq!(entries(dir.path()).len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn the_keys_folder_is_open_to_its_owner_only_and_its_keys_are_never_replaced() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        init(dir.path(), one_key).unwrap();
        let mode = fs::metadata(dir.path().join(KEYS)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        for (name, _) in FILES {
            fs::remove_file(dir.path().join(name)).unwrap();
        }
        assert!(matches!(init(dir.path(), one_key), Err(InitError::Exists(paths)) if paths.len() == 1));
    }
}
