//! Rows that stay although their time is over: those of people on hold, of people who wait for an answer (scenario 22),
//! and of people whose data may only be kept (Art. 18).

use super::store::Hold;
use crate::db::Error;
use crate::jobs::Failure;
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::requests;
use crate::sources::{Identifiers, RowKey};
use std::collections::{BTreeMap, BTreeSet};

/// The keys of the rows, by source and table.
pub(super) type Spared = BTreeMap<String, BTreeMap<String, BTreeSet<RowKey>>>;

/// Looks for the rows of everybody who is spared. Fails if a source does not answer: then nothing there may go.
pub(super) async fn spared(portal: &Portal, holds: &[Hold]) -> Result<Spared, Failure> {
    let keys = portal.keys.clone();
    let waiting = portal.db.read(move |db| {
        let mut addresses: Vec<Address> = Vec::new();
        for id in requests::open_people(db)? {
            let person = people::by_id(db, &id)?;
            addresses.extend(person.map(|person| person.address(&keys)).transpose()?);
        }
        for person in people::restricted(db)? {
            addresses.push(person.address(&keys)?);
        }
        Ok::<_, Error>(addresses)
    });
    let mut spared = Spared::new();
    for address in waiting.await?.iter().chain(holds.iter().filter_map(|hold| hold.address.as_ref())) {
        let known = portal.sources.widen(&Identifiers::new([address])).await;
        let who = known.person;
        let answers = portal.sources.run_each(move |source| source.session(|session| session.find_stopped(&who)));
        for (name, answer) in answers.await {
            let tables = spared.entry(name).or_default();
            for (table, rows) in answer?.0 {
                tables.entry(table).or_default().extend(rows.into_keys());
            }
        }
    }
    Ok(spared)
}
