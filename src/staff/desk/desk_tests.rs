use super::*;
use crate::db::Database;
use crate::db::testing::each_database;
use crate::lang::Lang;
use crate::requests::{AccessPart, Answered, CannotExtend, ExtensionGround, Ground, New, Right, Rules, Subject};
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
        Act { now: now(), random: &self.random, keys: &self.keys, by: By { id, role: Some(Role::Support) } }
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
        let (item, refusal) = (self.item(request), Refusal { ground, facts, weighed: "Votre situation.", two_persons });
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
        let reading = desk.database.write_now(|tx| read_person(tx, desk.act(&max), &request, None));
        assert!(matches!(reading, Err(Refused::NotTheirs)));
        desk.database.write_now(|tx| read_person(tx, desk.act(&desk.lea), &request, None)).unwrap();
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
fn scenario_25_a_refusal_needs_a_ground_of_the_law_facts_and_a_second_person() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Erase);
        assert!(matches!(desk.refuse(&request, Ground::NotPortable, "x", true), Err(Refused::NoGround)));
        assert!(matches!(desk.refuse(&request, Ground::Law, " \n", true), Err(Refused::NoFacts)));
        desk.refuse(&request, Ground::Law, "Une facture de 2025.", true).unwrap();
        let (request, item) = (desk.again(&request), desk.item(&request));
        assert_eq!((item.state, item.reason.as_deref()), (ItemState::Proposed, Some("Une facture de 2025.")));
        let answer = desk.database.write_now(|tx| {
            close(tx, desk.act(&desk.lea), &Sources::default(), &request, std::slice::from_ref(&item), "Non")
        });
        assert!(matches!(answer, Err(Refused::Undecided)));
        let alone = desk.database.write_now(|tx| second(tx, desk.act(&desk.lea), &request, &item, true));
        assert!(matches!(alone, Err(Refused::SamePerson)));
        assert_eq!(
            desk.database.read_now(|db| store::queue::waiting_for_second(db, &desk.lea, 10)).unwrap(),
            Vec::<String>::new()
        );
        assert_eq!(
            desk.database.read_now(|db| store::queue::waiting_for_second(db, &desk.max, 10)).unwrap(),
            std::slice::from_ref(&request.reference)
        );
        desk.database.write_now(|tx| second(tx, desk.act(&desk.max), &request, &item, false)).unwrap();
        assert_eq!(desk.item(&request).state, ItemState::Open);
        desk.refuse(&desk.again(&request), Ground::Law, "Une facture de 2025.", true).unwrap();
        let (request, item) = (desk.again(&request), desk.item(&request));
        desk.database.write_now(|tx| second(tx, desk.act(&desk.max), &request, &item, true)).unwrap();
        let (request, item) = (desk.again(&request), desk.item(&request));
        assert_eq!((item.state, item.decided_by.as_ref()), (ItemState::Refused, Some(&desk.max)));
        let status = desk
            .database
            .write_now(|tx| close(tx, desk.act(&desk.lea), &Sources::default(), &request, &[item], "Voici pourquoi."));
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
        desk.database
            .write_now(|tx| write(tx, desk.act(&desk.lea), &request, Letter::Question(About::Scope), "Laquelle ?"))
            .unwrap();
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
fn scenarios_5_7_and_8_an_extension_counts_once_with_a_reason_and_a_poor_one_is_reported() {
    each_database(|database| {
        let desk = Desk::new(database);
        let rules =
            Rules::new(&TimeZone::UTC, requests::clock::Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10);
        let request = desk.claimed(Right::Access);
        let extend = |by: &Id, request: &Request, ground: ExtensionGround, reason: &str| {
            desk.database.write_now(|tx| extend(tx, desk.act(by), &rules, request, ground, reason))
        };
        let complex = ExtensionGround::Complex;
        assert!(matches!(extend(&desk.max, &request, complex, "Parce que"), Err(Refused::NotTheirs)));
        assert!(matches!(extend(&desk.lea, &request, complex, "  "), Err(Refused::NoFacts)));
        let due = extend(&desk.lea, &request, ExtensionGround::Workload, "Nous sommes peu").unwrap();
        assert_eq!(due.to_string(), "2026-06-05");
        let after = desk.again(&request);
        assert_eq!((after.due_on, after.extended.unwrap().1), (due, ExtensionGround::Workload));
        let reason = desk.database.read_now(|db| requests::extension_reason(db, &desk.keys, &request.id)).unwrap();
        assert_eq!(reason.as_deref(), Some("Nous sommes peu"));
        let tasks = desk.database.read_now(crate::staff::tasks::open).unwrap();
        assert_eq!(tasks[0].object.as_deref(), Some(request.reference.as_str()));
        let again = extend(&desk.lea, &after, complex, "Encore");
        assert!(matches!(again, Err(Refused::CannotExtend(CannotExtend::Already))));
        // Two at once: the second works on a view that is no longer true.
        let other = desk.claimed(Right::Restrict);
        extend(&desk.lea, &other, complex, "Parce que").unwrap();
        assert!(matches!(extend(&desk.lea, &other, complex, "Parce que"), Err(Refused::Database(Error::Lost))));
        assert_eq!(desk.database.read_now(crate::staff::tasks::open).unwrap().len(), 1);
    });
}

