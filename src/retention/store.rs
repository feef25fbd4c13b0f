//! Nights, cases and holds, in the portal's database.

use super::rule::Stage;
use crate::audit::{self, Actor};
use crate::db::schema::retention::{
    retention_cases as cases, retention_holds as holds, retention_rows as rows, retention_runs as runs,
    retention_switch as switch,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::people::Address;
use crate::secrets::{Keys, Random, TokenHash};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

/// A night.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = runs)]
pub struct Run {
    /// Its id.
    pub id: Id,
    /// The day, in the controller's time zone.
    pub day: String,
    /// The key of the row after which it goes on, as JSON.
    pub at_key: Option<String>,
    /// People looked at.
    pub looked: i64,
    /// People whose relation is over.
    pub due: i64,
    /// People of those whom a hold covers.
    pub held: i64,
    /// People of those whose request is open.
    pub asking: i64,
    /// Why it does not go on.
    pub problem: Option<String>,
    /// When it ended.
    pub finished_at: Option<Time>,
}

/// What one batch of a night found.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The key of the row after which the next batch goes on, as JSON.
    pub at_key: Option<String>,
    /// People looked at.
    pub looked: i64,
    /// People whose relation is over.
    pub due: i64,
    /// People of those whom a hold covers.
    pub held: i64,
    /// People of those whose request is open.
    pub asking: i64,
    /// Why somebody could not be judged; the words hold no personal data.
    pub problem: Option<String>,
}

/// A hold.
#[derive(Clone, Debug)]
pub struct Hold {
    /// Its id.
    pub id: Id,
    /// The person, if it covers one.
    pub fingerprint: Option<String>,
    /// Their address.
    pub address: Option<Address>,
    /// The rule, if it covers one.
    pub rule: Option<String>,
    /// Why.
    pub reason: String,
    /// The colleague who answers for it.
    pub owner: String,
    /// Until when.
    pub until: Timestamp,
}

/// Whether purging is switched on, and since when.
pub fn armed(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    let at: Option<Time> = switch::table.select(switch::armed_at).first(db).optional()?;
    Ok(at.map(Time::timestamp))
}

/// Switches purging on or off. `false` if it was so already.
pub fn arm(tx: &mut Db, now: Timestamp, random: &Random, colleague: &Id, on: bool) -> Result<bool, Error> {
    let changed = if on {
        let row = (switch::id.eq(1), switch::armed_at.eq(Time::from(now)), switch::armed_by.eq(colleague));
        let inserted =
            tx.transaction(|tx| diesel::insert_into(switch::table).values(row).execute(tx).map_err(Error::from));
        match inserted {
            Ok(_) => true,
            Err(Error::Unique) => false,
            Err(error) => return Err(error),
        }
    } else {
        diesel::delete(switch::table).execute(tx)? > 0
    };
    if changed {
        let action = if on { "retention.switched-on" } else { "retention.switched-off" };
        log(tx, now, random, Actor::Colleague(colleague.clone()), action, None)?;
    }
    Ok(changed)
}

/// The night of a day, begun if there is none.
pub fn begin(tx: &mut Db, now: Timestamp, random: &Random, day: Date) -> Result<Run, Error> {
    let day = day.to_string();
    let known = |tx: &mut Db| -> Result<Option<Run>, Error> {
        Ok(runs::table.filter(runs::day.eq(&day)).select(Run::as_select()).first(tx).optional()?)
    };
    if let Some(run) = known(tx)? {
        return Ok(run);
    }
    let values = (
        (runs::id.eq(Id::at(now, random)), runs::day.eq(&day)),
        (runs::looked.eq(0i64), runs::due.eq(0i64), runs::held.eq(0i64), runs::asking.eq(0i64)),
        runs::started_at.eq(Time::from(now)),
    );
    let inserted =
        tx.transaction(|tx| diesel::insert_into(runs::table).values(values).execute(tx).map_err(Error::from));
    match inserted {
        Ok(_) | Err(Error::Unique) => known(tx)?.ok_or(Error::NotFound),
        Err(error) => Err(error),
    }
}

/// A night.
pub fn run(db: &mut Db, id: &Id) -> Result<Option<Run>, Error> {
    Ok(runs::table.find(id).select(Run::as_select()).first(db).optional()?)
}

