//! The cookie banner over HTTP: the script, the choices it tells, the ledger, and the person who says "that browser is mine".

use crate::harness::{CAMILLE, House};
use crate::visitor::Page;
use habeas::audit::Actor;
use habeas::db::testing::portal_databases;
use habeas::dpo;
use habeas::record::store::{self, By};
use habeas::record::version::Act;
use habeas::roles::Role;
use habeas::secrets::sha256_hex;
use jiff::SignedDuration;
use serde_json::{Value, json};

const SITE: &str = "https://www.maison-lavande.example";
const BROWSER: &str = "00112233445566778899aabbccddeeff";

/// Both databases, with a site of the shop in the settings.
fn each_with_site(test: impl Fn(&House)) {
    for fresh in portal_databases() {
        test(&House::open(fresh, |config| config.cookies.sites = vec![SITE.parse().unwrap()]));
    }
}

/// The settings inside the script.
fn settings(script: &str) -> Value {
    let line = script.lines().find_map(|line| line.strip_prefix("const C = ")).unwrap();
    serde_json::from_str(line).unwrap()
}

fn script(house: &House) -> Page {
    house.visitor().get_with("/cookies.js", &[("Origin", SITE)]).expect(200)
}

fn banner(house: &House) -> String {
    settings(script(house).body())["v"].as_str().unwrap().to_owned()
}

/// What the script sends: one decision of a browser.
fn decision(number: u32, banner: &str, act: &str, agreed: &[&str]) -> Value {
    let one = json!({ "n": number, "s": 0, "v": banner, "l": "en", "m": act, "p": agreed });
    json!({ "id": BROWSER, "q": [one] })
}

fn tell_from(house: &House, origin: &str, body: &str) -> Page {
    let bytes = body.as_bytes().to_vec();
    let headers = [("Origin", origin), ("Sec-Fetch-Site", "cross-site")];
    house.visitor().post_raw("/api/v1/cookies", "text/plain;charset=UTF-8", bytes, &headers)
}

fn tell(house: &House, body: &Value) -> Page {
    tell_from(house, SITE, &body.to_string())
}

fn ledger(house: &House) -> Vec<Vec<String>> {
    house.query("SELECT activity, event, mechanism FROM consent_events ORDER BY happened_at, activity")
}

#[test]
fn the_script_weighs_at_most_8_kb_is_cached_a_little_and_is_open_to_the_sites_of_the_settings_alone() {
    each_with_site(|house| {
        let page = script(house);
        assert_eq!(page.headers["access-control-allow-origin"], SITE);
        assert_eq!(page.headers["content-type"], "text/javascript; charset=utf-8");
        assert!(!page.headers.contains_key("set-cookie"), "nothing is set");
        let told = settings(page.body());
        assert_eq!((&told["p"], &told["n"]), (&json!(["audience", "videos"]), &json!(["customers"])));
        assert_eq!(told["c"]["audience"], json!(["_ruche*"]));
        assert_eq!(told["w"].as_object().unwrap().len(), 2, "both languages");
        assert!(!page.body().contains("cookies-"), "no word is missing");

        let small = house.visitor().get_with("/cookies.js", &[("Accept-Encoding", "gzip")]).expect(200);
        assert_eq!(small.headers["content-encoding"], "gzip");
        assert!(small.bytes.len() <= 8 * 1024, "{} bytes", small.bytes.len());

        let tag = page.headers["etag"].to_str().unwrap().to_owned();
        let again = house.visitor().get_with("/cookies.js", &[("Origin", SITE), ("If-None-Match", &tag)]);
        assert_eq!((again.status, again.bytes.len()), (304, 0));
        for other in ["https://evil.example", "null", "https://www.maison-lavande.example.evil.example"] {
            let page = house.visitor().get_with("/cookies.js", &[("Origin", other)]).expect(200);
            assert!(!page.headers.contains_key("access-control-allow-origin"), "{other}");
        }
    });
}

