//! Whether everything that the sources hold is needed (Art. 5(1)(c)): looked into when a colleague asks, and what they answered to
//! each doubt. Names and counts are kept, never a value.

use super::store::{self, AnswerRow, LookRow};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::portal::Portal;
use crate::sources::declaration::{Declaration, SourceKind};
use crate::sources::minimise::{Doubt, Look, by_declaration};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A column that nobody filled in for so many months is not used.
pub const MONTHS: i32 = 24;

/// A column of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
}

/// Whether a source counts: one that answers for one person at a time, or that only a colleague looks into, does not.
pub(super) fn counts(declaration: &Declaration) -> bool {
    !matches!(declaration.url.kind(), SourceKind::Http | SourceKind::Manual)
}

/// Looks into every source now. What was found before in one that does not answer stays.
pub(super) async fn look_into_all(portal: &Portal) -> Result<(), Error> {
    let (record, zone, now) = (portal.record.now(), portal.zone().clone(), portal.clock.now());
    let since = portal.today().saturating_sub(MONTHS.months());
    let by_hand: Vec<(String, Vec<Doubt>)> =
        portal.sources.by_hand().map(|source| (source.name.clone(), by_declaration(source, &record))).collect();
    let answers =
        portal.sources.run_each(move |source| source.minimise(&Look { record: &record, since, zone: &zone })).await;
    let work = move |tx: &mut Db| {
        store::forget_other_looks(
            tx,
            answers.iter().map(|(name, _)| name).chain(by_hand.iter().map(|(name, _)| name)),
        )?;
        for (name, doubts) in &by_hand {
            store::note_look(tx, now, name, &text(doubts))?;
        }
        for (name, answer) in &answers {
            match answer {
                Ok(doubts) => store::note_look(tx, now, name, &text(doubts))?,
                Err(error) => store::note_no_look(tx, name, super::drift::trouble(error))?,
            }
        }
        Ok(())
    };
    portal.db.write(work).await
}

fn text(doubts: &[Doubt]) -> String {
    serde_json::to_string(doubts).unwrap_or_default()
}

/// The doubts of one column, and what was answered to them.
#[derive(Debug)]
pub(super) struct Doubted {
    /// The column.
    pub place: Place,
    /// The doubts.
    pub doubts: Vec<Doubt>,
    /// Why it is needed, if somebody said so of each of these doubts.
    pub answer: Option<AnswerRow>,
}

/// The columns of a source that are doubted, in the order of its tables.
pub(super) fn doubted(look: &LookRow, answers: &[AnswerRow]) -> Vec<Doubted> {
    let all: Vec<Doubt> = serde_json::from_str(&look.doubts).unwrap_or_default();
    let mut columns: BTreeMap<Place, Vec<Doubt>> = BTreeMap::new();
    for doubt in all {
        let place = Place { source: look.source.clone(), table: doubt.table.clone(), column: doubt.column.clone() };
        columns.entry(place).or_default().push(doubt);
    }
    let one = |(place, doubts): (Place, Vec<Doubt>)| {
        let of_place = |row: &&AnswerRow| {
            (&row.source, &row.place_table, &row.place_column) == (&place.source, &place.table, &place.column)
        };
        let answer = answers.iter().find(of_place).filter(|row| {
            let answered: BTreeSet<String> = serde_json::from_str(&row.doubts).unwrap_or_default();
            words(&doubts).is_subset(&answered)
        });
        Doubted { answer: answer.cloned(), place, doubts }
    };
    columns.into_iter().map(one).collect()
}

/// The doubts as words: a new one of a column reopens it, other counts do not.
fn words(doubts: &[Doubt]) -> BTreeSet<String> {
    let word =
        |doubt: &Doubt| format!("{} {}", doubt.why.as_str(), doubt.subject.map_or("", |subject| subject.as_str()));
    doubts.iter().map(word).collect()
}

/// Keeps why a column is needed in spite of these doubts.
pub(super) fn keep(
    tx: &mut Db,
    portal: &Portal,
    now: Timestamp,
    by: &Id,
    of: &Doubted,
    reason: &str,
) -> Result<(), Error> {
    let doubts = serde_json::to_string(&words(&of.doubts)).unwrap_or_default();
    store::answer(tx, now, &of.place, &doubts, reason, by)?;
    log(tx, portal, now, by, "minimisation.kept", &of.place)
}

/// Takes the answer back: the column is doubted again.
pub(super) fn reopen(tx: &mut Db, portal: &Portal, now: Timestamp, by: &Id, place: &Place) -> Result<(), Error> {
    store::forget_answer(tx, place)?;
    log(tx, portal, now, by, "minimisation.reopened", place)
}

fn log(
    tx: &mut Db,
    portal: &Portal,
    now: Timestamp,
    by: &Id,
    action: &'static str,
    place: &Place,
) -> Result<(), Error> {
    let Place { source, table, column } = place;
    let detail = json!({ "table": table, "column": column });
    let (actor, object) = (Actor::Colleague(by.clone()), Some(source.clone()));
    audit::append(tx, now, &portal.random, &audit::Event { actor, action, object, person: None, detail }).map(drop)
}
