//! `[inbox]`: the mailbox to which people write about their data.

use super::layers::Group;
use super::read::{read_account, read_tls};
use super::{Secret, Tls};
use std::path::Path;

/// A mailbox that is read by IMAP.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// The server, name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// The account.
    pub user: String,
    /// Its password.
    pub password: Secret,
    /// The folder that is read.
    pub folder: String,
    /// What becomes of a mail there.
    pub once_taken: OnceTaken,
}

/// What becomes of a mail in its mailbox once the portal has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnceTaken {
    /// It is marked as read.
    Seen,
    /// It is deleted.
    Deleted,
}

/// `Some(None)` where no server is named; `None` after a mistake, which is noted.
pub(super) fn read(group: Group<'_, '_>, folder: &Path) -> Option<Option<Inbox>> {
    let host = group.string("host");
    let port = group.number("port", 1..=65_535).and_then(|port| u16::try_from(port).ok());
    let cure = "Write `tls = \"required\"` (port 993) or `tls = \"starttls\"` (port 143).";
    let tls = read_tls(&group, host.as_deref(), cure);
    let account = read_account(&group, folder);
    let once_taken = group.choice("once_taken", &[("seen", OnceTaken::Seen), ("deleted", OnceTaken::Deleted)]);
    let read = group.string("folder").filter(|name| !name.trim().is_empty());
    if read.is_none() {
        group.error("folder", "is empty", "Write the name of the folder that is read: `folder = \"INBOX\"`.");
    }
    let Some(host) = host else {
        if account.is_some() {
            group.error("user", "has no effect: no mail server is named", "Name it as `host`, or remove this.");
        }
        group.close();
        return Some(None);
    };
    if account.is_none() && group.string("user").is_none() {
        group.error("user", "is missing", "Write the account of the mailbox: `user = \"privacy@example.com\"`.");
    }
    group.close();
    let (user, password) = account?;
    let (port, tls, folder, once_taken) = (port?, tls?, read?, once_taken?);
    Some(Some(Inbox { host, port, tls, user, password, folder, once_taken }))
}
