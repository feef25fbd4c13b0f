//! The folder of the demo: made whole or not at all, used again at the next start.

use super::{Colleague, colleagues, store};
use crate::clock::Clock;
use crate::secrets::{Keys, Random};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files of people, not of data: embedded, so that the binary alone is enough.
const FILES: &[(&str, &str)] = &[
    ("habeas.toml", include_str!("../../config/demo/habeas.toml")),
    ("record.toml", include_str!("../../config/demo/record.toml")),
    ("sources/shop.toml", include_str!("../../config/demo/sources/shop.toml")),
    ("sources/newsletter.toml", include_str!("../../config/demo/sources/newsletter.toml")),
];

/// Written last: a folder that holds it is whole.
const MARK: &str = "demo.json";

/// A folder ready to be served.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The folder.
    pub dir: PathBuf,
    /// Its settings file.
    pub config: PathBuf,
    /// Whether it was made just now.
    pub is_new: bool,
    /// What is in it.
    pub made: Made,
}

/// What the folder was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Customers in the shop.
    pub people: u32,
    /// The seed they come from.
    pub seed: u64,
    /// How many days its clock was moved forward.
    #[serde(default)]
    pub days_ahead: u32,
    /// The staff to sign in as.
    pub colleagues: Vec<Colleague>,
}

impl Made {
    /// What the folder says about itself.
    ///
    /// # Errors
    /// If it is not a folder of the demo.
    pub fn read(dir: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(dir.join(MARK))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// Moves `clock` as far ahead as the folder's own time is.
    pub fn set(&self, clock: &Clock) {
        clock.advance(DAY * i32::try_from(self.days_ahead).unwrap_or(i32::MAX));
    }
}

/// A day of the demo.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Lets a day pass, for the running portal and for its next start.
///
/// # Errors
/// If the folder cannot be written; then no time passes.
pub fn pass_day(dir: &Path, clock: &Clock) -> io::Result<()> {
    let mut made = Made::read(dir)?;
    made.days_ahead = made.days_ahead.saturating_add(1);
    let unfinished = dir.join("demo.json.part");
    fs::write(&unfinished, serde_json::to_vec_pretty(&made)?)?;
    fs::rename(&unfinished, dir.join(MARK))?;
    clock.advance(DAY);
    Ok(())
}

/// Makes the folder with `people` invented customers from `seed`, or finds it made before (whatever its people and
/// seed). What is there is complete: it is made under another name, then renamed; a start that was cut short leaves
/// nothing that a later one would use.
///
/// # Errors
/// If the folder exists and is not a demo's, or cannot be written.
pub fn prepare(dir: &Path, people: u32, seed: u64, clock: &Clock, random: &Random) -> io::Result<Prepared> {
    if let Some(made) = read_mark(dir)? {
        return Ok(prepared(dir, made, false));
    }
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    // Two first starts at the same time: the second waits here, then finds the folder.
    let lock_path = beside(dir, "lock");
    let lock = File::create(&lock_path)?;
    lock.lock()?;
    let prepared = match read_mark(dir)? {
        Some(made) => prepared(dir, made, false),
        None => {
            let making = beside(dir, "making");
            if making.exists() {
                fs::remove_dir_all(&making)?;
            }
            let made = match fill(&making, people, seed, clock, random) {
                Ok(made) => made,
                Err(error) => {
                    // What remains would be cleared by the next start anyway.
                    let _ = fs::remove_dir_all(&making);
                    return Err(error);
                }
            };
            fs::rename(&making, dir)?;
            File::open(parent)?.sync_all()?;
            self::prepared(dir, made, true)
        }
    };
    // A start that waits for the lock holds the file open; one that comes later makes it anew and finds the folder.
    let _ = fs::remove_file(&lock_path);
    Ok(prepared)
}

fn prepared(dir: &Path, made: Made, is_new: bool) -> Prepared {
    Prepared { dir: dir.to_path_buf(), config: dir.join("habeas.toml"), is_new, made }
}

/// What the folder was made with; `None` if there is nothing yet.
fn read_mark(dir: &Path) -> io::Result<Option<Made>> {
    match Made::read(dir) {
        Ok(made) => Ok(Some(made)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let holds_any = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
            if holds_any {
                let message = format!("`{}` is not a folder of the demo; choose another with --dir", dir.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// A name next to the folder, on the same file system, so that a rename is one step.
fn beside(dir: &Path, word: &str) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(word);
    dir.with_file_name(name)
}

fn fill(dir: &Path, people: u32, seed: u64, clock: &Clock, random: &Random) -> io::Result<Made> {
    for (name, text) in FILES {
        let path = dir.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        write(&path, text.as_bytes())?;
    }
    let keys = dir.join("keys");
    make_private_dir(&keys)?;
    Keys::generate(&keys, random)?;
    fs::create_dir(dir.join("mail"))?;
    let (shop, newsletter) = (dir.join("shop.sqlite"), dir.join("newsletter.sqlite"));
    let today = clock.now().to_zoned_datetime(TimeZone::UTC).date();
    store::write(&shop, &newsletter, people, seed, today).map_err(io::Error::other)?;
    for file in [&shop, &newsletter] {
        File::open(file)?.sync_all()?;
    }
    let colleagues = colleagues::hire(&dir.join("habeas.sqlite"), &keys, clock.now(), random)?;
    let made = Made { people, seed, days_ahead: 0, colleagues };
    write(&dir.join(MARK), &serde_json::to_vec_pretty(&made)?)?;
    File::open(dir)?.sync_all()?;
    Ok(made)
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(unix)]
fn make_private_dir(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private_dir(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(dir: &Path, people: u32) -> io::Result<Prepared> {
        let clock = Clock::fixed("2026-11-24T12:00:00Z".parse().unwrap());
        prepare(dir, people, 1, &clock, &Random::seeded(1))
    }

    #[test]
    fn a_second_start_finds_the_folder_as_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("shop");
        assert!(make(&dir, 20).unwrap().is_new);
        fs::write(dir.join("habeas.toml"), "mine").unwrap();
        let again = make(&dir, 50).unwrap();
        assert!(!again.is_new);
        assert_eq!(again.made.people, 20);
        assert_eq!(fs::read_to_string(again.config).unwrap(), "mine");
        let names: Vec<_> = fs::read_dir(parent.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["shop"]);
    }

    #[test]
    fn a_day_that_passed_stays_passed_at_the_next_start() {
        let parent = tempfile::tempdir().unwrap();
        let dir = make(&parent.path().join("shop"), 20).unwrap().dir;
        let clock = Clock::fixed("2026-11-24T12:00:00Z".parse().unwrap());
        pass_day(&dir, &clock).unwrap();
        pass_day(&dir, &clock).unwrap();
        assert_eq!(clock.now(), "2026-11-26T12:00:00Z".parse().unwrap());
        let later = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        make(&dir, 20).unwrap().made.set(&later);
        assert_eq!(later.now(), "2026-11-27T08:00:00Z".parse().unwrap());
    }

    #[test]
    fn what_a_start_that_was_cut_short_left_is_never_used() {
        let parent = tempfile::tempdir().unwrap();
        let (dir, making) = (parent.path().join("shop"), parent.path().join("shop.making"));
        fs::create_dir(&making).unwrap();
        fs::write(making.join("shop.sqlite"), "half").unwrap();
        assert!(make(&dir, 20).unwrap().is_new);
        assert!(!making.exists());
        assert!(fs::metadata(dir.join("shop.sqlite")).unwrap().len() > 10_000);
    }

    #[test]
    fn a_folder_of_someone_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.odt"), "precious").unwrap();
        let refused = make(dir.path(), 20).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
