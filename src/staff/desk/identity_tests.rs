use super::*;
use crate::db::Database;
use crate::db::schema::mail::outbox;
use crate::db::testing::each_database;
use crate::lang::Lang;
use crate::requests::clock::Regime;
use crate::requests::{Contact, New, Rules};
use crate::roles::Role;
use crate::secrets::{Keys, Random};
use crate::sources::Sources;
use crate::staff::desk::{self, By};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn now() -> Timestamp {
    "2026-03-05T10:00:00Z".parse().unwrap()
}

struct Desk {
    database: Database,
    random: Random,
    keys: Keys,
    lea: Id,
}

impl Desk {
    fn new(database: Database) -> Desk {
        let random = Random::system();
        let lea = Id::at(now(), &random);
        Desk { database, random, keys: Keys::for_tests(), lea }
    }

    fn act<'a>(&'a self, id: &'a Id) -> Act<'a> {
        Act { now: now(), random: &self.random, keys: &self.keys, by: By { id, role: Some(Role::Support) } }
    }

    /// A request that somebody makes without signing in, in Léa's hands.
    fn asked(&self, whom: Whom, right: Right) -> Request {
        let rules = Rules::new(&TimeZone::UTC, Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10);
        let contact = Contact {
            whom: whom.to_string(),
            name: "Ana Ruiz".into(),
            about: String::new(),
            reach: "1 rue Haute, Lyon".into(),
            address: None,
            checked: None,
        };
        let person = Id::at(now(), &self.random);
        let new = New { person, right, lang: Lang::Fr, subject: None, message: "Bonjour".into() };
        let asked = self.database.write_now(|tx| {
            let asked = requests::ask_outside(tx, now(), &self.random, &self.keys, &rules, new, &contact)?;
            desk::claim(tx, self.act(&self.lea), &asked.0.request)?;
            Ok::<_, Refused>(asked)
        });
        self.again(&asked.unwrap().0.request)
    }

    fn again(&self, request: &Request) -> Request {
        self.database.read_now(|db| requests::by_id(db, &request.id)).unwrap().unwrap()
    }

    fn check(&self, by: &Id, request: &Request, check: &Check<'_>) -> Result<(), Refused> {
        self.database.write_now(|tx| identify(tx, self.act(by), request, check))
    }

    fn contact(&self, request: &Request) -> Contact {
        self.database.read_now(|db| requests::contact(db, &self.keys, &request.id)).unwrap().unwrap()
    }

    fn close(&self, request: &Request) -> Result<requests::Status, Refused> {
        let items = self.database.read_now(|db| requests::items(db, &self.keys, &request.id)).unwrap();
        self.database
            .write_now(|tx| desk::close(tx, self.act(&self.lea), &Sources::default(), request, &items, "Voici."))
    }

    fn mails(&self) -> i64 {
        self.database.read_now(|db| Ok::<_, Error>(outbox::table.count().get_result(db)?)).unwrap()
    }
}