#[test]
fn a_choice_is_in_the_ledger_at_once_with_the_words_shown_and_told_twice_it_is_written_once() {
    each_with_site(|house| {
        let shown = banner(house);
        let answer = tell(house, &decision(1, &shown, "some", &["audience"])).expect(200);
        assert_eq!(answer.headers["access-control-allow-origin"], SITE);
        assert_eq!(serde_json::from_slice::<Value>(&answer.bytes).unwrap(), json!({ "kept": 1, "refused": 0 }));
        let some = [["audience", "given", "tick"], ["videos", "refused", "tick"]];
        assert_eq!(ledger(house), some);
        tell(house, &decision(1, &shown, "some", &["audience"])).expect(200);
        assert_eq!(ledger(house), some, "told twice");

        let rows = house.query(
            "SELECT e.channel, e.form, e.actor, e.origin, e.proof, e.withdrawal, w.version, w.hash, w.words
             FROM consent_events e JOIN consent_words w ON w.activity = e.activity AND w.lang = e.lang AND w.hash = e.words
             WHERE e.activity = 'audience'",
        );
        let proof = format!("banner {shown} no. 1");
        assert_eq!(rows[0][..7], ["banner", "cookie-banner", "visitor", SITE, &proof, "cookie-banner", "1"]);
        assert_eq!(rows[0][7], sha256_hex(rows[0][8].as_bytes()));
        for part in ["Accept all", "Refuse all", "To count visits", "Ruche Mesure SAS", "_ruche*"] {
            assert!(rows[0][8].contains(part), "{part} in {}", rows[0][8]);
        }
        for table in ["consent_events", "cookie_choices", "consent_words"] {
            let held = format!("{:?}", house.query(&format!("SELECT * FROM {table}")));
            assert!(!held.contains(BROWSER), "{table} knows no more than the hash of the browser's name");
        }
        // No address is silenced, and nothing stands in the erasure ledger: nobody is named.
        assert!(house.query("SELECT * FROM suppressions").is_empty());
        assert!(house.query("SELECT * FROM consent_subjects").is_empty());

        house.clock.advance(SignedDuration::from_mins(1));
        tell(house, &decision(2, &shown, "gpc", &[])).expect(200);
        let after = [["audience", "withdrawn", "gpc"], ["videos", "refused", "gpc"]];
        assert_eq!(ledger(house)[2..], after);
    });
}

#[test]
fn other_sites_other_words_and_other_purposes_are_refused_and_write_nothing() {
    each_with_site(|house| {
        let shown = banner(house);
        let good = decision(1, &shown, "all", &["audience", "videos"]);
        for origin in ["https://evil.example", "null", "http://www.maison-lavande.example", house.url.as_str()] {
            let page = tell_from(house, origin, &good.to_string()).expect(403);
            assert!(!page.headers.contains_key("access-control-allow-origin"), "{origin}");
            assert_eq!(page.headers["content-type"], "application/problem+json");
            assert!(!page.headers.contains_key("set-cookie"));
        }
        for wrong in [
            decision(1, "0123456789abcdef", "all", &["audience", "videos"]),
            decision(1, &shown, "all", &["audience"]),
            decision(1, &shown, "none", &["audience"]),
            decision(1, &shown, "some", &["newsletter"]),
            json!({ "id": BROWSER, "q": [] }),
            json!("no"),
        ] {
            let page = tell(house, &wrong).expect(422);
            assert_eq!(page.headers["access-control-allow-origin"], SITE, "the script must hear it, to stop telling");
        }
        assert!(ledger(house).is_empty() && house.query("SELECT * FROM cookie_choices").is_empty());
        let refused = (0..300).find(|_| tell_from(house, SITE, "no").status == 429);
        let limited = tell(house, &good).expect(429);
        assert!(refused.is_some() && limited.headers.contains_key("retry-after"));
        assert!(ledger(house).is_empty());
        house.clock.advance(SignedDuration::from_hours(1));
        tell(house, &good).expect(200);
    });
}

#[test]
fn an_answer_to_the_banner_before_a_change_counts_for_that_one_and_everybody_is_asked_anew() {
    each_with_site(|house| {
        let portal = house.app.portal();
        let before = banner(house);
        let approved = portal.db.read_now(store::approved).unwrap().unwrap();
        let text = approved.content.replace("To count visits", "To count every visit");
        let by = By { actor: &Actor::Command, now: house.clock.now(), random: &house.random };
        let changed = portal.db.write_now(|tx| {
            let id = store::propose(tx, &by, &text).map_err(store::ActError::from)?;
            store::act(tx, &by, &id, Act::Approve)
        });
        changed.unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(dpo::follow(portal)).unwrap();
        let after = banner(house);
        assert_ne!(before, after);
        // A page left open, whose choice was made two hours ago and is told now; then the choice at the new banner.
        let mut late = decision(1, &before, "all", &["audience", "videos"]);
        late["q"][0]["s"] = json!(7_200);
        tell(house, &late).expect(200);
        tell(house, &decision(2, &after, "all", &["audience", "videos"])).expect(200);
        let rows = house.query(
            "SELECT w.words, e.happened_at, e.written_at FROM consent_events e JOIN consent_words w
             ON w.activity = e.activity AND w.lang = e.lang AND w.hash = e.words
             WHERE e.activity = 'audience' ORDER BY e.happened_at",
        );
        assert!(rows[0][0].contains("To count visits") && rows[1][0].contains("To count every visit"));
        let number = |text: &str| text.parse::<i64>().unwrap();
        assert_eq!(number(&rows[0][2]) - number(&rows[0][1]), 7_200_000_000, "when it was made, and when it was told");
    });
}

