use super::campaigns::{self, Campaign};
use super::segments;
use super::tests::{id, now, people, random};
use super::{candidates, standings};
use crate::db::schema::refresh::{refresh_recipients as recipients, refresh_standings as standing};
use crate::db::testing::each_database;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::people::{self as persons, Person};
use crate::refresh::audience::Horizon;
use crate::refresh::campaign::State;
use crate::refresh::rules::{Age, Rules};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

fn horizon(rules: &Rules) -> Horizon {
    Horizon::at(now(), 12, 12).choosing(rules)
}

/// Sixteen people: every second one English; of each three one for the trade, one of the club, one of no group; of each four one who ordered lately, one who did long ago, two of whom nobody knows;
/// some were in touch, some confirmed.
fn crowd(tx: &mut Db) -> Result<Vec<Person>, Error> {
    let crowd = people(tx, 16)?;
    for (number, person) in crowd.iter().enumerate() {
        let related: Option<Timestamp> = match number % 4 {
            0 => Some(now() - MONTH),
            1 => Some(now() - MONTH * 40),
            _ => None,
        };
        let contacted = (number % 3 == 0).then(|| now() - MONTH * 2);
        persons::relate(tx, &person.id, related, contacted)?;
        if number % 5 == 0 {
            persons::confirm(tx, &person.id, now() - MONTH * 20)?;
        }
        let segment = ["pro", "club"].get(number % 3);
        let row = standing::table.find(&person.fingerprint);
        diesel::update(row).set(standing::segment.eq(segment.copied())).execute(tx)?;
    }
    Ok(crowd)
}

fn every_rule() -> Vec<Rules> {
    let ages = [None, Some(Age::Within(6)), Some(Age::Before(12)), Some(Age::Never)];
    let mut all = Vec::new();
    for lang in [None, Some(Lang::Fr)] {
        for source in [None, Some("shop".to_owned()), Some("other".to_owned())] {
            for related in ages {
                for contacted in ages {
                    for confirmed in ages {
                        let source = source.clone();
                        all.push(Rules { lang, source, segment: None, related, contacted, confirmed });
                    }
                }
                for segment in ["pro", "club", "PRO", "nobody's"] {
                    let (source, segment) = (source.clone(), Some(segment.to_owned()));
                    all.push(Rules { lang, source, segment, related, contacted: None, confirmed: None });
                }
            }
        }
    }
    all
}

#[test]
fn rules_choose_the_same_people_one_by_one_in_batches_and_in_one_count() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let crowd = crowd(tx)?;
                let mut sizes = std::collections::BTreeSet::new();
                for rules in every_rule() {
                    let horizon = horizon(&rules);
                    let mut chosen = Vec::new();
                    for person in &crowd {
                        if segments::chooses(tx, &person.id, &horizon.chosen)? {
                            chosen.push(person.id.clone());
                        }
                    }
                    chosen.sort();
                    let found = candidates::next(tx, None, &horizon, 100)?;
                    assert_eq!(found.into_iter().map(|known| known.person).collect::<Vec<_>>(), chosen, "{rules:?}");
                    let counted = campaigns::audience(tx, &horizon)?;
                    let inside = counted.total() + counted.excluded.iter().sum::<i64>();
                    assert_eq!((inside, inside + counted.outside), (chosen.len() as i64, 16), "{rules:?}");
                    let judged = campaigns::judged(tx, &horizon)?;
                    assert_eq!((judged.due, judged.excluded), (counted.due, counted.excluded), "{rules:?}");
                    sizes.insert(chosen.len());
                }
                assert!(sizes.len() > 6, "{sizes:?}: the rules hardly differ");
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

fn draft(tx: &mut Db, rules: &Rules) -> Result<Id, Error> {
    let id = campaigns::create(tx, now(), &random(), "French customers", &id(1), 1000)?;
    campaigns::choose(tx, now(), &id, &self::id(1), rules)?;
    Ok(id)
}

fn planned(tx: &mut Db, campaign: &Id) -> Result<Vec<Id>, Error> {
    loop {
        let Campaign { rules, .. } = campaigns::one(tx, campaign)?;
        let here = campaigns::one(tx, campaign)?;
        if !campaigns::plan_batch(tx, now(), &random(), &here, &horizon(&rules), 3)? {
            break;
        }
    }
    let rows: Vec<Option<Id>> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .order(recipients::person)
        .select(recipients::person)
        .load(tx)?;
    Ok(rows.into_iter().flatten().collect())
}