#[test]
fn scenario_11_the_answer_to_a_question_closes_it_and_both_dates_are_known() {
    each_database(|database| {
        let desk = Desk::new(database);
        let (regime, holidays) = (requests::clock::Regime::named("eu").unwrap(), "FR".parse().unwrap());
        let rules = Rules::new(&TimeZone::UTC, regime, holidays, 10);
        let request = desk.claimed(Right::Access);
        let question = Letter::Question(About::Identity);
        desk.database.write_now(|tx| write(tx, desk.act(&desk.lea), &request, question, "Qui ?")).unwrap();
        let later = now() + jiff::SignedDuration::from_hours(24 * 10);
        let waiting = desk.again(&request);
        assert_eq!(waiting.status, Status::Waiting);
        let (random, keys) = (&desk.random, &desk.keys);
        let answered = |tx: &mut Db| requests::heard(tx, later, later, random, keys, &rules, &waiting, "Moi");
        desk.database.write_now(answered).unwrap();
        let deadline = desk.database.read_now(|db| rules.deadline_of(db, &request)).unwrap();
        assert_eq!(deadline.first.due.to_string(), "2026-04-07");
        assert_eq!(deadline.due_with_pause().to_string(), "2026-04-15");
        // Warned on the date without the pause.
        assert_eq!(desk.again(&request).due_on.to_string(), "2026-04-07");
    });
}

#[test]
fn scenario_15_an_access_request_is_not_closed_while_a_part_of_its_answer_is_open() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Access);
        let item = desk.item(&request);
        desk.database.write_now(|tx| approve(tx, desk.act(&desk.lea), &request, &item, false)).unwrap();
        let close_it = || {
            let (request, item) = (desk.again(&request), desk.item(&request));
            desk.database
                .write_now(|tx| close(tx, desk.act(&desk.lea), &Sources::default(), &request, &[item], "Voici."))
        };
        let tick = |parts: &[AccessPart], answered: Answered| {
            let (request, item) = (desk.again(&request), desk.item(&request));
            let parts = parts.iter().map(|part| (*part, answered)).collect();
            desk.database.write_now(|tx| check(tx, desk.act(&desk.lea), &request, &item, &parts)).unwrap();
        };
        assert!(matches!(close_it(), Err(Refused::Incomplete)));
        let (last, others) = AccessPart::ALL.split_last().unwrap();
        tick(others, Answered::Given);
        assert!(matches!(close_it(), Err(Refused::Incomplete)));
        // What is missing may be "none", and a part ticked before may be ticked anew.
        tick(&[*last, AccessPart::Transfers], Answered::None);
        let checked = desk.database.read_now(|db| checked(db, &item.id)).unwrap();
        assert_eq!((checked.len(), checked[&AccessPart::Transfers]), (10, Answered::None));
        assert_eq!(close_it().unwrap(), Status::Closed);
    });
}

