//! "My data": every value held about a person, with why, on what basis, from where, who gets it and until when.
//!
//! - [`look`]: asks every source, live; one that does not answer is named and never hides the others;
//! - [`assemble`]: from what was found to [`Fact`]s, the same for pages and packages;
//! - [`conceal`]: what a colleague marked as somebody else's is hidden in both;
//! - [`archived`]: what lies in the archive after an erasure, for the person and the archivist;
//! - [`mailboxes`]: what the portal itself noted about their addresses;
//! - [`correct::correct`]: guarded statements in one transaction for each source, history, a mail to the old channel, undo for 72 hours.

mod archived;
mod conceal;
pub mod correct;
mod fact;
pub mod jobs;
mod mailbox;
pub mod pages;
mod present;
mod shown;
pub mod store;
pub mod typed;

pub use archived::{archived, copies_as_facts};
pub use conceal::conceal;
pub use fact::{Editing, Fact, Holding, Receiver, Until, Why, assemble, last_events};
pub use mailbox::{Mailbox, as_facts, mailboxes};
pub use present::until as until_in_words;

use crate::sources::{Identifiers, SourceError, Sources, SqlError};
use jiff::{SignedDuration, Timestamp};

/// After how long a source that did not answer is asked again. The messages `access-missing-text` and
/// `mail-download-ready-silent` say it too.
const AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// When a source that does not answer now is asked again.
pub fn asked_again(now: Timestamp) -> Timestamp {
    now.saturating_add(AGAIN).unwrap_or(now)
}

/// What all sources hold about a person.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// What each source that answered holds, by name.
    pub held: Vec<Holding>,
    /// The names of the sources that did not answer.
    pub down: Vec<String>,
    /// Among those that did not answer: the names of the sources that know several people who share the mailbox, and gave
    /// nothing of any of them.
    pub shared: Vec<String>,
}

/// Asks every source at the same time.
pub async fn look(sources: &Sources, person: &Identifiers) -> Holdings {
    let person = sources.widen(person).await.person;
    let who = person.clone();
    let answers = sources
        .run_each(move |source| {
            source.session(|session| {
                let (found, rows) = session.find_with_facts(&person)?;
                Ok((rows, found, session.required()))
            })
        })
        .await;
    let mut holdings = Holdings::default();
    for (source, answer) in answers {
        match answer {
            Ok((rows, found, required)) => {
                holdings.held.push(Holding { source, rows, found, person: who.clone(), required });
            }
            Err(error) => {
                if error.cause == SqlError::Shared {
                    holdings.shared.push(source.clone());
                }
                holdings.down.push(named(&source, &error));
            }
        }
    }
    holdings
}

/// The name of a source that failed; the cause is for the log.
fn named(source: &str, error: &SourceError) -> String {
    tracing::warn!(source, cause = %error.cause, "a source does not answer");
    source.to_owned()
}
