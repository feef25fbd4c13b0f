use super::*;
use crate::db::testing::each_database;
use crate::secrets::Random;

fn now() -> Timestamp {
    "2026-03-12T13:22:00Z".parse().unwrap()
}

fn planned(tx: &mut Db, seed: u64, urgency: &'static str) -> Result<Id, Error> {
    let id = Id::at(now(), &Random::seeded(seed));
    let new = New { id: &id, mail: "new-message", urgency, lang: "fr", sealed: "sealed".to_owned() };
    plan(tx, now(), new)?;
    Ok(id)
}

fn state(tx: &mut Db, id: &Id) -> Result<(String, Option<String>, i32), Error> {
    Ok(outbox::table.find(id).select((outbox::state, outbox::sealed, outbox::attempts)).first(tx)?)
}

#[test]
fn what_has_left_is_forgotten_and_never_begun_again() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let id = planned(tx, 1, "statutory")?;
                assert!(
                    matches!(begin(tx, now(), &id)?, Begun::Ours(turn) if turn.sealed.as_deref() == Some("sealed"))
                );
                end(tx, now(), &id, "sent", None)?;
                assert_eq!(state(tx, &id)?, ("sent".to_owned(), None, 1));
                assert_eq!(begin(tx, now(), &id)?, Begun::Over);
                assert!(matches!(end(tx, now(), &id, "failed", None), Err(Error::Lost)));
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

#[test]
fn a_mail_left_behind_is_begun_again_but_one_of_a_campaign_is_parked() {
    each_database(|database| {
        database
            .write_now(|tx| {
                for (seed, urgency, again) in [(1, "signin", true), (2, "statutory", true), (3, "campaign", false)] {
                    let id = planned(tx, seed, urgency)?;
                    assert!(matches!(begin(tx, now(), &id)?, Begun::Ours(_)));
                    let second = begin(tx, now(), &id)?;
                    assert_eq!(matches!(second, Begun::Ours(_)), again, "{urgency}");
                    assert_eq!(second == Begun::Parked, !again, "{urgency}");
                    let expected = if again { ("sending", 2) } else { ("unknown", 1) };
                    let (found, sealed, attempts) = state(tx, &id)?;
                    assert_eq!((found.as_str(), attempts, sealed.is_some()), (expected.0, expected.1, again));
                }
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

#[test]
fn a_mail_that_did_not_leave_keeps_what_it_says() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let id = planned(tx, 1, "statutory")?;
                begin(tx, now(), &id)?;
                put_back(tx, now(), &id, Some(451))?;
                assert_eq!(state(tx, &id)?, ("planned".to_owned(), Some("sealed".to_owned()), 1));
                assert!(matches!(put_back(tx, now(), &id, None), Err(Error::Lost)));
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

#[test]
fn the_hour_has_room_for_so_many_mails() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let later = |minutes| now() + SignedDuration::from_mins(minutes);
                for (seed, minute) in [(1, 0), (2, 10), (3, 20)] {
                    let id = planned(tx, seed, "statutory")?;
                    begin(tx, later(minute), &id)?;
                    end(tx, later(minute), &id, "sent", None)?;
                }
                assert_eq!(room(tx, later(30), 4)?, None);
                assert_eq!(room(tx, later(30), 3)?, Some(later(60)));
                assert_eq!(room(tx, later(30), 1)?, Some(later(80)));
                assert_eq!(room(tx, later(61), 3)?, None);
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

#[test]
fn after_a_week_a_mail_is_given_up_and_after_a_quarter_forgotten() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let day = |days: i64| now() + SignedDuration::from_hours(24 * days);
                let id = planned(tx, 1, "statutory")?;
                assert_eq!(tidy(tx, day(6))?, 0);
                assert_eq!(tidy(tx, day(8))?, 1);
                assert_eq!(state(tx, &id)?, ("failed".to_owned(), None, 0));
                assert_eq!(tidy(tx, day(100))?, 1);
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}