/// The last nights, newest first.
pub fn nights(db: &mut Db, most: i64) -> Result<Vec<Run>, Error> {
    Ok(runs::table.order(runs::day.desc()).limit(most).select(Run::as_select()).load(db)?)
}

/// Notes what a batch found, if the night still stands where the batch began: a batch that runs twice counts once. How many
/// people the night has looked at so far.
pub fn advance(tx: &mut Db, run: &Run, tally: &Tally) -> Result<i64, Error> {
    let change = (
        runs::at_key.eq(&tally.at_key),
        runs::looked.eq(runs::looked + tally.looked),
        runs::due.eq(runs::due + tally.due),
        runs::held.eq(runs::held + tally.held),
        runs::asking.eq(runs::asking + tally.asking),
        runs::problem.eq(tally.problem.as_ref().or(run.problem.as_ref())),
    );
    let open = runs::table.find(&run.id).filter(runs::finished_at.is_null());
    let moved = match &run.at_key {
        Some(key) => diesel::update(open.filter(runs::at_key.eq(key))).set(change).execute(tx)?,
        None => diesel::update(open.filter(runs::at_key.is_null())).set(change).execute(tx)?,
    };
    exactly_one(moved)?;
    Ok(runs::table.find(&run.id).select(runs::looked).first(tx)?)
}

/// Counts a person with what the night does about them, in its transaction: where a batch is cut off, those it erased are not
/// found again, and the batch that follows could not count them.
fn count(tx: &mut Db, run: &Id) -> Result<(), Error> {
    let one = (runs::looked.eq(runs::looked + 1), runs::due.eq(runs::due + 1));
    diesel::update(runs::table.find(run)).set(one).execute(tx)?;
    Ok(())
}

/// Whether a night has counted a person with what it did about them.
pub fn is_counted(db: &mut Db, run: &Id, person: &Id) -> Result<bool, Error> {
    let case = cases::table.find(person.as_str()).filter(cases::run.eq(run.as_str()));
    Ok(case.count().get_result::<i64>(db)? > 0)
}

/// The night is over.
pub fn finish(tx: &mut Db, now: Timestamp, run: &Id) -> Result<(), Error> {
    let open = runs::table.find(run).filter(runs::finished_at.is_null());
    // The key of a row can be an address, so it does not outlive its use.
    let change = (runs::finished_at.eq(Time::from(now)), runs::at_key.eq(None::<String>));
    diesel::update(open).set(change).execute(tx)?;
    let over = holds::lifted_at.is_not_null().or(holds::until.le(Time::from(now)));
    diesel::update(holds::table.filter(over)).set(holds::address.eq(None::<String>)).execute(tx)?;
    Ok(())
}

/// Notes why a night does not go on; the words hold no personal data.
pub fn trouble(tx: &mut Db, run: &Id, why: &str) -> Result<(), Error> {
    diesel::update(runs::table.find(run)).set(runs::problem.eq(why)).execute(tx)?;
    Ok(())
}

/// Adds to what a night deleted from a table; `kept` is what is over and stays.
pub fn note_rows(
    tx: &mut Db,
    run: &Id,
    (source, place, rule): (&str, &str, &str),
    gone: i64,
    kept: i64,
) -> Result<(), Error> {
    let key = (run.as_str(), source, place);
    let before: Option<i64> = rows::table.find(key).select(rows::gone).first(tx).optional()?;
    match before {
        Some(before) => {
            let change = (rows::gone.eq(before + gone), rows::kept.eq(kept));
            exactly_one(diesel::update(rows::table.find(key)).set(change).execute(tx)?)
        }
        None => {
            let values = (
                (rows::run.eq(run), rows::source.eq(source), rows::place.eq(place), rows::rule.eq(rule)),
                (rows::gone.eq(gone), rows::kept.eq(kept)),
            );
            diesel::insert_into(rows::table).values(values).execute(tx)?;
            Ok(())
        }
    }
}

/// Rows deleted by a night and people it erased and told: what its line in the report says.
pub fn done(db: &mut Db, run: &Id) -> Result<(i64, i64, i64), Error> {
    let gone: Vec<i64> = rows::table.filter(rows::run.eq(run)).select(rows::gone).load(db)?;
    let of = |stage: &str| {
        cases::table.filter(cases::run.eq(run.as_str().to_owned())).filter(cases::stage.eq(stage.to_owned()))
    };
    let erased: i64 = of("erasing").count().get_result(db)?;
    let noticed: i64 = of("noticed").count().get_result(db)?;
    Ok((gone.iter().sum(), erased, noticed))
}