#[test]
fn scenario_24_one_request_in_a_year_is_never_excessive() {
    each_database(|database| {
        let desk = Desk::new(database);
        let rules =
            Rules::new(&TimeZone::UTC, requests::clock::Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10);
        let person = Id::at(now(), &desk.random);
        let ask = |at: &str, right: Right| {
            let at: Timestamp = at.parse().unwrap();
            let new = New { person: person.clone(), right, lang: Lang::Fr, subject: None, message: String::new() };
            let opened = |tx: &mut Db| requests::open(tx, at, &desk.random, &desk.keys, &rules, new.clone());
            let request = desk.database.write_now(opened).unwrap().request;
            desk.database.write_now(|tx| claim(tx, desk.act(&desk.lea), &request)).unwrap();
            desk.again(&request)
        };
        let end = |request: &Request| {
            desk.database.write_now(|tx| requests::cancel(tx, now(), &desk.random, &desk.again(request))).unwrap();
        };
        let first = ask("2025-01-10T10:00:00Z", Right::Access);
        end(&first);
        // Thirteen months later, and another right in between.
        end(&ask("2026-01-10T10:00:00Z", Right::Restrict));
        let second = ask("2026-02-20T10:00:00Z", Right::Access);
        let refused = desk.refuse(&second, Ground::Excessive, "Trop souvent.", true);
        assert!(matches!(refused, Err(Refused::NotExcessive)));
        end(&second);
        let third = ask("2026-03-04T10:00:00Z", Right::Access);
        desk.refuse(&third, Ground::Excessive, "La même il y a deux semaines.", true).unwrap();
    });
}

#[test]
fn a_case_is_handed_on_or_put_aside_but_not_past_its_date() {
    each_database(|database| {
        let desk = Desk::new(database);
        let rules =
            Rules::new(&TimeZone::UTC, requests::clock::Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10);
        let hire = |email: &str, role: Role| {
            let email = crate::people::Address::parse(email).unwrap();
            let new = crate::staff::NewAccount { email, name: "A".into(), role, lang: Lang::Fr };
            desk.database.write_now(|tx| crate::staff::add(tx, now(), &desk.random, &new)).unwrap()
        };
        let (noe, admin) = (hire("noe@example.com", Role::Support), hire("admin@example.com", Role::Admin));
        let request = desk.claimed(Right::Object);
        let until = |day: &str| {
            let request = desk.again(&request);
            let day = day.parse().unwrap();
            desk.database.write_now(|tx| snooze(tx, desk.act(&desk.lea), &rules, &request, day))
        };
        assert!(matches!(until("2026-03-05"), Err(Refused::NoSnooze)));
        assert!(matches!(until("2026-04-08"), Err(Refused::NoSnooze)));
        until("2026-04-07").unwrap();
        assert_eq!(desk.again(&request).snoozed_until, "2026-04-07".parse().ok());
        let give = |by: &Id, to: &Id| {
            let request = desk.again(&request);
            desk.database.write_now(|tx| assign(tx, desk.act(by), &request, to))
        };
        assert!(matches!(give(&desk.max, &noe), Err(Refused::NotTheirs)));
        assert!(matches!(give(&desk.lea, &admin), Err(Refused::NoColleague)));
        give(&desk.lea, &noe).unwrap();
        assert_eq!(desk.again(&request).owner.as_ref(), Some(&noe));
    });
}

#[test]
fn a_closed_case_cannot_be_answered_twice_and_of_two_answers_at_once_one_wins() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.claimed(Right::Restrict);
        let item = desk.item(&request);
        desk.database.write_now(|tx| approve(tx, desk.act(&desk.lea), &request, &item, false)).unwrap();
        let (request, item) = (desk.again(&request), desk.item(&request));
        let answer = || {
            let act = desk.act(&desk.lea);
            desk.database
                .write_now(|tx| close(tx, act, &Sources::default(), &request, std::slice::from_ref(&item), "Voici."))
        };
        let (one, two) = std::thread::scope(|scope| {
            let (one, two) = (scope.spawn(answer), scope.spawn(answer));
            (one.join().unwrap(), two.join().unwrap())
        });
        assert_eq!([&one, &two].into_iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
        let later = desk.again(&request);
        let again = desk.database.write_now(|tx| {
            close(tx, desk.act(&desk.lea), &Sources::default(), &later, std::slice::from_ref(&item), "Encore.")
        });
        assert!(matches!(again, Err(Refused::Database(Error::Lost))));
        let said = desk.database.read_now(|db| requests::messages(db, &desk.keys, &request.id, false)).unwrap();
        assert_eq!(said.iter().filter(|message| message.author == Author::Staff).count(), 1);
    });
}

