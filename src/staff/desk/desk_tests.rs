use super::*;
use crate::db::Database;
use crate::db::testing::each_database;
use crate::lang::Lang;
use crate::requests::{New, Right, Rules, Subject};
use jiff::tz::TimeZone;

fn now() -> Timestamp {
    "2026-03-05T10:00:00Z".parse().unwrap()
}

struct Desk {
    database: Database,
    random: Random,
    keys: Keys,
    lea: Id,
    max: Id,
}

impl Desk {
    fn new(database: Database) -> Self {
        let random = Random::system();
        let (lea, max) = (Id::at(now(), &random), Id::at(now(), &random));
        Self { database, random, keys: Keys::for_tests(), lea, max }
    }

    fn act<'a>(&'a self, id: &'a Id) -> Act<'a> {
        Act { now: now(), random: &self.random, keys: &self.keys, by: By { id, role: Role::Support } }
    }

    fn ask(&self, right: Right, subject: Option<Subject>) -> Request {
        let rules =
            Rules::new(&TimeZone::UTC, requests::clock::Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10);
        let person = Id::at(now(), &self.random);
        let new = New { person, right, lang: Lang::Fr, subject, message: "Bonjour".into() };
        let opened = self.database.write_now(|tx| requests::open(tx, now(), &self.random, &self.keys, &rules, new));
        opened.unwrap().request
    }

    fn again(&self, request: &Request) -> Request {
        self.database.read_now(|db| requests::by_id(db, &request.id)).unwrap().unwrap()
    }

    fn claimed(&self, right: Right) -> Request {
        let request = self.ask(right, None);
        self.database.write_now(|tx| claim(tx, self.act(&self.lea), &request)).unwrap();
        self.again(&request)
    }

    fn item(&self, request: &Request) -> Item {
        let items = self.database.read_now(|db| requests::items(db, &self.keys, &request.id)).unwrap();
        items.into_iter().next().unwrap()
    }

    fn refuse(&self, request: &Request, ground: Ground, facts: &str, two_persons: bool) -> Result<(), Refused> {
        let (item, refusal) = (self.item(request), Refusal { ground, facts, two_persons });
        self.database.write_now(|tx| refuse(tx, self.act(&self.lea), request, &item, refusal))
    }
}

#[test]
fn only_the_colleague_who_took_a_case_acts_on_it_and_the_person_sees_who_read() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Restrict);
        assert_eq!((request.status, request.owner.as_ref()), (Status::InProgress, Some(&desk.lea)));
        let (item, write_it) = (desk.item(&request), |tx: &mut Db, by: &Id| {
            write(tx, desk.act(by), &request, Letter::Message, "Nous regardons.")
        });
        let max = desk.max.clone();
        assert!(matches!(desk.database.write_now(|tx| write_it(tx, &max)), Err(Refused::NotTheirs)));
        let approved = desk.database.write_now(|tx| approve(tx, desk.act(&max), &request, &item, false));
        assert!(matches!(approved, Err(Refused::NotTheirs)));
        let reading = desk.database.write_now(|tx| read_person(tx, desk.act(&max), &request));
        assert!(matches!(reading, Err(Refused::NotTheirs)));
        desk.database.write_now(|tx| read_person(tx, desk.act(&desk.lea), &request)).unwrap();
        let seen = desk.database.read_now(|db| audit::seen_by(db, &request.person, 9)).unwrap();
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[0].detail, json!({ "role": "support", "what": "data" }));
    });
}

#[test]
fn of_two_claims_on_the_same_view_one_wins() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.ask(Right::Other, None);
        let claim_by = |id: &Id| desk.database.write_now(|tx| claim(tx, desk.act(id), &request)).is_ok();
        let outcomes = std::thread::scope(|scope| {
            let one = scope.spawn(|| claim_by(&desk.lea));
            let two = scope.spawn(|| claim_by(&desk.max));
            [one.join().unwrap(), two.join().unwrap()]
        });
        assert_eq!(outcomes.iter().filter(|won| **won).count(), 1);
    });
}

#[test]
fn of_two_approvals_at_the_same_moment_exactly_one_wins() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Restrict);
        let item = desk.item(&request);
        let wins: usize = std::thread::scope(|scope| {
            let one = || desk.database.write_now(|tx| approve(tx, desk.act(&desk.lea), &request, &item, false)).is_ok();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
        });
        assert_eq!(wins, 1);
        assert_eq!(desk.item(&request).state, ItemState::Granted);
    });
}