/// How far the case of a person is.
pub fn stage(db: &mut Db, person: &Id) -> Result<Stage, Error> {
    let row: Option<(String, Option<String>)> =
        cases::table.find(person.as_str()).select((cases::stage, cases::noticed_on)).first(db).optional()?;
    Ok(match row {
        None => Stage::None,
        Some((stage, _)) if stage == "erasing" => Stage::Erasing,
        Some((_, day)) => day.and_then(|day| day.parse().ok()).map_or(Stage::None, Stage::Noticed),
    })
}

/// A case of a night.
#[derive(Clone, Copy, Debug)]
pub struct Case<'c> {
    /// The person.
    pub person: &'c Id,
    /// The night.
    pub run: &'c Id,
    /// The rule.
    pub rule: &'c str,
    /// The last contact the decision rests on.
    pub contact: Date,
}

/// The notice leaves today.
pub fn notice(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    case: &Case<'_>,
    day: Date,
    token: &TokenHash,
) -> Result<(), Error> {
    diesel::delete(cases::table.find(case.person.as_str())).execute(tx)?;
    let values = (
        (cases::person.eq(case.person.as_str()), cases::run.eq(case.run.as_str()), cases::rule.eq(case.rule)),
        (cases::stage.eq("noticed"), cases::contact.eq(case.contact.to_string())),
        (cases::noticed_on.eq(day.to_string()), cases::token.eq(token.as_str()), cases::changed_at.eq(Time::from(now))),
    );
    diesel::insert_into(cases::table).values(values).execute(tx)?;
    count(tx, case.run)?;
    log(tx, now, random, Actor::System, "retention.noticed", Some(case.rule))
}

/// The erasure begins.
pub fn erase(tx: &mut Db, now: Timestamp, random: &Random, case: &Case<'_>, erasure: &Id) -> Result<(), Error> {
    diesel::delete(cases::table.find(case.person.as_str())).execute(tx)?;
    let values = (
        (cases::person.eq(case.person.as_str()), cases::run.eq(case.run.as_str()), cases::rule.eq(case.rule)),
        (cases::stage.eq("erasing"), cases::contact.eq(case.contact.to_string())),
        (cases::erasure.eq(erasure.as_str()), cases::changed_at.eq(Time::from(now))),
    );
    diesel::insert_into(cases::table).values(values).execute(tx)?;
    count(tx, case.run)?;
    log(tx, now, random, Actor::System, "retention.purged", Some(erasure.as_str()))
}

/// The person behind the token of a notice, while an answer counts.
pub fn noticed(db: &mut Db, token: &TokenHash) -> Result<Option<Id>, Error> {
    let open = cases::table.filter(cases::token.eq(token.as_str())).filter(cases::stage.eq("noticed"));
    let person: Option<String> = open.select(cases::person).first(db).optional()?;
    Ok(person.and_then(|person| person.parse().ok()))
}

/// The person wishes to stay: the case is closed. [`Error::Lost`] if it is not open any more.
pub fn stay(tx: &mut Db, now: Timestamp, random: &Random, token: &TokenHash, person: &Id) -> Result<(), Error> {
    let open = cases::table.filter(cases::token.eq(token.as_str())).filter(cases::stage.eq("noticed"));
    exactly_one(diesel::delete(open).execute(tx)?)?;
    log(tx, now, random, Actor::Person(person.clone()), "retention.stayed", None)
}

/// A hold to make.
#[derive(Clone, Debug)]
pub struct NewHold {
    /// The person.
    pub address: Option<Address>,
    /// The rule.
    pub rule: Option<String>,
    /// Why.
    pub reason: String,
    /// The colleague who answers for it.
    pub owner: Id,
    /// Until when.
    pub until: Timestamp,
}

