//! An erasure over two sources: planned, done, verified, taken up again after a crash, forgotten.

use crate::harness::wait;
use crate::sources_live::bench::{Shop, person, record};
use habeas::archive::{self, Cause};
use habeas::clock::Clock;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::db::{Database, Db, Error, Id};
use habeas::erasure::run::{self, Begun, Order, Stuck, Tools};
use habeas::erasure::{State, StepState, Subject, search, store};
use habeas::lang::Lang;
use habeas::secrets::{Keys, Random};
use habeas::sources::Sources;
use jiff::SignedDuration;
use jiff::civil::date;
use std::sync::Arc;

struct Bench {
    tools: Tools,
    shops: Vec<Shop>,
    _portal: Fresh,
}

/// Each kind of database for the portal, over a shop in each kind of database.
fn each_bench(test: impl Fn(&Bench)) {
    for portal in fresh_databases() {
        let names = ["left", "right"];
        let shops: Vec<Shop> =
            fresh_databases().into_iter().zip(names).map(|(database, name)| Shop::open(database, name)).collect();
        let tools = Tools {
            clock: Clock::fixed("2026-11-24T12:00:00Z".parse().unwrap()),
            random: Random::seeded(7),
            keys: Arc::new(Keys::for_tests()),
            db: portal.database(),
            record: record(),
            sources: Sources::open(shops.iter().map(Shop::declaration).collect()),
            zone: jiff::tz::TimeZone::UTC,
            searched_rows: 1_000_000,
        };
        test(&Bench { tools, shops, _portal: portal });
    }
}

impl Bench {
    fn db(&self) -> &Database {
        &self.tools.db
    }

    fn schedule(&self, address: &str) -> Id {
        let subject = Subject { addresses: vec![address.to_owned()] };
        let Tools { clock, random, .. } = &self.tools;
        let who = Id::new(clock, random);
        self.schedule_for(&who, &subject).0
    }

    fn schedule_for(&self, who: &Id, subject: &Subject) -> (Id, bool) {
        let Tools { clock, random, keys, db, .. } = &self.tools;
        let new = store::New {
            person: Some(who),
            request: None,
            lang: Lang::Fr,
            starts_at: clock.now(),
            subject,
            scope: &habeas::sources::Scope::Everything,
            plan: &habeas::sources::Plan::default(),
        };
        db.write_now(|tx| store::schedule(tx, clock.now(), random, keys, &new)).unwrap()
    }

    fn load(&self, id: &Id) -> habeas::erasure::Erasure {
        self.db().read_now(|db| store::find(db, &self.tools.keys, id)).unwrap().unwrap()
    }

    fn steps(&self, id: &Id) -> Vec<habeas::erasure::Step> {
        self.db().read_now(|db| store::steps_of(db, &self.tools.keys, id)).unwrap()
    }

    fn copies(&self, id: &Id, source: &str) -> i64 {
        self.db().read_now(|db| archive::count(db, id, source)).unwrap()
    }

    fn run(&self, id: &Id) -> Result<(), Stuck> {
        wait(async {
            let mut first = Ok(());
            for source in run::begin(&self.tools, id, Order::AccessFirst).await?.sources() {
                let done = search::act_and_search(&self.tools, id, &source).await.map(drop);
                first = first.and(done);
            }
            first
        })
    }
}

#[test]
fn every_source_is_done_and_verified_and_the_copies_are_sealed_in_the_archive() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        bench.run(&id).unwrap();
        let steps = bench.steps(&id);
        assert_eq!(steps.len(), bench.shops.len());
        for (step, shop) in steps.iter().zip(&bench.shops) {
            assert_eq!(step.state, StepState::Done);
            assert!(step.seen.as_ref().unwrap().is_clean(), "{step:?}");
            assert_eq!(bench.copies(&id, &step.source), 2);
            assert_eq!(shop.ask("SELECT count(*) AS x FROM newsletter"), "1");
        }
        let outcome = wait(run::outcome(&bench.tools, &id)).unwrap();
        assert!(outcome.is_verified());
        assert_eq!(outcome.sources.len(), bench.shops.len());
        let text = serde_json::to_string(&outcome).unwrap();
        assert!(!text.to_lowercase().contains("luis"), "{text}");
    });
}

