//! The inbox: mails that people write to the company about their data, read from a mailbox by IMAP (off until its server is
//! named). Each waits until a colleague says what it is: a request, which counts from the day the mail arrived (law.md INT-2),
//! an addition to a case, or neither. Nothing of it is decided by a program.
//!
//! - [`letter`]: what a mail says, [`suggestion`]: what it may be about; both pure;
//! - [`imap`]: the mailbox;
//! - [`jobs`]: a mail is kept first, then marked there, then counted as read: whatever is cut off, it is here once;
//! - [`store`]: what waits, sealed. What became a request leaves; what was none is kept [`ASIDE_DAYS`] in case it was one.
//!
//! Colleagues' side is `staff::desk`.

mod imap;
pub mod jobs;
mod letter;
mod store;
mod suggestion;

pub use imap::{Problem, look};
pub use jobs::mailbox;
pub use store::{
    Content, Counted, Left, Mail, Trouble, aside, count, forget_of, forget_old, one, settle, trouble, waiting,
    waiting_since,
};
pub use suggestion::{Suggestion, suggest};

use crate::attachments::{Owner, OwnerKind};
use crate::db::Id;
use crate::requests::LONGEST;

/// For how many days a mail that is no request is kept.
pub const ASIDE_DAYS: i64 = 30;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has said what it is.
    Waiting,
    /// It became a request, or reminds of one.
    Request,
    /// It was added to a case.
    Added,
    /// A colleague said that it is no request.
    Aside,
    /// A program wrote it by itself; a colleague may see it otherwise.
    Automatic,
}

impl State {
    const ALL: [State; 5] = [State::Waiting, State::Request, State::Added, State::Aside, State::Automatic];

    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Request => "request",
            State::Added => "added",
            State::Aside => "aside",
            State::Automatic => "automatic",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether a colleague can still say what it is: it waits, or was taken for no request.
    pub fn is_open(self) -> bool {
        matches!(self, State::Waiting | State::Aside | State::Automatic)
    }
}

/// What a mail says as the message of a request: its subject and its words; whether there are more than a message holds.
pub fn message(subject: &str, text: &str) -> (String, bool) {
    let whole = if subject.is_empty() { text.to_owned() } else { format!("{subject}\n\n{text}") };
    let whole = whole.trim();
    if whole.chars().count() <= LONGEST {
        return (whole.to_owned(), false);
    }
    let beginning: String = whole.chars().take(LONGEST - 1).collect();
    (format!("{}…", beginning.trim_end()), true)
}

/// The owner of the files of a mail.
pub fn owner(mail: &Id) -> Owner {
    Owner { kind: OwnerKind::Mail, id: mail.clone() }
}
