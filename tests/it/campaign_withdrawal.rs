//! A consent taken back while a campaign that rests on it is being sent: by the person's own page, by one click for all
//! marketing, by a program of the company. Whose turn has not come gets no mail.

use crate::campaign_relay::approved;
use crate::harness::{House, rows_of};
use crate::programs::{program, tell};
use crate::smtp_sink::{Manner, Sink};
use crate::visitor::Visitor;
use habeas::api::Scope;
use habeas::config::{Config, MailTransport, Smtp, Tls};
use habeas::consents::{self, Entry, EventKind, Said};
use habeas::db::testing::portal_databases;
use habeas::db::{Db, Error, Id};
use habeas::lang::Lang;
use habeas::people::Address;
use habeas::refresh;
use habeas::refresh::campaign::State;
use jiff::SignedDuration;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// The recipients whose turn comes last, by the fingerprint of their address.
const LAST: &str = "SELECT p.fingerprint FROM refresh_recipients r JOIN persons p ON p.id = r.person \
                    WHERE r.state = 'planned' ORDER BY r.id DESC LIMIT 5";

/// In the record of this portal the checks are marketing to which people agree.
fn by_consent(config: &mut Config) {
    let text = std::fs::read_to_string(&config.portal.record).unwrap();
    let duty = "basis = \"legal-obligation\"\nlaw = \"RGPD/GDPR art. 5(1)(d)\"\n";
    assert_eq!(text.matches(duty).count(), 1);
    let agreed = "basis = \"consent\"\nmarketing = true\n\
                  consent_wording = { en = \"Yes, ask me once a year.\", fr = \"Oui, une fois par an.\" }\n";
    std::fs::write(&config.portal.record, text.replacen(duty, agreed, 1)).unwrap();
}

/// Everybody the customer file names agreed.
fn all_agreed(house: &House) {
    let prints = house.query("SELECT fingerprint FROM persons");
    let (now, random) = (house.clock.now(), &house.random);
    let agree = |tx: &mut Db| {
        for print in &prints {
            let entry = Entry {
                fingerprint: &print[0],
                activity: "data-refresh",
                kind: EventKind::Given,
                words: "Yes, ask me once a year.",
                lang: Lang::En,
                said: Said::CHOICES,
            };
            consents::record(tx, now, random, &entry)?;
        }
        Ok::<_, Error>(())
    };
    house.app.portal().db.write_now(agree).unwrap();
}

/// The addresses of the shop by their fingerprints.
fn addresses(house: &House) -> BTreeMap<String, String> {
    let rows = crate::harness::sqlite_rows(&house.shop(), "SELECT email FROM customers");
    let keys = &house.app.portal().keys;
    rows.iter().map(|row| (Address::parse(&row[0]).unwrap().fingerprint(keys), row[0].clone())).collect()
}

/// To whom checks went, each in small letters.
fn asked(house: &House) -> Vec<String> {
    house.mails().iter().filter(|mail| mail.text.contains("/c/")).map(|mail| mail.to.to_lowercase()).collect()
}

fn withdrawn(house: &House) -> BTreeSet<String> {
    let sql = "SELECT s.fingerprint FROM consent_events e JOIN consent_subjects s ON s.subject = e.subject \
               WHERE e.activity = 'data-refresh' AND e.event = 'withdrawn'";
    house.query(sql).into_iter().map(|row| row[0].clone()).collect()
}

fn state(house: &House, campaign: &Id) -> State {
    house.app.portal().db.read_now(|db| refresh::one(db, campaign)).unwrap().state
}

#[test]
fn who_takes_their_consent_back_while_a_campaign_runs_gets_no_mail_of_it_by_whatever_door_they_said_so() {
    for fresh in portal_databases() {
        let house = &House::open(fresh, by_consent);
        let token = program(house, &[Scope::ConsentsRead, Scope::ConsentsWrite]);
        let (campaign, due) = approved(house);
        all_agreed(house);
        // Five in an hour: the campaign stands in its middle while people think about it.
        house.query("UPDATE refresh_campaigns SET per_hour = 5");
        house.work();
        assert_eq!((asked(house).len(), state(house, &campaign)), (5, State::Sending));
        let known = addresses(house);
        let last: Vec<(String, String)> = house
            .query(LAST)
            .into_iter()
            .filter_map(|row| known.get(&row[0]).map(|address| (row[0].clone(), address.clone())))
            .collect();
        let [by_page, by_one_click, by_program] = [&last[0], &last[1], &last[2]];

        let visitor = house.sign_in(&by_page.1, "en");
        let choices = visitor.open("/en/me/choices").expect(200);
        visitor.submit(choices.form("/choices/data-refresh/stop"), &[]).expect(200);
        let visitor = house.sign_in(&by_one_click.1, "en");
        let choices = visitor.open("/en/me/choices").expect(200);
        visitor.submit(choices.form("/me/choices/stop"), &[]).expect(200);
        let body = json!({ "purpose": "data-refresh", "address": by_program.1, "decision": "withdrawn", "lang": "en",
                           "mechanism": "voice", "form": "telephone" });
        tell(house, &token, "/api/v1/consents", &body).expect(200);

        let gone: BTreeSet<String> = [by_page, by_one_click, by_program].map(|one| one.0.clone()).into();
        assert_eq!(withdrawn(house), gone, "the ledger has each of them at once");
        for (print, _) in [by_page, by_one_click, by_program] {
            let path = format!("/api/v1/consents?purpose=data-refresh&fingerprint={print}");
            let page = crate::programs::ask(house, &token, &path).expect(200);
            let told: serde_json::Value = serde_json::from_slice(&page.bytes).unwrap();
            assert_eq!((&told["state"], &told["may"]), (&json!("withdrawn"), &json!(false)));
        }
        house.query("UPDATE refresh_campaigns SET per_hour = 100000");
        for _ in 0..30 {
            house.pass(SignedDuration::from_mins(61));
        }
        assert_eq!(state(house, &campaign), State::Done);
        let mails = asked(house);
        for (_, address) in [by_page, by_one_click, by_program] {
            assert!(!mails.contains(&address.to_lowercase()), "{address} took it back and was written to");
        }
        assert_eq!(i64::try_from(mails.len()).unwrap(), due - 3, "everybody else was asked");
        assert_eq!(mails.iter().collect::<BTreeSet<_>>().len(), mails.len(), "and once");
        let figures = house.app.portal().db.read_now(|db| refresh::figures(db, &campaign)).unwrap();
        assert_eq!((figures.left_out("objected"), figures.state("skipped")), (3, 3));
    }
}

