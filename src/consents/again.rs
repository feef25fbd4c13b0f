//! Stops that a source does not hold any more, as after its backup was restored.

use super::{ALL_MARKETING, store};
use crate::db::{Db, Error};
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::sources::{Identifiers, SourceError};
use std::collections::BTreeMap;

/// Why a source cannot be compared with the ledger.
#[derive(Debug, thiserror::Error)]
pub enum AgainError {
    /// The portal's database.
    #[error(transparent)]
    Database(#[from] Error),
    /// The source.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// How many people are read at a time.
const BATCH: i64 = 500;

/// How many choices of people the portal knows a source has forgotten: it says yes where they withdrew or objected. Unless
/// `look_only`, they are written there again.
pub async fn stops(portal: &Portal, source: &str, look_only: bool) -> Result<usize, AgainError> {
    let Some(declared) = portal.sources.get(source) else { return Ok(0) };
    let mut columns: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for consent in &declared.declaration().consents {
        columns.entry(consent.activity.clone()).or_default().push(consent.clone());
    }
    let mut forgotten = 0;
    for (activity, consents) in columns {
        let marketing = portal.record.activity(&activity).is_some_and(|activity| activity.marketing);
        let mut after = String::new();
        loop {
            let (of, from, keys) = (activity.clone(), after.clone(), portal.keys.clone());
            let read = move |db: &mut Db| {
                let of: Vec<&str> = std::iter::once(of.as_str()).chain(marketing.then_some(ALL_MARKETING)).collect();
                let prints = store::silenced(db, &of, &from, BATCH)?;
                let mut known: Vec<Address> = Vec::new();
                for print in &prints {
                    if let Some(person) = people::by_fingerprint(db, print)? {
                        known.push(person.address(&keys)?);
                    }
                }
                Ok::<_, Error>((prints.last().cloned(), known))
            };
            let (last, known) = portal.db.read(read).await?;
            let Some(last) = last else { break };
            after = last;
            for address in known {
                let who = portal.sources.widen(&Identifiers::new([&address])).await.person;
                let consents = consents.clone();
                let compared = portal.sources.run(source, move |source| {
                    source.session(|session| {
                        let found = session.find_stopped(&who)?;
                        let mut forgotten = 0;
                        for consent in &consents {
                            if session.consent(consent, &found)? == Some(true) {
                                forgotten += 1;
                                if !look_only {
                                    session.set_consent(consent, &found, false)?;
                                }
                            }
                        }
                        Ok(forgotten)
                    })
                });
                forgotten += compared.await.unwrap_or(Ok(0))?;
            }
        }
    }
    Ok(forgotten)
}
