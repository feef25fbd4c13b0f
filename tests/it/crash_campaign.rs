//! A campaign of the demo through a server in trouble, whose process is killed again and again in the middle of sending:
//! each person due gets the mail at most once, what nobody can know is parked, never sent again, and who opts out while it
//! runs gets nothing any more.

use crate::harness::{enrol, rows_of};
use crate::program::{Installation, pause};
use crate::smtp_sink::{Manner, Sink, Taken};
use crate::visitor::Visitor;
use habeas::config::DatabaseUrl;
use habeas::db::testing::fresh_databases;
use habeas::people::Address;
use habeas::secrets::Keys;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How many people the shop has and how often the sender is killed: `HABEAS_TEST_CAMPAIGN="10000 100"` for a long run.
#[expect(clippy::disallowed_methods, reason = "the size of a long run is no setting of the portal")]
fn size() -> (u32, usize) {
    let Ok(text) = std::env::var("HABEAS_TEST_CAMPAIGN") else { return (320, 10) };
    let (people, kills) = text.split_once(' ').unwrap();
    (people.parse().unwrap(), kills.parse().unwrap())
}

/// Of a hundred mails, how many the server brings into trouble.
const TROUBLE: usize = 5;
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
    // Who ordered of late is not asked.
    let shop = DatabaseUrl::Sqlite(installation.folder.join("shop.sqlite"));
    rows_of(&shop, "UPDATE customers SET last_order_at = NULL");
    let list = planner.get("/marketing").expect(200);
    planner.submit(list.form("/marketing/import"), &[]).expect(200);
    installation.run(&["work", "--until-idle"], "");
    let list = planner.get("/marketing").expect(200);
    let made = planner.send(list.form("/marketing"), &[("name", "Yearly check")]).expect(303);
    let campaign = made.location().unwrap().to_owned();
    // The clock is the true one, and the test may run at night.
    let set = "from_hour = 0, to_hour = 24, days = 127, remind_after_days = NULL";
    installation.query(&format!("UPDATE refresh_campaigns SET {set}"));
    planner.submit(planner.get(&campaign).expect(200).form("/submission"), &[]).expect(200);
    dpo.submit(dpo.get(&campaign).expect(200).form("/approval"), &[]).expect(200);
    (planner, campaign)
}

/// What hours do: who must wait may go on.
fn let_time_pass(installation: &Installation) {
    installation.query("UPDATE refresh_recipients SET not_before = 1 WHERE state = 'planned'");
    installation.query("UPDATE jobs SET run_at = created_at WHERE kind = 'refresh.send' AND state = 'waiting'");
}

/// Three whose turn comes last say "do not ask me again", in another process; their addresses.
fn opt_out(installation: &Installation, due: &BTreeSet<String>) -> Vec<String> {
    let last = "SELECT p.fingerprint FROM refresh_recipients r JOIN persons p ON p.id = r.person \
                JOIN refresh_standings s ON s.fingerprint = p.fingerprint \
                WHERE r.state = 'planned' AND s.stopped_at IS NULL ORDER BY r.id DESC LIMIT 3";
    let prints = installation.query(last);
    let prints: BTreeSet<&String> = prints.iter().map(|row| &row[0]).collect();
    let quoted: Vec<String> = prints.iter().map(|print| format!("'{print}'")).collect();
    let stop = "UPDATE refresh_standings SET stopped_at = 1 WHERE fingerprint IN";
    installation.query(&format!("{stop} ({})", quoted.join(", ")));
    let keys = Keys::load(&installation.config().portal.keys_dir).unwrap();
    let theirs = |address: &&String| prints.contains(&Address::parse(address).unwrap().fingerprint(&keys));
    due.iter().filter(theirs).cloned().collect()
}

fn normalised(address: &str) -> String {
    Address::parse(address).unwrap().normalised().to_owned()
}

fn message_id(mail: &str) -> &str {
    mail.split("\r\nMessage-ID: ").nth(1).unwrap().split("\r\n").next().unwrap()
}