#[test]
fn where_the_checks_rest_on_consent_only_who_agreed_is_asked_and_silence_is_no_yes() {
    for fresh in portal_databases() {
        let house = &House::open(fresh, by_consent);
        let (campaign, due) = approved(house);
        // Three agree, one of them takes it back, one says no; nobody else ever said a word.
        let known = addresses(house);
        let planned: Vec<String> = house.query("SELECT fingerprint FROM persons ORDER BY fingerprint").concat();
        let can = |print: &&String| known.contains_key(*print);
        let some: Vec<&String> = planned.iter().filter(can).collect();
        let say = |print: &str, kind: EventKind| {
            let entry = Entry {
                fingerprint: print,
                activity: "data-refresh",
                kind,
                words: "Yes, ask me once a year.",
                lang: Lang::En,
                said: Said::CHOICES,
            };
            let portal = house.app.portal();
            portal.db.write_now(|tx: &mut Db| consents::record(tx, house.clock.now(), &house.random, &entry)).unwrap();
        };
        some.iter().take(3).for_each(|print| say(print, EventKind::Given));
        say(some[2], EventKind::Withdrawn);
        say(some[3], EventKind::Refused);
        for _ in 0..3 {
            house.pass(SignedDuration::from_mins(61));
        }
        let agreed: BTreeSet<String> = some.iter().take(2).map(|print| known[*print].to_lowercase()).collect();
        let mails: BTreeSet<String> = asked(house).into_iter().collect();
        assert!(mails.is_subset(&agreed) && !mails.is_empty(), "{mails:?}");
        let figures = house.app.portal().db.read_now(|db| refresh::figures(db, &campaign)).unwrap();
        // The others were due but for this; those who said no count as having objected, as they always did.
        let (unpermitted, objected) = (figures.left_out("unpermitted"), figures.left_out("objected"));
        assert_eq!(figures.total() + unpermitted + objected, due, "{figures:?}");
        assert!(unpermitted > 10 && figures.total() == i64::try_from(mails.len()).unwrap());
    }
}

type Moment = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

#[test]
fn a_consent_taken_back_while_mails_are_on_their_way_counts_for_every_mail_not_yet_in_hand() {
    for fresh in portal_databases() {
        let moment: Moment = Arc::default();
        let (mut number, then) = (0, Arc::clone(&moment));
        let sink = Sink::start(move || {
            number += 1;
            if number == 30
                && let Some(act) = then.lock().unwrap().take()
            {
                act();
            }
            Manner::Take
        });
        let server = Smtp { host: "127.0.0.1".to_owned(), port: sink.port, tls: Tls::None, credentials: None };
        let house = &House::of(160, fresh, |config| {
            by_consent(config);
            config.mail.transport = MailTransport::Smtp(server);
        });
        let token = program(house, &[Scope::ConsentsWrite]);
        let (campaign, due) = approved(house);
        assert!(due > 80, "{due} are due");
        all_agreed(house);
        let (database, known, url) = (house.database_url(), addresses(house), house.url.clone());
        // The server holds one mail and others are on their way; the company's program tells of five who take it back.
        *moment.lock().unwrap() = Some(Box::new(move || {
            let program = Visitor::new(&url);
            for row in rows_of(&database, LAST) {
                let body = json!({ "purpose": "data-refresh", "address": known[&row[0]], "decision": "withdrawn",
                                   "lang": "fr", "mechanism": "button", "form": "footer" });
                program.post_json("/api/v1/consents", &body.to_string(), &[("Authorization", &token)]).expect(200);
            }
        }));
        let mut rounds = 0;
        while state(house, &campaign) != State::Done {
            house.work();
            house.clock.advance(SignedDuration::from_mins(20));
            rounds += 1;
            assert!(rounds < 60, "it does not end");
        }
        let gone = withdrawn(house);
        assert_eq!(gone.len(), 5, "they spoke in the middle of it");
        let taken: Vec<String> = sink
            .taken()
            .into_iter()
            .filter(|mail| mail.raw.contains("\r\nList-Unsubscribe: "))
            .map(|mail| Address::parse(&mail.to).unwrap().fingerprint(&house.app.portal().keys))
            .collect();
        assert!(taken.iter().all(|print| !gone.contains(print)), "somebody who took it back was written to");
        assert_eq!(i64::try_from(taken.len()).unwrap(), due - 5);
        let figures = house.app.portal().db.read_now(|db| refresh::figures(db, &campaign)).unwrap();
        assert_eq!((figures.left_out("objected"), figures.state("sent")), (5, due - 5));
    }
}