#[test]
fn a_campaign_writes_to_the_chosen_alone_and_its_rules_stand_once_it_is_handed_over() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let crowd = crowd(tx)?;
                let rules = Rules { lang: Some(Lang::Fr), related: Some(Age::Before(12)), ..Rules::default() };
                let campaign = draft(tx, &rules)?;
                assert_eq!(campaigns::one(tx, &campaign)?.rules, rules);
                campaigns::turn(tx, now(), &campaign, State::Draft, State::Submitted)?;
                let widened = campaigns::choose(tx, now(), &campaign, &id(1), &Rules::default());
                assert!(matches!(widened, Err(Error::Lost)), "{widened:?}");
                campaigns::approve(tx, now(), &campaign, &id(2))?;
                let asked = planned(tx, &campaign)?;
                let mut wanted: Vec<Id> =
                    crowd.iter().enumerate().filter(|(number, _)| number % 4 == 1).map(|(_, p)| p.id.clone()).collect();
                wanted.sort();
                assert_eq!(asked, wanted);
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

#[test]
fn who_changes_the_rules_becomes_the_author_and_does_not_approve_them() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let campaign = draft(tx, &Rules::default())?;
                campaigns::choose(tx, now(), &campaign, &id(2), &Rules { lang: Some(Lang::En), ..Rules::default() })?;
                campaigns::turn(tx, now(), &campaign, State::Draft, State::Submitted)?;
                let own = campaigns::approve(tx, now(), &campaign, &id(2));
                assert!(matches!(own, Err(Error::Lost)), "{own:?}");
                campaigns::approve(tx, now(), &campaign, &id(1))
            })
            .unwrap();
    });
}

#[test]
fn rules_under_a_name_are_found_again_once_and_a_campaign_keeps_what_it_was_given() {
    each_database(|database| {
        let rules = Rules { contacted: Some(Age::Never), ..Rules::default() };
        let kept = database.write_now(|tx| segments::keep(tx, now(), &random(), &id(1), "Quiet", &rules)).unwrap();
        let again = database.write_now(|tx| segments::keep(tx, now(), &random(), &id(2), "Quiet", &Rules::default()));
        assert!(matches!(again, Err(Error::Unique)), "{again:?}");
        database
            .write_now(|tx| {
                let segment = segments::one(tx, &kept)?;
                assert_eq!((segment.name.as_str(), &segment.rules), ("Quiet", &rules));
                let campaign = draft(tx, &segment.rules)?;
                segments::remove(tx, &kept)?;
                assert!(matches!(segments::remove(tx, &kept), Err(Error::Lost)));
                assert_eq!((segments::all(tx)?, campaigns::one(tx, &campaign)?.rules), (vec![], rules.clone()));
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

#[test]
fn a_sample_is_of_the_chosen_who_are_due_each_once_from_anywhere() {
    each_database(|database| {
        database
            .write_now(|tx| {
                let crowd = crowd(tx)?;
                let rules = Rules { lang: Some(Lang::Fr), ..Rules::default() };
                // Two of the eight French are left out.
                for person in crowd.iter().filter(|person| person.lang == Lang::Fr).take(2) {
                    standings::mark(tx, &person.fingerprint, standings::Mark::Stopped, now())?;
                }
                let (mut seen, mut first) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
                for _ in 0..60 {
                    let some = candidates::sample(tx, &random(), &horizon(&rules), 3)?;
                    let distinct: std::collections::BTreeSet<&Id> = some.iter().collect();
                    assert_eq!((some.len(), distinct.len()), (3, 3));
                    first.insert(some[0].clone());
                    seen.extend(some);
                }
                assert_eq!(seen.len(), 6, "each of those who are due, and nobody else");
                assert!(first.len() > 2, "it begins anywhere");
                assert_eq!(candidates::sample(tx, &random(), &horizon(&rules), 10)?.len(), 6);
                let nobody = Rules { source: Some("other".to_owned()), ..Rules::default() };
                assert_eq!(candidates::sample(tx, &random(), &horizon(&nobody), 3)?, []);
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}

#[test]
fn the_groups_there_are_come_in_order_each_once_and_not_too_many() {
    each_database(|database| {
        database
            .write_now(|tx| {
                assert_eq!(segments::declared(tx, 10)?, [""; 0]);
                crowd(tx)?;
                assert_eq!(segments::declared(tx, 10)?, ["club", "pro"]);
                assert_eq!(segments::declared(tx, 1)?, ["club"]);
                Ok::<_, Error>(())
            })
            .unwrap();
    });
}
