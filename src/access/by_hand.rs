//! Manual sources in a package: a colleague looks there, the package waits for them, and it is never called complete while
//! one of these sources is unknown.

use super::{jobs, store};
use crate::db::{Db, Error, Id};
use crate::facts::Holding;
use crate::manual::{self, Answer, Brief, Kind, Listed, New};
use crate::people::{self, Address, Person};
use crate::portal::Portal;
use crate::secrets::Keys;
use crate::sources::declaration::Declaration;
use crate::sources::{Found, Identifiers, rows_by_hand};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Asks the colleagues of every manual source of which there is no answer that still serves. The tasks join those that are
/// open for the person.
pub fn ask(tx: &mut Db, portal: &Portal, person: &Person, cause: &str) -> Result<(), Error> {
    let Portal { random, keys, sources, .. } = portal;
    let now = portal.clock.now();
    let known: BTreeSet<String> =
        manual::answers(tx, keys, &person.id, manual::serves_since(now))?.into_iter().map(|(name, ..)| name).collect();
    let brief = Brief { addresses: vec![person.address(keys)?.kept()], ..Brief::default() };
    for source in sources.by_hand().filter(|source| !known.contains(&source.name)) {
        let today = portal.today();
        let due = manual::due_on(Some(source), today);
        let new = New {
            kind: Kind::Access,
            source: &source.name,
            person: Some(&person.id),
            cause,
            brief: &brief,
            today,
            due,
        };
        manual::open(tx, now, random, keys, &new)?;
    }
    Ok(())
}

/// The tasks that a package of a person waits for: those that are open and not late.
pub(super) fn awaited(db: &mut Db, portal: &Portal, person: &Id) -> Result<Vec<Listed>, Error> {
    let today = portal.today();
    let declared = |task: &Listed| portal.sources.manual(&task.source).is_some();
    let waiting = manual::waiting(db, person, Kind::Access)?;
    Ok(waiting.into_iter().filter(|task| task.due >= today && declared(task)).collect())
}

/// What colleagues answered, by the name of the source. For somebody whom the portal does not know nobody was ever asked.
pub(super) type Answers = Vec<(String, Timestamp, Answer)>;

/// Reads the answers. What is older than an answer serves was kept for this package, which waited for others.
pub(super) fn answers(db: &mut Db, keys: &Keys, person: &Id) -> Result<Answers, Error> {
    manual::answers(db, keys, person, Timestamp::UNIX_EPOCH)
}

/// What colleagues found, as sources hold it, and the names of the manual sources of which nothing is known; of some
/// categories only the sources that may hold them.
pub(super) fn found(
    portal: &Portal,
    answers: &Answers,
    address: &Address,
    only: Option<&[String]>,
) -> (Vec<Holding>, Vec<String>) {
    let (mut held, mut unknown) = (Vec::new(), Vec::new());
    let may_hold = |source: &&Declaration| {
        let mut facts = source.tables.iter().flat_map(|table| table.facts());
        only.is_none_or(|chosen| facts.any(|(_, held)| chosen.contains(&held.category)))
    };
    for source in portal.sources.by_hand().filter(may_hold) {
        let Some((_, _, answer)) = answers.iter().find(|(name, ..)| *name == source.name) else {
            unknown.push(source.name.clone());
            continue;
        };
        held.push(Holding {
            source: source.name.clone(),
            rows: rows_by_hand(source, &answer.found),
            found: Found::default(),
            person: Identifiers::new([address]),
            required: BTreeSet::new(),
        });
    }
    (held, unknown)
}

/// A task for a package was signed: what waits goes on. Where a package left without this source, another one follows under
/// the same request. Running it again changes nothing.
pub fn signed(tx: &mut Db, portal: &Portal, task: &Listed) -> Result<(), Error> {
    let Some(person) = task.person.as_ref() else { return Ok(()) };
    let Some(person) = people::by_id(tx, person)?.filter(|person| person.leaves_at.is_none()) else { return Ok(()) };
    let Some(newest) = store::newest(tx, &person.id)? else { return Ok(()) };
    let (now, random) = (portal.clock.now(), &portal.random);
    match newest.state {
        super::State::Preparing => jobs::enqueue_prepare(tx, now, random, &newest.id),
        super::State::Ready | super::State::Expired if newest.missing.contains(&task.source) => {
            jobs::follow(tx, portal, &newest)
        }
        _ => Ok(()),
    }
}