#[test]
fn a_refusal_needs_a_ground_of_the_law_facts_and_a_second_person() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Erase);
        assert!(matches!(desk.refuse(&request, Ground::NotPortable, "x", true), Err(Refused::NoGround)));
        assert!(matches!(desk.refuse(&request, Ground::Law, " \n", true), Err(Refused::NoFacts)));
        desk.refuse(&request, Ground::Law, "Une facture de 2025.", true).unwrap();
        let (request, item) = (desk.again(&request), desk.item(&request));
        assert_eq!((item.state, item.reason.as_deref()), (ItemState::Proposed, Some("Une facture de 2025.")));
        let answer =
            desk.database.write_now(|tx| close(tx, desk.act(&desk.lea), &request, std::slice::from_ref(&item), "Non"));
        assert!(matches!(answer, Err(Refused::Undecided)));
        let alone = desk.database.write_now(|tx| second(tx, desk.act(&desk.lea), &request, &item, true));
        assert!(matches!(alone, Err(Refused::SamePerson)));
        assert_eq!(desk.database.read_now(|db| waiting_for_second(db, &desk.lea)).unwrap(), Vec::<String>::new());
        assert_eq!(
            desk.database.read_now(|db| waiting_for_second(db, &desk.max)).unwrap(),
            std::slice::from_ref(&request.reference)
        );
        desk.database.write_now(|tx| second(tx, desk.act(&desk.max), &request, &item, false)).unwrap();
        assert_eq!(desk.item(&request).state, ItemState::Open);
        desk.refuse(&desk.again(&request), Ground::Law, "Une facture de 2025.", true).unwrap();
        let (request, item) = (desk.again(&request), desk.item(&request));
        desk.database.write_now(|tx| second(tx, desk.act(&desk.max), &request, &item, true)).unwrap();
        let (request, item) = (desk.again(&request), desk.item(&request));
        assert_eq!((item.state, item.decided_by.as_ref()), (ItemState::Refused, Some(&desk.max)));
        let status = desk.database.write_now(|tx| close(tx, desk.act(&desk.lea), &request, &[item], "Voici pourquoi."));
        assert_eq!(status.unwrap(), Status::Refused);
        assert!(desk.again(&request).status.is_over());
    });
}

#[test]
fn marketing_cannot_be_refused_at_all() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Marketing);
        for ground in Ground::ALL {
            assert!(matches!(desk.refuse(&request, *ground, "x", false), Err(Refused::NoGround)));
        }
    });
}

#[test]
fn an_approved_correction_waits_for_its_job_and_opens_again_when_it_fails() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Rectify);
        let item = desk.item(&request);
        desk.database.write_now(|tx| approve(tx, desk.act(&desk.lea), &request, &item, true)).unwrap();
        for (done, state) in [(false, ItemState::Open), (true, ItemState::Granted)] {
            let (request, item) = (desk.again(&request), desk.item(&request));
            if item.state == ItemState::Open {
                desk.database.write_now(|tx| approve(tx, desk.act(&desk.lea), &request, &item, true)).unwrap();
            }
            let (request, item) = (desk.again(&request), desk.item(&request));
            assert_eq!(item.state, ItemState::Approved);
            let finish = || desk.database.write_now(|tx| carried_out(tx, now(), &desk.random, &request, &item, done));
            finish().unwrap();
            assert!(matches!(finish(), Err(Error::Lost)));
            assert_eq!(desk.item(&request).state, state);
        }
    });
}

#[test]
fn a_question_makes_the_case_wait_and_a_note_is_not_sent() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Object);
        desk.database.write_now(|tx| write(tx, desk.act(&desk.lea), &request, Letter::Question, "Laquelle ?")).unwrap();
        let waiting = desk.again(&request);
        assert_eq!(waiting.status, Status::Waiting);
        let stale = desk.database.write_now(|tx| write(tx, desk.act(&desk.lea), &request, Letter::Note, "x"));
        assert!(matches!(stale, Err(Refused::Database(Error::Lost))));
        desk.database.write_now(|tx| write(tx, desk.act(&desk.lea), &waiting, Letter::Note, "Vu la facture")).unwrap();
        let read = |notes: bool| {
            desk.database.read_now(|db| requests::messages(db, &desk.keys, &request.id, notes)).unwrap().len()
        };
        assert_eq!((read(false), read(true)), (2, 3));
    });
}

#[test]
fn the_queue_begins_with_the_next_due_and_leaves_out_what_is_over() {
    each_database(|database| {
        let desk = Desk::new(database);
        let (first, second, over) =
            (desk.ask(Right::Object, None), desk.claimed(Right::Access), desk.ask(Right::Other, None));
        desk.database.write_now(|tx| requests::cancel(tx, now(), &desk.random, &over)).unwrap();
        let rows = desk.database.read_now(queue).unwrap();
        let references: Vec<_> = rows.iter().map(|row| row.request.reference.clone()).collect();
        assert_eq!(references, [first.reference, second.reference]);
        assert_eq!(rows[1].rights, [Right::Access]);
    });
}
