//! Opening the archive: one person at a time, on a ground, for a reason that is kept; the opening is written down in the
//! transaction that reads, so that nothing is shown that is not logged (law.md ERA-1).

use super::store::{self, Archived};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::people::{self, Address};
use crate::requests::{self, word::words};
use crate::secrets::{Keys, Random};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// How long it is kept who opened the archive and why; the audit log has it longer, without what was sought (law.md 3.1: logs up to
/// three years where that is justified).
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 365 * 3);

/// The most openings of one list.
const MOST: i64 = 200;

/// What the archive may be opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// An audit of the accounts or taxes.
    Audit,
    /// A legal claim, a warranty, a dispute.
    Claim,
    /// An authority or a court asks.
    Authority,
    /// The person asks.
    Person,
}

words!(Ground { Audit = "audit", Claim = "claim", Authority = "authority", Person = "person" });

/// Whose copies are meant.
#[derive(Clone, Debug)]
pub enum Sought {
    /// Those of who had this address.
    Address(Address),
    /// Those of the erasure of this request, such as `R-2026-0412`.
    Reference(String),
}

/// An opening that is written down.
#[derive(Clone)]
pub struct Opening {
    /// Its id.
    pub id: Id,
    /// On what ground.
    pub ground: Ground,
    /// The address or reference that was looked for.
    pub sought: String,
    /// Why, in the words of the colleague.
    pub why: String,
    /// How many copies were shown.
    pub copies: i32,
    /// When.
    pub at: Timestamp,
}

/// Who opens, and what that needs.
#[derive(Clone, Copy, Debug)]
pub struct By<'b> {
    /// When.
    pub now: Timestamp,
    /// Randomness.
    pub random: &'b Random,
    /// The keys that seal.
    pub keys: &'b Keys,
    /// The colleague.
    pub colleague: &'b Id,
}

/// What an opening found.
pub struct Opened {
    /// The copies; none if nothing lies there.
    pub copies: Vec<Archived>,
}

/// Opens the copies of one person, and writes down that it was done, also where there are none: that somebody is not in the archive is
/// an answer, too.
pub fn open(tx: &mut Db, by: By<'_>, sought: &Sought, ground: Ground, why: &str) -> Result<Opened, Error> {
    let (copies, text, person) = match sought {
        Sought::Address(address) => {
            let print = address.fingerprint(by.keys);
            let person = people::by_fingerprint(tx, &print)?.map(|person| person.id);
            (store::of_person(tx, by.keys, &print)?, address.as_str().to_owned(), person)
        }
        Sought::Reference(reference) => {
            let request = requests::by_reference(tx, reference)?;
            let copies = match request {
                Some(request) => store::of_request(tx, by.keys, &request.id)?,
                None => Vec::new(),
            };
            (copies, reference.clone(), None)
        }
    };
    let opening = Opening {
        id: Id::at(by.now, by.random),
        ground,
        sought: text,
        why: why.to_owned(),
        copies: i32::try_from(copies.len()).unwrap_or(i32::MAX),
        at: by.now,
    };
    store::write_opening(tx, by.keys, by.random, by.colleague, &opening)?;
    // Whoever came back sees in their own list of looks that it was opened.
    let action = if person.is_some() { audit::READ } else { "archive.opened" };
    let event = audit::Event {
        actor: Actor::Colleague(by.colleague.clone()),
        action,
        object: Some(opening.id.to_string()),
        person,
        detail: json!({ "role": "archivist", "what": "archive", "ground": ground.as_str(), "copies": opening.copies }),
    };
    audit::append(tx, by.now, by.random, &event)?;
    Ok(Opened { copies })
}

/// The newest openings, each with the id of who opened.
pub fn openings(db: &mut Db, keys: &Keys) -> Result<Vec<(Id, Opening)>, Error> {
    store::openings(db, keys, MOST)
}

/// Ends what is written down of openings three years ago. How many.
pub fn forget_openings(tx: &mut Db, now: Timestamp) -> Result<usize, Error> {
    store::forget_openings(tx, now.saturating_sub(KEPT).unwrap_or(now))
}
