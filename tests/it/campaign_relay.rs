//! A campaign through a mail server that asks for patience, hangs up and loses answers: nobody twice, nobody lost, and
//! who opts out while it runs gets nothing any more.

use crate::harness::{House, rows_of};
use crate::smtp_sink::{Manner, Sink};
use habeas::config::{DatabaseUrl, MailTransport, Smtp, Tls};
use habeas::db::testing::fresh_databases;
use habeas::db::{Db, Error, Id};
use habeas::mail::{Taken, taken};
use habeas::refresh::audience::Horizon;
use habeas::refresh::campaign::{Act, State};
use habeas::refresh::schedule::Schedule;
use habeas::refresh::{self, By};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const PEOPLE: u32 = 320;
const OPT_OUTS: i64 = 20;
/// A pace at which ten mails are on their way at once.
const FAST: i32 = 1_000_000;

/// Some whose turn is far away say "do not ask me again", in another process: the last of the part of which most is left.
fn opt_out(database: &DatabaseUrl) {
    let planned = "refresh_recipients WHERE state = 'planned'";
    let part = format!("(SELECT part FROM {planned} GROUP BY part ORDER BY count(*) DESC LIMIT 1)");
    let last = format!("SELECT person FROM {planned} AND part = {part} ORDER BY id DESC LIMIT {OPT_OUTS}");
    let stop = "UPDATE refresh_standings SET stopped_at = 1 WHERE fingerprint IN";
    rows_of(database, &format!("{stop} (SELECT fingerprint FROM persons WHERE id IN ({last}))"));
}

/// Takes the directory in and has a campaign approved; nothing is sent yet. Its id, and how many are due.
pub fn approved(house: &House) -> (Id, i64) {
    let portal = house.app.portal();
    house.nobody_ordered_of_late();
    let (author, approver) = (Id::new(&house.clock, &house.random), Id::new(&house.clock, &house.random));
    let by = |colleague| By { colleague, now: house.clock.now(), random: &house.random };
    portal.db.write_now(|tx: &mut Db| refresh::ask_import(tx, &by(&author))).unwrap();
    house.work();
    let horizon = Horizon::at(house.clock.now(), 12, 12);
    let due = portal.db.read_now(|db| refresh::audience(db, &horizon)).unwrap().total();
    let made = |tx: &mut Db| {
        let id = refresh::create(tx, &by(&author), "Yearly check", FAST)?;
        refresh::plan(tx, &by(&author), &id, &Schedule { remind_after_days: None, ..Schedule::default() })?;
        refresh::act(tx, &by(&author), &id, Act::Submit).unwrap();
        refresh::act(tx, &by(&approver), &id, Act::Approve).unwrap();
        Ok::<_, Error>(id)
    };
    (portal.db.write_now(made).unwrap(), due)
}

/// What the mail domains did in the last day, those without a name together.
fn domains(house: &House) -> Vec<Taken> {
    let (now, keys) = (house.clock.now(), &house.app.portal().keys);
    let all = house.app.portal().db.read_now(|db| taken(db, now, keys)).unwrap();
    all.named.into_iter().chain([all.others]).collect()
}

#[test]
fn a_server_in_trouble_loses_nobody_doubles_nobody_and_hears_every_stop() {
    for fresh in fresh_databases() {
        let (count, lost) = (AtomicI64::new(0), Arc::new(AtomicI64::new(0)));
        let (database, answers) = (fresh.url(), Arc::clone(&lost));
        let sink = Sink::start(move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            if number == 120 {
                opt_out(&database);
            }
            match number % 60 {
                10 => Manner::RefuseRecipient(451),
                20 => Manner::HangUpAtRecipient,
                30 => Manner::RefuseData(452),
                40 => {
                    answers.fetch_add(1, Ordering::SeqCst);
                    Manner::HangUpAfterContent
                }
                50 => Manner::RefuseRecipient(421),
                _ => Manner::Take,
            }
        });
        let server = Smtp { host: "127.0.0.1".to_owned(), port: sink.port, tls: Tls::None, credentials: None };
        let house = House::of(PEOPLE, fresh, |config| config.mail.transport = MailTransport::Smtp(server));
        let (id, due) = approved(&house);
        assert!(due > 200, "{due} are due");

        let state = || house.app.portal().db.read_now(|db| refresh::one(db, &id)).unwrap().state;
        let figures = || house.app.portal().db.read_now(|db| refresh::figures(db, &id)).unwrap();
        let (mut rounds, mut slowed) = (0, false);
        while state() != State::Done {
            house.work();
            slowed |= domains(&house).iter().any(|domain| domain.slowed_until.is_some());
            house.clock.advance(SignedDuration::from_mins(20));
            rounds += 1;
            assert!(rounds < 60, "it does not end: {:?}", figures());
        }

        let figures = figures();
        // The officer's mail of the morning passes this server, too.
        let taken = sink.taken().into_iter().filter(|mail| mail.raw.contains("\r\nList-Unsubscribe: "));
        let taken: Vec<String> = taken.map(|mail| mail.to.to_lowercase()).collect();
        let people: BTreeSet<&String> = taken.iter().collect();
        assert_eq!(people.len(), taken.len(), "somebody was asked twice");
        assert_eq!(figures.state("skipped"), OPT_OUTS, "a stop was not heard: {figures:?}");
        let unknown = lost.load(Ordering::SeqCst);
        assert_eq!(figures.state("unknown"), unknown, "an answer that was lost is parked: {figures:?}");
        assert_eq!(figures.state("sent"), due - OPT_OUTS - unknown, "somebody was lost: {figures:?}");
        assert_eq!(i64::try_from(taken.len()).unwrap(), due - OPT_OUTS);
        assert!(rounds > 1, "nobody was brought later");
        let all = domains(&house);
        let sum = |of: fn(&Taken) -> i64| all.iter().map(of).sum::<i64>();
        assert!(all.iter().any(|domain| domain.domain == "example.com"), "{all:?}");
        assert!(sum(|one| one.accepted) >= due - OPT_OUTS - unknown, "every mail that was taken is counted: {all:?}");
        assert!(slowed && sum(|one| one.delayed) > 0 && sum(|one| one.refused) == 0, "{slowed} {all:?}");
        assert!(unknown > 1 && sink.connections() > 1);
    }
}