#[test]
fn a_campaign_killed_ten_times_reaches_everybody_due_nobody_twice_and_parks_what_it_cannot_know() {
    let (people, kills) = size();
    for database in fresh_databases() {
        let mut number = 0;
        let sink = Sink::start(move || {
            // As a server at some distance: so that a kill finds a mail under way.
            std::thread::sleep(Duration::from_millis(3));
            number += 1;
            let troubles = [
                Manner::RefuseRecipient(451),
                Manner::RefuseData(452),
                Manner::RefuseRecipient(421),
                Manner::HangUpAtRecipient,
            ];
            if number % (100 / TROUBLE) == 7 {
                troubles[number / (100 / TROUBLE) % troubles.len()]
            } else {
                Manner::Take
            }
        });
        let mut installation = Installation::demo(people, database);
        installation.set("REFRESH__PER_HOUR", "100000");
        installation.set("REQUESTS__HOLIDAYS", "NONE");
        for (setting, value) in
            [("TRANSPORT", "smtp"), ("HOST", "127.0.0.1"), ("TLS", "none"), ("PORT", &*sink.port.to_string())]
        {
            installation.set(&format!("MAIL__{setting}"), value);
        }
        let due = named(&installation);
        let (mut pages, url) = installation.serve(&["--without-worker"]);
        let (planner, campaign) = approved(&installation, &url);

        // Mails that the server takes before the next kill: some are left for the end.
        let life = due.len() * 3 / 4 / kills;
        let mut stops = BTreeSet::new();
        for kill in 0..kills {
            let enough = sink.taken().len() + life;
            // Both programs that send, in turn.
            let mut sending = match kill % 2 {
                0 => installation.start(&["work"]),
                _ => {
                    pages.kill();
                    installation.serve(&[]).0
                }
            };
            let mut moments = 0;
            while sink.taken().len() < enough {
                assert!(!sending.has_ended(), "it ended before it was killed");
                pause();
                moments += 1;
                if moments % 300 == 0 {
                    let_time_pass(&installation);
                }
            }
            if kill % 3 == 1 {
                stops.extend(opt_out(&installation, &due));
            }
            sending.kill();
            installation.let_leases_end();
        }
        let before = sink.taken().len();
        let waiting = || installation.count("SELECT count(*) FROM refresh_recipients WHERE state = 'planned'");
        let mut rounds = 0;
        while waiting() > 0 {
            assert!(rounds < 40, "it does not end");
            let_time_pass(&installation);
            installation.run(&["work", "--until-idle"], "");
            rounds += 1;
        }
        assert!(sink.taken().len() > before, "nothing was left to send: the kills proved too little");

        let is_asked = |mail: &Taken| mail.raw.contains("List-Unsubscribe");
        let asked: Vec<_> = sink.taken().into_iter().filter(is_asked).collect();
        let people: BTreeSet<String> = asked.iter().map(|mail| normalised(&mail.to)).collect();
        assert_eq!(people.len(), asked.len(), "somebody was asked twice");
        let messages: BTreeSet<&str> = asked.iter().map(|mail| message_id(&mail.raw)).collect();
        assert_eq!(messages.len(), asked.len(), "two mails have one Message-ID");
        assert!(!stops.is_empty() && people.is_disjoint(&stops), "a stop was not heard");
        assert!(people.is_subset(&due), "somebody was asked whom the directory does not name");
        let states = installation.query("SELECT state, count(*) FROM refresh_recipients GROUP BY state");
        let of = |wanted: &str| states.iter().find(|row| row[0] == wanted).map_or(0, |row| row[1].parse().unwrap());
        let (sent, unknown, skipped): (usize, usize, usize) = (of("sent"), of("unknown"), of("skipped"));
        assert_eq!(sent + unknown + skipped, due.len(), "{states:?}");
        assert!(unknown <= kills * AT_ONCE, "{unknown} in doubt");
        assert_eq!(skipped, stops.len(), "left out because they said stop");
        // Whoever got no mail is parked or said stop: nobody is lost silently.
        let without = due.len() - people.len();
        assert!(without <= unknown + skipped, "{without} got nothing, {unknown} are parked, {skipped} said stop");
        for mail in &asked {
            assert!(mail.raw.contains("\r\nList-Unsubscribe: <http://127.0.0.1:"), "{}", mail.raw);
            assert!(mail.raw.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        }
        println!(
            "{} due, {kills} kills, {unknown} in doubt, {} asked, {skipped} said stop, {TROUBLE} % trouble",
            due.len(),
            people.len(),
        );

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