#[test]
fn who_asks_is_confirmed_with_a_reason_and_the_request_becomes_that_persons() {
    each_database(|database| {
        let desk = Desk::new(database);
        let request = desk.asked(Whom::Myself, Right::Access);
        let address = Address::parse("ana@example.com").unwrap();
        let (before, max) = (request.person.clone(), Id::at(now(), &desk.random));
        let facts = Check { how: How::Rung(Rung::Facts), why: "Le mois de la commande.", address: Some(&address) };
        assert!(matches!(desk.check(&max, &request, &facts), Err(Refused::NotTheirs)));
        for how in [Rung::Facts, Rung::CallBack, Rung::Document] {
            let without = Check { how: How::Rung(how), why: " ", address: None };
            assert!(matches!(desk.check(&desk.lea, &request, &without), Err(Refused::NoFacts)), "{how}");
        }
        assert_eq!(desk.again(&request), request, "nothing happened until now");

        desk.check(&desk.lea, &request, &facts).unwrap();
        let stale = desk.check(&desk.lea, &request, &facts);
        assert!(matches!(stale, Err(Refused::Database(Error::Lost))), "an old view changes nothing");
        let tied = desk.again(&request);
        assert_eq!(tied.version, request.version + 1);
        let known = desk.database.read_now(|db| people::by_fingerprint(db, &address.fingerprint(&desk.keys)));
        let ana = known.unwrap().unwrap();
        assert_eq!(tied.person, ana.id);
        assert_eq!(desk.database.read_now(|db| requests::of_person(db, &ana.id)).unwrap(), std::slice::from_ref(&tied));
        let checked = desk.contact(&request).checked.unwrap();
        assert_eq!((checked.how.as_str(), checked.why.as_str()), ("facts", "Le mois de la commande."));
        assert_eq!((&checked.by, checked.at), (&desk.lea, now()));
        let logged = desk.database.read_now(|db| audit::events_of_object(db, &request.reference, 99)).unwrap();
        let identified = logged.iter().filter(|one| one.action == "requests.identified").count();
        assert_eq!(identified, 1, "{logged:?}");
        let seen = desk.database.read_now(|db| audit::seen_by(db, &ana.id, 9)).unwrap();
        assert_eq!(seen.len(), 1, "from now on they see who reads");
        let events = desk.database.read_now(|db| requests::events(db, &request.id, false)).unwrap();
        assert!(events.iter().any(|event| event.what == Happened::Identified));

        // A mistake is taken back: the request is nobody's again, and not the one it was before.
        desk.check(&desk.lea, &tied, &Check { how: How::Rung(Rung::Mailbox), why: "", address: None }).unwrap();
        let alone = desk.again(&request);
        assert!(alone.person != ana.id && alone.person != before);
        assert_eq!(desk.database.read_now(|db| requests::of_person(db, &ana.id)).unwrap(), []);
    });
}

#[test]
fn nothing_is_given_to_somebody_nobody_knows_and_a_withdrawal_needs_no_proof() {
    each_database(|database| {
        let desk = Desk::new(database);
        let decided = |right: Right| {
            let request = desk.asked(Whom::Myself, right);
            let item = desk.database.read_now(|db| requests::items(db, &desk.keys, &request.id)).unwrap().remove(0);
            desk.database.write_now(|tx| desk::approve(tx, desk.act(&desk.lea), &request, &item, false)).unwrap();
            desk.again(&request)
        };
        let erase = decided(Right::Erase);
        assert!(matches!(desk.close(&erase), Err(Refused::Unidentified)));
        desk.check(&desk.lea, &erase, &Check { how: How::Rung(Rung::CallBack), why: "Rappelée.", address: None })
            .unwrap();
        desk.close(&desk.again(&erase)).unwrap();
        for right in [Right::Marketing, Right::Object, Right::Withdraw, Right::Other] {
            desk.close(&decided(right)).unwrap();
        }
    });
}

#[test]
fn who_leaves_is_left_alone_and_only_who_asked_for_themselves_is_written_to() {
    each_database(|database| {
        let desk = Desk::new(database);
        let address = Address::parse("ana@example.com").unwrap();
        let check = Check { how: How::Rung(Rung::Mailbox), why: "", address: Some(&address) };
        for (whom, mails) in [(Whom::Child, 0), (Whom::Deceased, 0), (Whom::Client, 0), (Whom::Myself, 1)] {
            let request = desk.asked(whom, Right::Access);
            let before = desk.mails();
            let proven = Check { how: How::Proof(Proof::Notoriety), why: "Vu.", ..check.clone() };
            let (fits, other) = if whom == Whom::Deceased { (&proven, &check) } else { (&check, &proven) };
            assert!(matches!(desk.check(&desk.lea, &request, other), Err(Refused::Unproven)), "{whom}");
            desk.check(&desk.lea, &request, fits).unwrap();
            let request = desk.again(&request);
            assert_eq!(desk.mails() - before, mails, "{whom}");
            let tell = |tx: &mut Db| mails::tell_of_message(tx, now(), &desk.random, &desk.keys, &request);
            desk.database.write_now(tell).unwrap();
            assert_eq!(desk.mails() - before, mails * 2, "{whom}");
        }
        let request = desk.asked(Whom::Myself, Right::Restrict);
        let ana = desk.database.read_now(|db| people::by_fingerprint(db, &address.fingerprint(&desk.keys)));
        desk.database.write_now(|tx| people::freeze(tx, &ana.unwrap().unwrap().id, now())).unwrap();
        assert!(matches!(desk.check(&desk.lea, &request, &check), Err(Refused::Leaving)));
        assert_eq!(desk.again(&request), request);
    });
}
