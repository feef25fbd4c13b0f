//! Access and portability (Art. 15, 20): a package of everything held about a person, to keep.
//!
//! - [`collect`]: the same facts the page shows, with the information of Art. 15(1), live from the sources; [`collect_only`]:
//!   some categories of them, for who comes after a death;
//! - [`own`]: what the portal itself holds about a person: choices, requests, corrections, who looked, sign-ins;
//! - [`by_hand`]: what only a colleague can look up; a package waits for it, and is not complete without it;
//! - [`package`]: the zip: a page that opens offline, the same as tagged PDF, JSON with its schema, CSV for each table, hashes;
//! - [`prove`]: that what was marked as somebody else's is in none of its files: else nothing leaves;
//! - [`jobs`]: prepared in the background into a private folder, gone after [`KEPT_DAYS`] days, or with the person;
//! - [`pages`]: asked for and fetched only by who has just proven their mailbox.

pub mod by_hand;
mod contents;
pub mod jobs;
mod offline;
pub mod own;
pub mod package;
pub mod pages;
pub mod paper;
mod proof;
pub mod store;

pub use contents::{Contents, collect, collect_only, collect_with};
pub use proof::{Proof, prove};
pub use store::{Package, State};

use crate::db::Id;
use crate::portal::Portal;
use std::io;
use std::path::PathBuf;

/// How long a package can be fetched.
pub const KEPT_DAYS: i64 = 7;

/// The file of a package, in a folder that only the portal's account can read.
pub fn file(portal: &Portal, package: &Id) -> PathBuf {
    folder(portal).join(format!("{package}.zip"))
}

fn folder(portal: &Portal) -> PathBuf {
    portal.settings.folder.join("packages")
}

/// Makes the private folder.
fn make_folder(portal: &Portal) -> io::Result<PathBuf> {
    let folder = folder(portal);
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder)?;
    Ok(folder)
}
