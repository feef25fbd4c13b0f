//! A campaign of the demo, whose process is killed again and again in the middle of sending: each person due gets the
//! mail at most once, and what nobody can know is parked, never sent again.

use crate::harness::{enrol, rows_of};
use crate::program::{Installation, pause};
use crate::smtp_sink::{Manner, Sink};
use crate::visitor::Visitor;
use habeas::config::DatabaseUrl;
use habeas::db::testing::fresh_databases;
use habeas::people::Address;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const PEOPLE: u32 = 320;
const KILLS: usize = 10;
/// Mails that the server takes before the next kill.
const LIFE: usize = 20;
/// How many mails one process has under way at once: so many a kill leaves in doubt at most.
const AT_ONCE: usize = 1;

/// Everybody the shop's directory names once, however their addresses are written: who is in it twice is not asked.
fn named(installation: &Installation) -> BTreeSet<String> {
    let shop = DatabaseUrl::Sqlite(installation.folder.join("shop.sqlite"));
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows_of(&shop, "SELECT email FROM customers") {
        *times.entry(Address::parse(&row[0]).unwrap().normalised().to_owned()).or_default() += 1;
    }
    assert!(times.values().any(|times| *times > 1), "nobody is in the file twice");
    times.into_iter().filter(|(_, times)| *times == 1).map(|(address, _)| address).collect()
}

fn colleague(installation: &Installation, url: &str, role: &str) -> Visitor {
    const PASSWORD: &str = "seven lavender fields in june";
    let email = format!("{role}@maison-lavande.example");
    let words = ["staff", "add", &email, "--name", "Somebody", "--role", role, "--lang", "en", "--password-stdin"];
    installation.run(&words, PASSWORD);
    enrol(Visitor::new(url), &email, PASSWORD, habeas::clock::Clock::system().now())
}

/// Takes the directory in, writes a campaign, and has it approved by a second person; its address.
fn approved(installation: &Installation, url: &str) -> (Visitor, String) {
    let (planner, dpo) = (colleague(installation, url, "marketing"), colleague(installation, url, "dpo"));
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    installation.run(&["work", "--until-idle"], "");
    let list = planner.get("/marketing").expect(200);
    let made = planner.send(list.form("/marketing"), &[("name", "Yearly check")]).expect(303);
    let campaign = made.location().unwrap().to_owned();
    planner.submit(planner.get(&campaign).expect(200).form("/submission"), &[]).expect(200);
    dpo.submit(dpo.get(&campaign).expect(200).form("/approval"), &[]).expect(200);
    (planner, campaign)
}

#[test]
fn a_campaign_killed_ten_times_reaches_everybody_due_nobody_twice_and_parks_what_it_cannot_know() {
    for database in fresh_databases() {
        let sink = Sink::start(|| {
            // As a server at some distance: so that a kill finds a mail under way.
            std::thread::sleep(Duration::from_millis(3));
            Manner::Take
        });
        let mut installation = Installation::demo(PEOPLE, database);
        for (setting, value) in
            [("TRANSPORT", "smtp"), ("HOST", "127.0.0.1"), ("TLS", "none"), ("PORT", &*sink.port.to_string())]
        {
            installation.set(&format!("MAIL__{setting}"), value);
        }
        let due = named(&installation);
        let (mut pages, url) = installation.serve(&["--without-worker"]);
        let (planner, campaign) = approved(&installation, &url);

        for kill in 0..KILLS {
            let enough = sink.taken().len() + LIFE;
            // Both programs that send, in turn.
            let mut sending = match kill % 2 {
                0 => installation.start(&["work"]),
                _ => {
                    pages.kill();
                    installation.serve(&[]).0
                }
            };
            while sink.taken().len() < enough {
                assert!(!sending.has_ended(), "it ended before it was killed");
                pause();
            }
            sending.kill();
            installation.let_leases_end();
        }
        let before = sink.taken().len();
        installation.run(&["work", "--until-idle"], "");
        assert!(sink.taken().len() > before, "nothing was left to send: the kills proved too little");

        let asked: Vec<_> = sink.taken().into_iter().filter(|mail| mail.raw.contains("List-Unsubscribe")).collect();
        let people: BTreeSet<String> =
            asked.iter().map(|mail| Address::parse(&mail.to).unwrap().normalised().to_owned()).collect();
        assert_eq!(people.len(), asked.len(), "somebody was asked twice");
        assert!(people.is_subset(&due), "somebody was asked whom the directory does not name");
        let states = installation.query("SELECT state, count(*) FROM refresh_recipients GROUP BY state");
        let of = |wanted: &str| states.iter().find(|row| row[0] == wanted).map_or(0, |row| row[1].parse().unwrap());
        let (sent, unknown): (usize, usize) = (of("sent"), of("unknown"));
        assert_eq!(sent + unknown, due.len(), "{states:?}");
        assert!(unknown <= KILLS * AT_ONCE, "{unknown} in doubt");
        // Whoever got no mail is parked: nobody is lost silently.
        assert!(due.len() - people.len() <= unknown, "{} got nothing, {unknown} are parked", due.len() - people.len());
        for mail in &asked {
            assert!(mail.raw.contains("\r\nList-Unsubscribe: <http://127.0.0.1:"), "{}", mail.raw);
            assert!(mail.raw.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        }
        println!("{} due, {KILLS} kills, {unknown} in doubt, {} asked", due.len(), people.len());

        // A colleague sees it, and settles it.
        let (_pages, url) = installation.serve(&["--without-worker"]);
        let planner = planner.at(&url);
        let csv = planner.get(&format!("{campaign}/results.csv")).expect(200);
        let shown = if (1..10).contains(&unknown) { "<10".to_owned() } else { unknown.to_string() };
        assert!(csv.body().contains(&format!("mails,unknown,{shown}\n")), "{}", csv.body());
        unsubscribe_in_one_click(&url, &asked[0].raw);
    }
}

/// Does what a mail program does behind its "unsubscribe" button (RFC 8058).
fn unsubscribe_in_one_click(url: &str, mail: &str) {
    let header = mail.split("\r\nList-Unsubscribe: <").nth(1).unwrap();
    let path = header.split('>').next().unwrap().splitn(4, '/').nth(3).unwrap();
    let client = reqwest::blocking::Client::new();
    let request = client.post(format!("{url}/{path}")).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body("List-Unsubscribe=One-Click").send().unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
}
