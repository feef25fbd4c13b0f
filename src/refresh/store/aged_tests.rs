use super::aged::{over, unname};
use super::results::figures;
use super::sending::{Next, Outcome};
use super::standings::{self, Mark};
use super::tests::{now, people, policy, random, sending, settle, take, turn};
use crate::db::testing::each_database;
use crate::db::{Db, Error, Id};
use crate::refresh::store::campaigns;
use jiff::Timestamp;

fn named(tx: &mut Db) -> Result<i64, Error> {
    use crate::db::schema::refresh::refresh_recipients as recipients;
    use diesel::prelude::*;
    let named = recipients::person.is_not_null().or(recipients::answer_token.is_not_null());
    Ok(recipients::table.filter(named).count().get_result(tx)?)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_mail_names_its_reader_for_thirteen_months_and_then_the_campaign_counts_the_same_without_them() {
    each_database(|database| {
        let test = |tx: &mut Db| {
            let people = people(tx, 3)?;
            let campaign = sending(tx, 100)?;
            // One gets it, one says "stop" before their turn, and one mail is still to leave.
            let first = turn(take(tx, now(), &campaign, "one", 1)?);
            settle(tx, now(), &first, Outcome::Sent)?;
            let others: Vec<&Id> = people.iter().map(|one| &one.id).filter(|id| **id != first.person.id).collect();
            let stopped = people.iter().find(|one| one.id == *others[0]).unwrap();
            standings::mark(tx, &stopped.fingerprint, Mark::Stopped, now())?;
            let mut waits = None;
            for seed in 2..6 {
                match take(tx, now(), &campaign, "one", seed)? {
                    Next::Send(mut turns) if turns.len() == 1 => waits = turns.pop(),
                    _ => {}
                }
            }
            let waits = waits.expect("the third was taken in hand");
            assert_eq!(figures(tx, &campaign.id)?.state("skipped"), 1);
            let before = figures(tx, &campaign.id)?;

            // It left on 12 March 2026: the last day is 12 April 2027.
            let zone = policy().zone;
            let last = over(at("2027-04-12T21:00:00Z"), &zone).unwrap();
            assert_eq!((unname(tx, &random(), last)?, named(tx)?), (0, 3));
            let next = over(at("2027-04-12T22:30:00Z"), &zone).unwrap();
            assert_eq!(unname(tx, &random(), next)?, 2, "what left and what never did; not what is in hand");
            assert_eq!((unname(tx, &random(), next)?, named(tx)?), (0, 1));
            assert_eq!(figures(tx, &campaign.id)?, before, "the figures stay");

            // What was in hand is unnamed once its outcome is known.
            settle(tx, now(), &waits, Outcome::Sent)?;
            assert_eq!((unname(tx, &random(), next)?, named(tx)?), (1, 0));
            assert_eq!(figures(tx, &campaign.id)?.state("sent"), 2);
            assert!(standings::is_stopped(tx, &stopped.fingerprint)?, "who said stop goes on being left alone");
            assert_eq!(campaigns::all(tx)?.len(), 1);
            Ok::<_, Error>(())
        };
        database.write_now(test).unwrap();
    });
}
