use super::{Begun, Call, Kept};
use crate::db::schema::api::api_answers as answers;
use crate::db::{Db, Error, Time, exactly_one};
use diesel::Connection;
use diesel::prelude::*;
use jiff::Timestamp;

/// Begins a call in the transaction of its act. If it is new, [`keep`] must follow in the same transaction.
pub fn begin(tx: &mut Db, now: Timestamp, call: &Call) -> Result<Begun, Error> {
    let row = (
        (answers::token.eq(&call.token), answers::key.eq(&call.key), answers::body.eq(&call.body)),
        (answers::status.eq(0), answers::answer.eq(""), answers::at.eq(Time::from(now))),
    );
    // PostgreSQL lets the second of two wait here until the first has ended; its insert then fails alone.
    match tx.transaction(|tx| Ok(diesel::insert_into(answers::table).values(row).execute(tx)?)) {
        Ok(_) => return Ok(Begun::New),
        Err(Error::Unique) => {}
        Err(error) => return Err(error),
    }
    let known = answers::table.find((&call.token, &call.key));
    let (body, status, answer): (String, i32, String) =
        known.select((answers::body, answers::status, answers::answer)).first(tx)?;
    if body != call.body {
        return Ok(Begun::Other);
    }
    let status = u16::try_from(status).map_err(|_| Error::Unreadable("an answer to a program"))?;
    Ok(Begun::Done(Kept { status, answer }))
}

/// Keeps what is answered to a call that was new.
pub fn keep(tx: &mut Db, call: &Call, kept: &Kept) -> Result<(), Error> {
    let change = (answers::status.eq(i32::from(kept.status)), answers::answer.eq(&kept.answer));
    let begun = answers::table.find((&call.token, &call.key)).filter(answers::status.eq(0));
    exactly_one(diesel::update(begun).set(change).execute(tx)?)
}

/// Forgets what was answered before this moment.
pub fn forget(tx: &mut Db, before: Timestamp) -> Result<usize, Error> {
    Ok(diesel::delete(answers::table.filter(answers::at.lt(Time::from(before)))).execute(tx)?)
}

#[cfg(test)]
mod tests {
    use super::super::Turns;
    use super::*;
    use crate::api::{NewToken, Program, Scope, add};
    use crate::audit::Actor;
    use crate::db::testing::each_database;
    use crate::secrets::{Keys, Random};
    use jiff::SignedDuration;

    #[test]
    fn a_call_is_done_once_answered_the_same_and_forgotten_after_two_days() {
        each_database(|database| {
            let (random, keys): (_, Keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
            let new = NewToken { name: "A".into(), scopes: vec![Scope::RequestsWrite], days: 9, by: Actor::Command };
            let program = |id| Program { id, name: "A".into(), scopes: Vec::new(), stale: false };
            let made = || program(database.write_now(|tx| add(tx, now, &random, &new)).unwrap().0);
            let (first, other) = (made(), made());
            let call = |program: &Program, body: &[u8]| Call::new(&keys, program, "k-1", "/x", body);
            let begin = |call: &Call| database.write_now(|tx| begin(tx, now, call)).unwrap();
            let kept = Kept { status: 201, answer: "{}".into() };
            let work = |tx: &mut Db| {
                assert_eq!(super::begin(tx, now, &call(&first, b"{}"))?, Begun::New);
                keep(tx, &call(&first, b"{}"), &kept)
            };
            database.write_now(work).unwrap();
            assert_eq!(begin(&call(&first, b"{}")), Begun::Done(kept.clone()));
            assert_eq!(begin(&call(&first, b"{ }")), Begun::Other);
            assert_eq!(begin(&Call::new(&keys, &first, "k-1", "/y", b"{}")), Begun::Other);
            assert_eq!(begin(&call(&other, b"{}")), Begun::New, "a key is of one program");
            let undone = database.write_now(|tx| {
                super::begin(tx, now, &Call::new(&keys, &first, "k-2", "/x", b"{}"))?;
                Err::<(), _>(Error::Lost)
            });
            assert!(undone.is_err());
            assert_eq!(begin(&Call::new(&keys, &first, "k-2", "/x", b"{}")), Begun::New, "nothing was done");
            let gone = |at| database.write_now(|tx| forget(tx, at)).unwrap();
            assert_eq!((gone(now), gone(now + SignedDuration::from_secs(1))), (0, 3));
            let turns = Turns::default();
            let held = turns.take(&call(&first, b"{}"));
            assert!(held.is_some() && turns.clone().take(&call(&first, b"{ }")).is_none());
            drop(held);
            assert!(turns.take(&call(&first, b"{}")).is_some());
        });
    }
}