#[test]
fn scenario_27_only_the_officer_calls_a_request_abusive_and_only_with_the_evidence_on_the_case() {
    each_database(|database| {
        let desk = Desk::new(database);
        let refuse_as = |role: Role, request: &Request| {
            let (item, facts) = (desk.item(request), "Créée pour obtenir des dommages.");
            let refusal = Refusal { ground: Ground::Abusive, facts, weighed: "", two_persons: true };
            let act = Act { by: By { id: &desk.lea, role: Some(role) }, ..desk.act(&desk.lea) };
            desk.database.write_now(|tx| refuse(tx, act, request, &item, refusal))
        };
        let request = desk.claimed(Right::Access);
        assert!(matches!(refuse_as(Role::Support, &request), Err(Refused::NotTheOfficer)));
        assert!(matches!(refuse_as(Role::Dpo, &request), Err(Refused::NoEvidence)));
        assert!(matches!(refuse_as(Role::Dpo, &desk.claimed(Right::Erase)), Err(Refused::NoGround)), "of access alone");
        // What the person is told is no evidence; what the officer wrote down is.
        let say = |request: &Request, letter| {
            desk.database
                .write_now(|tx| write(tx, desk.act(&desk.lea), request, letter, "La même lettre à 40 sociétés."))
                .unwrap();
            desk.again(request)
        };
        let request = say(&request, Letter::Message);
        assert!(matches!(refuse_as(Role::Dpo, &request), Err(Refused::NoEvidence)));
        let request = say(&request, Letter::Note);
        assert!(matches!(refuse_as(Role::Support, &request), Err(Refused::NotTheOfficer)));
        refuse_as(Role::Dpo, &request).unwrap();
        assert_eq!(desk.item(&request).state, ItemState::Proposed, "a second person agrees to it, as to any");
    });
}

#[test]
fn a_program_writes_and_ends_what_is_decided_and_decides_nothing_itself() {
    each_database(|database| {
        let desk = Desk::new(database);
        let (request, token) = (desk.claimed(Right::Restrict), Id::at(now(), &desk.random));
        let program = Act { by: By { id: &token, role: None }, ..desk.act(&token) };
        let item = desk.item(&request);
        let other = desk.ask(Right::Object, None);
        let refusal = || Refusal { ground: Ground::Law, facts: "Non.", weighed: "", two_persons: true };
        let closed: [Result<(), Refused>; 5] = [
            desk.database.write_now(|tx| claim(tx, program, &request)),
            desk.database.write_now(|tx| assign(tx, program, &other, &desk.max)),
            desk.database.write_now(|tx| approve(tx, program, &request, &item, false)),
            desk.database.write_now(|tx| refuse(tx, program, &request, &item, refusal())),
            desk.database.write_now(|tx| second(tx, program, &request, &item, true)),
        ];
        assert!(closed.iter().all(|one| matches!(one, Err(Refused::NotTheirs))), "{closed:?}");
        desk.database.write_now(|tx| write(tx, program, &request, Letter::Message, "Nous regardons.")).unwrap();
        let ended = |items: &[Item]| {
            let current = desk.again(&request);
            desk.database.write_now(|tx| close(tx, program, &Sources::default(), &current, items, "Fait."))
        };
        assert!(matches!(ended(&[item]), Err(Refused::Undecided)));
        let current = desk.again(&request);
        let item = desk.item(&request);
        desk.database.write_now(|tx| approve(tx, desk.act(&desk.lea), &current, &item, false)).unwrap();
        assert_eq!(ended(&[desk.item(&request)]).unwrap(), Status::Closed);
    });
}