/// Makes a hold.
pub fn hold(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, new: &NewHold) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let reason = keys.seal(random, &format!("retention.hold:{id}"), new.reason.as_bytes());
    let fingerprint = new.address.as_ref().map(|address| address.fingerprint(keys));
    let whose = format!("retention.hold.address:{id}");
    let address = new.address.as_ref().map(|address| keys.seal(random, &whose, address.as_str().as_bytes()));
    let values = (
        (holds::id.eq(&id), holds::fingerprint.eq(fingerprint), holds::address.eq(address), holds::rule.eq(&new.rule)),
        (holds::reason.eq(reason), holds::owner.eq(new.owner.as_str())),
        (holds::since.eq(Time::from(now)), holds::until.eq(Time::from(new.until))),
    );
    diesel::insert_into(holds::table).values(values).execute(tx)?;
    log(tx, now, random, Actor::Colleague(new.owner.clone()), "retention.held", Some(id.as_str()))?;
    Ok(id)
}

/// Lifts a hold; [`Error::Lost`] if it was.
pub fn lift(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, colleague: &Id) -> Result<(), Error> {
    let open = holds::table.find(id).filter(holds::lifted_at.is_null());
    let change = (holds::lifted_at.eq(Time::from(now)), holds::address.eq(None::<String>));
    exactly_one(diesel::update(open).set(change).execute(tx)?)?;
    log(tx, now, random, Actor::Colleague(colleague.clone()), "retention.hold-lifted", Some(id.as_str()))
}

type HoldRow = (Id, Option<String>, Option<String>, Option<String>, String, String, Time);

/// The holds in force, the first to end first.
pub fn holds(db: &mut Db, keys: &Keys, now: Timestamp) -> Result<Vec<Hold>, Error> {
    let open = holds::table.filter(holds::lifted_at.is_null()).filter(holds::until.gt(Time::from(now)));
    let columns =
        (holds::id, holds::fingerprint, holds::address, holds::rule, holds::reason, holds::owner, holds::until);
    let found: Vec<HoldRow> = open.order(holds::until.asc()).select(columns).load(db)?;
    let opened = |(id, fingerprint, address, rule, reason, owner, until): HoldRow| {
        let reason = keys.open_text(&format!("retention.hold:{id}"), &reason);
        let reason = reason.map_err(|_| Error::Unreadable("the reason of a hold"))?;
        let text = address.map(|sealed| keys.open_text(&format!("retention.hold.address:{id}"), &sealed)).transpose();
        let text = text.map_err(|_| Error::Unreadable("the address of a hold"))?;
        let address = text.map(|text| Address::parse(&text)).transpose();
        let address = address.map_err(|_| Error::Unreadable("the address of a hold"))?;
        Ok(Hold { id, fingerprint, address, rule, reason, owner, until: until.timestamp() })
    };
    found.into_iter().map(opened).collect()
}

