//! Steps of which only the search is left.

use super::{StepRow, step};
use crate::db::schema::erasure::erasure_steps as steps;
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::erasure::values::Verification;
use crate::erasure::{Step, StepState};
use crate::secrets::Keys;
use diesel::prelude::*;
use jiff::Timestamp;

/// Writes down that the rows of a step are as planned, and what looking at them found.
pub fn note_rows(tx: &mut Db, now: Timestamp, step: &Id, seen: &Verification) -> Result<(), Error> {
    let seen = serde_json::to_string(seen).map_err(|_| Error::Unreadable("a verification"))?;
    let acting = steps::table.find(step).filter(steps::state.eq(StepState::Acting.as_str()));
    let change = (steps::rows_at.eq(Time::from(now)), steps::seen.eq(seen), steps::problem.eq(None::<String>));
    exactly_one(diesel::update(acting).set(change).execute(tx)?)
}

/// Rows were written since: the step acts once more.
pub fn act_again(tx: &mut Db, step: &Id) -> Result<(), Error> {
    let acting = steps::table.find(step).filter(steps::state.eq(StepState::Acting.as_str()));
    diesel::update(acting).set(steps::rows_at.eq(None::<Time>)).execute(tx)?;
    Ok(())
}

/// The steps of a source of which only the search is left, the longest waiting first, each with its erasure; of one
/// erasure only if it is given.
pub fn waiting_for_search(
    db: &mut Db,
    keys: &Keys,
    source: &str,
    only: Option<&Id>,
    most: i64,
) -> Result<Vec<(Id, Step)>, Error> {
    let waiting = steps::table
        .filter(steps::source.eq(source))
        .filter(steps::state.eq(StepState::Acting.as_str()))
        .filter(steps::rows_at.is_not_null());
    let mut waiting = waiting.order((steps::rows_at, steps::id)).limit(most).into_boxed();
    if let Some(erasure) = only {
        waiting = waiting.filter(steps::erasure.eq(erasure));
    }
    let rows: Vec<(Id, StepRow)> = waiting.select((steps::erasure, StepRow::as_select())).load(db)?;
    rows.into_iter().map(|(erasure, row)| Ok((erasure, step(keys, row)?))).collect()
}

/// Whether every source of an erasure is done.
pub fn is_complete(db: &mut Db, erasure: &Id) -> Result<bool, Error> {
    let open = steps::table.filter(steps::erasure.eq(erasure)).filter(steps::state.ne(StepState::Done.as_str()));
    Ok(!diesel::select(diesel::dsl::exists(open)).get_result::<bool>(db)?)
}