#[test]
fn running_it_again_changes_nothing() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        bench.run(&id).unwrap();
        let before: Vec<_> = bench.steps(&id).into_iter().map(|step| (step.rounds, step.done_at)).collect();
        bench.tools.clock.advance(SignedDuration::from_hours(1));
        bench.run(&id).unwrap();
        let after: Vec<_> = bench.steps(&id).into_iter().map(|step| (step.rounds, step.done_at)).collect();
        assert_eq!(before, after);
        assert_eq!(bench.copies(&id, "left"), 2);
    });
}

#[test]
fn a_crash_after_the_act_and_before_the_outcome_is_resolved_by_looking_and_keeps_the_true_copies() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        let (tools, shop) = (&bench.tools, &bench.shops[0]);
        wait(run::begin(tools, &id, Order::AccessFirst)).unwrap();
        let step = bench.steps(&id).remove(0);
        let plan = step.plan.clone().unwrap();
        let (now, random, keys) = (tools.clock.now(), &tools.random, &tools.keys);
        // As `act` does it, up to the crash.
        bench.db().write_now(|tx| store::intend(tx, now, random, keys, &step.id, &plan, 1)).unwrap();
        let who = person(&["luis@example.com"]);
        let done = shop.with(|session| {
            Ok(session.execute(&who, &plan, |copies| {
                let cause = Cause { erasure: &id, fingerprint: None };
                let keep = |tx: &mut Db, copy| archive::keep(tx, now, random, keys, cause, copy);
                let stored = bench.db().write_now(|tx| copies.iter().try_for_each(|copy| keep(tx, copy)));
                stored.map_err(|error: Error| error.to_string())
            }))
        });
        assert!(done.unwrap().deleted > 0);
        // The copy of a stripped row must not take the place of the true one.
        let rows = shop.ask("SELECT billed_to AS x FROM invoices ORDER BY id");
        bench.run(&id).unwrap();
        assert_eq!(shop.ask("SELECT billed_to AS x FROM invoices ORDER BY id"), rows);
        assert_eq!(bench.steps(&id)[0].state, StepState::Done);
        let copies = bench.db().read_now(|db| archive::of_erasure(db, keys, &id)).unwrap();
        let billed: Vec<_> =
            copies.iter().filter(|copy| copy.source == "left").map(|copy| copy.values["billed_to"].clone()).collect();
        assert_eq!(billed, [Some("Luis Gonçalves".to_owned()), Some("Luis Gonçalves".to_owned())]);
    });
}

#[test]
fn a_source_that_fails_holds_up_no_other_and_ends_when_it_is_back() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        let shop = &bench.shops[0];
        shop.sql("ALTER TABLE tickets RENAME TO elsewhere");
        assert!(bench.run(&id).is_err());
        let steps = bench.steps(&id);
        assert_ne!(steps[0].state, StepState::Done);
        assert!(steps[0].problem.as_ref().is_some_and(|problem| problem.contains("left")), "{:?}", steps[0].problem);
        assert!(steps[1..].iter().all(|step| step.state == StepState::Done));
        assert!(!wait(run::is_complete(&bench.tools, &id)).unwrap());
        shop.sql("ALTER TABLE elsewhere RENAME TO tickets");
        bench.run(&id).unwrap();
        assert!(wait(run::is_complete(&bench.tools, &id)).unwrap());
        assert!(wait(run::outcome(&bench.tools, &id)).unwrap().is_verified());
    });
}

#[test]
fn a_row_written_after_the_plan_was_made_goes_too() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        wait(run::begin(&bench.tools, &id, Order::AccessFirst)).unwrap();
        bench.shops[0].sql("INSERT INTO tickets VALUES (9, 'LUIS@example.com', '2019-01-01', 'late')");
        bench.run(&id).unwrap();
        assert_eq!(bench.shops[0].ask("SELECT count(*) AS x FROM tickets WHERE id = 9"), "0");
        assert_eq!(bench.steps(&id)[0].rounds, 2);
    });
}