fn log(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    actor: Actor,
    action: &'static str,
    object: Option<&str>,
) -> Result<(), Error> {
    let event = audit::Event { actor, action, object: object.map(str::to_owned), person: None, detail: json!({}) };
    audit::append(tx, now, random, &event).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use crate::secrets::Token;
    use jiff::SignedDuration;
    use jiff::civil::date;

    #[test]
    fn a_night_counts_each_batch_once_and_a_notice_is_answered_once() {
        each_database(|database| {
            let (now, random): (Timestamp, _) = ("2026-03-10T01:00:00Z".parse().unwrap(), Random::system());
            let colleague = Id::at(now, &random);
            let first = database.write_now(|tx| begin(tx, now, &random, date(2026, 3, 10))).unwrap();
            assert_eq!(database.read_now(armed).unwrap(), None, "off until somebody has looked");
            assert!(database.write_now(|tx| arm(tx, now, &random, &colleague, true)).unwrap());
            assert!(!database.write_now(|tx| arm(tx, now, &random, &colleague, true)).unwrap());
            let again = database.write_now(|tx| begin(tx, now, &random, date(2026, 3, 10))).unwrap();
            assert_eq!(again.id, first.id, "one night a day");
            let next = database.write_now(|tx| begin(tx, now, &random, date(2026, 3, 11))).unwrap();
            assert_eq!(database.read_now(armed).unwrap(), Some(now));
            let tally = Tally { at_key: Some("[7]".into()), looked: 2, due: 1, ..Tally::default() };
            assert_eq!(database.write_now(|tx| advance(tx, &next, &tally)).unwrap(), 2);
            assert!(matches!(database.write_now(|tx| advance(tx, &next, &tally)), Err(Error::Lost)));
            let (person, token) = (Id::at(now, &random), Token::mint(&random));
            let case = Case { person: &person, run: &next.id, rule: "r", contact: date(2023, 1, 1) };
            database.write_now(|tx| notice(tx, now, &random, &case, date(2026, 3, 11), &token.hash())).unwrap();
            let found = |db: &mut Db| stage(db, &person);
            assert_eq!(database.read_now(found).unwrap(), Stage::Noticed(date(2026, 3, 11)));
            assert_eq!(database.read_now(|db| done(db, &next.id)).unwrap(), (0, 0, 1));
            assert_eq!(database.read_now(|db| noticed(db, &token.hash())).unwrap(), Some(person.clone()));
            database.write_now(|tx| stay(tx, now, &random, &token.hash(), &person)).unwrap();
            assert!(matches!(
                database.write_now(|tx| stay(tx, now, &random, &token.hash(), &person)),
                Err(Error::Lost)
            ));
            assert_eq!(database.read_now(found).unwrap(), Stage::None);
            database.write_now(|tx| erase(tx, now, &random, &case, &colleague)).unwrap();
            assert_eq!(database.read_now(found).unwrap(), Stage::Erasing);
            for gone in [3, 4] {
                database.write_now(|tx| note_rows(tx, &next.id, ("shop", "sign_ins", "r"), gone, 1)).unwrap();
            }
            assert_eq!(database.read_now(|db| done(db, &next.id)).unwrap(), (7, 1, 0));
            // Who is told or erased is counted with the deed; the batch counts the others.
            let night = database.read_now(|db| run(db, &next.id)).unwrap().unwrap();
            assert_eq!((night.looked, night.due), (4, 3));
            let counted = |run: &Id| database.read_now(|db| is_counted(db, run, &person)).unwrap();
            assert_eq!((counted(&next.id), counted(&first.id)), (true, false));
        });
    }

    #[test]
    fn a_hold_stands_until_its_end_or_until_it_is_lifted_and_its_reason_is_sealed() {
        each_database(|database| {
            let (now, random): (Timestamp, _) = ("2026-03-10T01:00:00Z".parse().unwrap(), Random::system());
            let (keys, owner) = (Keys::for_tests(), Id::at(now, &random));
            let until = now + SignedDuration::from_hours(48);
            let new = NewHold {
                address: Some(Address::parse("Lina@Example.com").unwrap()),
                rule: Some("invoices-10y".into()),
                reason: "Case 12/345".into(),
                owner: owner.clone(),
                until,
            };
            let id = database.write_now(|tx| hold(tx, now, &random, &keys, &new)).unwrap();
            let stand = |at| database.read_now(|db| holds(db, &keys, at)).unwrap();
            assert_eq!((stand(now).len(), stand(now)[0].reason.as_str(), stand(until).len()), (1, "Case 12/345", 0));
            assert_eq!(stand(now)[0].address.as_ref().map(Address::as_str), Some("Lina@Example.com"));
            let sealed = |db: &mut Db| {
                let row: (String, Option<String>) = holds::table.select((holds::reason, holds::address)).first(db)?;
                Ok::<_, Error>(row)
            };
            let (reason, address) = database.read_now(sealed).unwrap();
            assert!(!reason.contains("345") && !address.unwrap().to_lowercase().contains("lina"));
            database.write_now(|tx| lift(tx, now, &random, &id, &owner)).unwrap();
            assert!(stand(now).is_empty());
            assert!(matches!(database.write_now(|tx| lift(tx, now, &random, &id, &owner)), Err(Error::Lost)));
            assert_eq!(database.read_now(sealed).unwrap().1, None, "the address goes with the hold");
            database.write_now(|tx| hold(tx, now, &random, &keys, &new)).unwrap();
            let night = database.write_now(|tx| begin(tx, until, &random, date(2026, 3, 12))).unwrap();
            database.write_now(|tx| finish(tx, until, &night.id)).unwrap();
            let addresses = |db: &mut Db| {
                Ok::<_, Error>(holds::table.filter(holds::address.is_not_null()).count().get_result::<i64>(db)?)
            };
            assert_eq!(database.read_now(addresses).unwrap(), 0, "or with its end");
        });
    }
}