#[test]
fn a_person_ties_a_browser_by_its_number_and_keeps_the_proof_and_nobody_else_can() {
    each_with_site(|house| {
        let shown = banner(house);
        tell(house, &decision(1, &shown, "all", &["audience", "videos"])).expect(200);
        let visitor = house.sign_in(CAMILLE, "en");
        let choices = visitor.open("/en/me/choices").expect(200).shows("Cookies on our site");
        assert!(
            !choices.forms().iter().any(|form| form.action.contains("/audience/")),
            "changed on the site, not here"
        );
        let page = visitor.open("/en/me/choices/cookies").expect(200).shows("No browser is added");
        let form = || page.form("/choices/cookies");
        for wrong in ["", "0011", &"f".repeat(32)] {
            let again = visitor.send(form(), &[("number", wrong)]).expect(422).shows("We know no such number");
            assert_eq!(again.form("/choices/cookies").value("number").unwrap(), wrong);
        }
        let typed = "00112233 44556677 8899AABB CCDDEEFF";
        let tied = visitor.submit(form(), &[("number", typed)]).expect(200);
        let tied = tied.shows("The browser is added").shows("Everything was accepted").shows("Ruche Mesure SAS");
        visitor.submit(form(), &[("number", typed)]).expect(200);
        assert_eq!(house.query("SELECT count(*) FROM cookie_ties"), [["1"]], "once");

        house.clock.advance(SignedDuration::from_secs(181));
        let other = house.sign_in("theodore.vasseur@example.net", "fr");
        let theirs = other.open("/fr/me/choices/cookies").expect(200);
        other.send(theirs.form("/choices/cookies"), &[("number", BROWSER)]).expect(422);
        let mut stolen = tied.form("/removal");
        let subject = stolen.action.clone();
        stolen = theirs.form("/choices/cookies");
        stolen.action = subject.replace("/en/", "/fr/");
        assert_eq!(other.send(stolen, &[]).status, 404);

        house.clock.advance(SignedDuration::from_mins(1));
        tell(house, &decision(2, &shown, "none", &[])).expect(200);
        let seen =
            visitor.open("/en/me/choices/cookies").expect(200).shows("Everything was refused").shows("Withdrawn on");
        visitor.submit(seen.form("/removal"), &[]).expect(200).shows("No browser is added");
        assert!(house.query("SELECT * FROM cookie_ties").is_empty());
        assert_eq!(ledger(house).len(), 4, "the decisions stay, and name nobody");
    });
}

#[test]
fn colleagues_are_shown_how_to_install_it_and_what_is_missing() {
    let fresh = || portal_databases().into_iter().next().unwrap();
    let house = House::open(fresh(), |config| config.cookies.sites = vec![SITE.parse().unwrap()]);
    let page = house.colleague(Role::Dpo).open("/admin/cookies").expect(200);
    let page = page.shows(SITE).shows("Audience measurement").shows("data-habeas-purpose=\"audience\"");
    let page = page.shows(&format!("script-src {}; connect-src {0}", house.url)).shows(&banner(&house));
    assert!(page.text().contains(&format!("<script src=\"{}/cookies.js\" async", house.url)));

    let house = House::open(fresh(), |config| {
        let text = std::fs::read_to_string(&config.portal.record).unwrap();
        std::fs::write(&config.portal.record, text.split("[[cookie]]").next().unwrap()).unwrap();
    });
    let page = house.colleague(Role::Admin).open("/admin/cookies").expect(200);
    page.shows("No site is named yet").shows("The record has no cookies to ask about");
    let none = house.visitor().get("/cookies.js").expect(404);
    assert!(none.body().contains("no site is named") && !none.headers.contains_key("set-cookie"));
    assert!(!house.sign_in(CAMILLE, "en").open("/en/me/choices").expect(200).text().contains("Cookies on our site"));
}