#[test]
fn what_is_taken_back_in_time_is_not_done() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        assert!(bench.db().write_now(|tx| store::cancel(tx, &id)).unwrap());
        assert_eq!(wait(run::begin(&bench.tools, &id, Order::AccessFirst)).unwrap(), Begun::TakenBack);
        assert_eq!(bench.load(&id).state, State::Cancelled);
        assert!(bench.load(&id).subject.is_none());
        assert_eq!(bench.shops[0].ask("SELECT count(*) AS x FROM newsletter"), "2");
        let running = bench.schedule("luis@example.com");
        wait(run::begin(&bench.tools, &running, Order::AccessFirst)).unwrap();
        assert!(!bench.db().write_now(|tx| store::cancel(tx, &running)).unwrap());
    });
}

#[test]
fn a_person_has_at_most_one_erasure_that_is_not_over() {
    each_bench(|bench| {
        let Tools { clock, random, .. } = &bench.tools;
        let who = Id::new(clock, random);
        let subject = Subject { addresses: vec!["luis@example.com".to_owned()] };
        let (first, new) = bench.schedule_for(&who, &subject);
        assert!(new);
        assert_eq!(bench.schedule_for(&who, &subject), (first.clone(), false));
        bench.db().write_now(|tx| store::cancel(tx, &first)).unwrap();
        assert!(bench.schedule_for(&who, &subject).1);
    });
}

#[test]
fn forgetting_comes_last_and_leaves_counts_only() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        let now = bench.tools.clock.now();
        assert!(!bench.db().write_now(|tx| store::forget(tx, now, &id)).unwrap(), "not before it is erased");
        bench.run(&id).unwrap();
        let outcome = wait(run::outcome(&bench.tools, &id)).unwrap();
        assert!(bench.db().write_now(|tx| store::conclude(tx, now, &id, &outcome, None)).unwrap());
        assert!(!bench.db().write_now(|tx| store::conclude(tx, now, &id, &outcome, None)).unwrap());
        assert!(bench.db().write_now(|tx| store::forget(tx, now, &id)).unwrap());
        let erasure = bench.load(&id);
        assert_eq!((erasure.state, erasure.person, erasure.plan), (State::Forgotten, None, None));
        assert!(erasure.subject.is_none() && erasure.outcome == Some(outcome));
        assert!(bench.steps(&id).iter().all(|step| step.plan.is_none()));
    });
}

#[test]
fn an_archived_copy_ends_on_the_day_after_its_last() {
    each_bench(|bench| {
        let id = bench.schedule("luis@example.com");
        bench.run(&id).unwrap();
        let purge = |day| bench.db().write_now(|tx| archive::purge(tx, day)).unwrap();
        assert_eq!(purge(date(2034, 12, 31)), 0);
        assert_eq!(purge(date(2035, 1, 1)), bench.shops.len());
        assert_eq!(purge(date(2036, 1, 1)), bench.shops.len());
        assert_eq!(bench.copies(&id, "left"), 0);
    });
}

#[test]
fn a_copy_whose_clock_had_not_started_starts_on_the_day_it_was_archived() {
    crate::harness::each_house(|house| {
        let portal = house.app.portal();
        let now = portal.clock.now();
        let copy = |row: i64, rule: &str| habeas::sources::Copy {
            source: "shop".into(),
            table: "invoices".into(),
            key: habeas::sources::RowKey(vec![habeas::sources::Cell::Integer(row)]),
            values: Default::default(),
            until: Some(habeas::sources::plan::Until { date: None, rule: rule.into(), law: None }),
            late: false,
        };
        let id = Id::at(now, &portal.random);
        let dated = portal.record.retentions.iter().find(|rule| rule.end(Some(date(2026, 3, 10))).date().is_some());
        for (row, rule) in [(1, dated.unwrap().id.as_str()), (2, "no such rule")] {
            let cause = Cause { erasure: &id, fingerprint: None };
            let stored =
                |tx: &mut habeas::db::Db| archive::keep(tx, now, &portal.random, &portal.keys, cause, &copy(row, rule));
            portal.db.write_now(stored).unwrap();
        }
        house.pass(SignedDuration::from_hours(25));
        let ends = house.query("SELECT coalesce(ends_on, '-') FROM archived_rows ORDER BY id");
        let last = dated.unwrap().end(Some(date(2026, 3, 10))).date().unwrap().to_string();
        assert_eq!(ends.concat(), [last, "-".to_owned()]);
    });
}
