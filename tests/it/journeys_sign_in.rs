//! Proving that a mailbox is one's own: by code, by link, safely against scanners, thieves of time and curious strangers.

use crate::harness::{CAMILLE, House, changes, each_house};
use crate::visitor::{Page, Visitor};
use jiff::SignedDuration;
use std::sync::Barrier;

const STRANGER: &str = "nobody.at.all@example.net";

/// Asks for a sign-in and lets the mail go out; the page that waits for the code.
fn ask(house: &House, visitor: &Visitor, lang: &str, address: &str) -> Page {
    let form = visitor.open(&format!("/{lang}/sign-in")).expect(200).form("/sign-in");
    let waiting = visitor.submit(form, &[("email", address)]).expect(200);
    house.work();
    waiting
}

/// Whether this browser is inside: "my data" opens instead of the sign-in page.
fn is_inside(visitor: &Visitor) -> bool {
    visitor.get("/en/me/security").status == 200
}

fn sessions(house: &House) -> usize {
    house.query("SELECT id FROM customer_sessions").len()
}

#[test]
fn a_customer_signs_in_with_the_code_in_either_language() {
    each_house(|house| {
        for lang in ["fr", "en"] {
            let visitor = house.visitor();
            let waiting = ask(house, &visitor, lang, "  Camille.AUBRY@example.com ");
            let code = house.code(CAMILLE);
            let spaced = format!("{} {}", &code[..3], &code[3..]);
            let inside = visitor.send(waiting.form("/sign-in/code"), &[("code", &spaced)]).expect(303);
            assert_eq!(inside.location(), Some(&*format!("/{lang}/me")));
            assert!(is_inside(&visitor));
            house.clock.advance(SignedDuration::from_secs(60));
        }
    });
}

#[test]
fn a_customer_signs_in_with_the_link_in_the_browser_that_asked() {
    each_house(|house| {
        let visitor = house.visitor();
        ask(house, &visitor, "fr", CAMILLE);
        let landing = visitor.open(&house.link(CAMILLE, "/l/")).expect(200);
        assert!(!landing.text().to_lowercase().contains("camille"), "the landing page says nothing personal");
        assert!(!is_inside(&visitor), "opening the link is not signing in");
        let form = landing.form(&landing.path.clone());
        let inside = visitor.send(form, &[]).expect(303);
        assert_eq!(inside.location(), Some("/fr/me"));
        assert!(is_inside(&visitor));
    });
}

#[test]
fn in_another_browser_the_link_needs_the_code_too() {
    each_house(|house| {
        let (asking, other) = (house.visitor(), house.visitor());
        ask(house, &asking, "en", CAMILLE);
        let landing = other.open(&house.link(CAMILLE, "/l/")).expect(200);
        let form = landing.form(&landing.path.clone());
        other.submit(form.clone(), &[("code", "")]);
        assert!(!is_inside(&other), "the link alone opens nothing in a browser that did not ask");
        other.submit(form, &[("code", &house.code(CAMILLE))]);
        assert!(is_inside(&other));
        assert!(!is_inside(&asking), "and it opens nothing in the first one");
    });
}

#[test]
fn a_code_alone_opens_nothing_in_a_browser_that_did_not_ask() {
    each_house(|house| {
        let (asking, thief) = (house.visitor(), house.visitor());
        ask(house, &asking, "en", CAMILLE);
        let code = house.code(CAMILLE);
        let waiting = ask(house, &thief, "en", STRANGER);
        thief.submit(waiting.form("/sign-in/code"), &[("code", &code)]);
        assert!(!is_inside(&thief));
    });
}

#[test]
fn a_code_works_once_and_for_ten_minutes() {
    each_house(|house| {
        let visitor = house.visitor();
        let waiting = ask(house, &visitor, "en", CAMILLE);
        let before = visitor.copy();
        let code = house.code(CAMILLE);
        house.clock.advance(SignedDuration::from_secs(599));
        visitor.send(waiting.form("/sign-in/code"), &[("code", &code)]).expect(303);
        assert!(is_inside(&visitor), "one second before the end it works");
        before.submit(waiting.form("/sign-in/code"), &[("code", &code)]);
        assert!(!is_inside(&before), "the second use opens nothing");
        assert_eq!(sessions(house), 1);

        let late = house.visitor();
        let waiting = ask(house, &late, "en", CAMILLE);
        let code = house.code(CAMILLE);
        house.clock.advance(SignedDuration::from_secs(601));
        late.submit(waiting.form("/sign-in/code"), &[("code", &code)]);
        assert!(!is_inside(&late), "one second after the end it does not");
    });
}

#[test]
fn five_wrong_codes_kill_the_sign_in() {
    each_house(|house| {
        let visitor = house.visitor();
        let waiting = ask(house, &visitor, "en", CAMILLE);
        let code = house.code(CAMILLE);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            visitor.submit(waiting.form("/sign-in/code"), &[("code", wrong)]);
        }
        visitor.submit(waiting.form("/sign-in/code"), &[("code", &code)]);
        assert!(!is_inside(&visitor), "the right code comes too late");
    });
}

#[test]
fn who_did_not_ask_can_kill_the_sign_in_from_the_mail() {
    each_house(|house| {
        let (asking, owner) = (house.visitor(), house.visitor());
        let waiting = ask(house, &asking, "en", CAMILLE);
        let (code, link) = (house.code(CAMILLE), house.link(CAMILLE, "/l/"));
        let landing = owner.open(&link).expect(200);
        owner.submit(landing.form("/refusal"), &[]).expect(200);
        asking.submit(waiting.form("/sign-in/code"), &[("code", &code)]);
        assert!(!is_inside(&asking));
        assert_eq!(owner.get(&link).status, 410);
    });
}

#[test]
fn a_scanner_that_opens_every_mailed_address_changes_nothing_and_the_person_still_signs_in() {
    each_house(|house| {
        let visitor = house.visitor();
        let waiting = ask(house, &visitor, "fr", CAMILLE);
        let mail = house.mail_to(CAMILLE);
        let mut addresses = crate::harness::addresses_in(&mail.text);
        addresses.extend(crate::html::links(&mail.html));
        addresses.retain(|address| address.starts_with(&house.url));
        assert!(addresses.iter().any(|address| address.contains("/l/")), "{addresses:?}");
        let before = house.everything();
        for round in 0..20 {
            let scanner = house.visitor();
            for address in &addresses {
                let page = if round % 2 == 0 { scanner.get(address) } else { scanner.head(address) };
                assert_eq!(page.status, 200, "{address}");
                for personal in ["camille", "aubry"] {
                    assert!(!page.text().to_lowercase().contains(personal), "{address} shows {personal}");
                }
            }
        }
        let changed = changes(&before, &house.everything());
        assert!(changed.is_empty(), "{}", changed.join("\n"));
        visitor.send(waiting.form("/sign-in/code"), &[("code", &house.code(CAMILLE))]).expect(303);
        assert!(is_inside(&visitor));
    });
}

/// Fifty copies of one browser do the same at the same time; how many are inside afterwards.
fn fifty_at_once(asking: &Visitor, act: impl Fn(&Visitor) -> Page + Sync) -> usize {
    let barrier = Barrier::new(50);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..50)
            .map(|_| {
                let (copy, barrier, act) = (asking.copy(), &barrier, &act);
                scope.spawn(move || {
                    barrier.wait();
                    let page = act(&copy);
                    assert!(page.status < 500, "{} says {}", page.path, page.status);
                    is_inside(&copy)
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).filter(|inside| *inside).count()
    })
}

#[test]
fn fifty_uses_of_one_code_at_the_same_time_make_exactly_one_session() {
    each_house(|house| {
        let visitor = house.visitor();
        let form = ask(house, &visitor, "en", CAMILLE).form("/sign-in/code");
        let code = house.code(CAMILLE);
        let inside = fifty_at_once(&visitor, |copy| copy.send(form.clone(), &[("code", &code)]));
        assert_eq!((inside, sessions(house)), (1, 1), "on {}", house.database);
    });
}

#[test]
fn fifty_uses_of_one_link_at_the_same_time_make_exactly_one_session() {
    each_house(|house| {
        let visitor = house.visitor();
        ask(house, &visitor, "en", CAMILLE);
        let landing = visitor.open(&house.link(CAMILLE, "/l/")).expect(200);
        let form = landing.form(&landing.path.clone());
        let inside = fifty_at_once(&visitor, |copy| copy.send(form.clone(), &[]));
        assert_eq!((inside, sessions(house)), (1, 1), "on {}", house.database);
    });
}

/// A page without what differs between any two loads of it: the form token and the address that was typed.
fn impersonal(page: &Page, address: &str) -> String {
    let mut body = page.body().replace(address, "ADDRESS");
    for form in page.forms() {
        if let Some(token) = form.value("csrf") {
            body = body.replace(token, "TOKEN");
        }
    }
    let mut headers: Vec<String> = page
        .headers
        .iter()
        .filter(|(name, _)| !["date", "set-cookie"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    let cookies: Vec<&str> = page
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split('=').next().unwrap())
        .collect();
    format!("{}\n{}\n{cookies:?}\n{body}", page.status, headers.join("\n"))
}

#[test]
fn a_known_and_an_unknown_address_get_the_same_answer_until_the_mail_comes() {
    each_house(|house| {
        let answers: Vec<Vec<String>> = [CAMILLE, STRANGER]
            .iter()
            .map(|address| {
                let visitor = house.visitor();
                let form = visitor.open("/en/sign-in").expect(200).form("/sign-in");
                let sent = visitor.send(form, &[("email", address)]);
                let first = impersonal(&sent, address);
                let waiting = visitor.follow(sent);
                house.work();
                let again = visitor.get(&waiting.path);
                let wrong = visitor.send(again.form("/sign-in/code"), &[("code", "123123")]);
                let resent = visitor.send(again.form("/sign-in/resend"), &[]);
                [waiting, again, wrong, resent].iter().map(|page| impersonal(page, address)).chain([first]).collect()
            })
            .collect();
        assert_eq!(answers[0], answers[1]);
        let unknown = house.mail_to(STRANGER);
        assert!(crate::harness::code_in(&unknown.text).is_none(), "no code for a stranger:\n{}", unknown.text);
        assert!(crate::harness::code_in(&house.mail_to(CAMILLE).text).is_some());
    });
}

#[test]
fn signing_out_ends_the_session_on_the_server() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let thief = visitor.copy();
        let page = visitor.open("/en/me/security").expect(200);
        visitor.submit(page.form("/sign-out"), &[]);
        assert!(!is_inside(&visitor));
        assert!(!is_inside(&thief), "a kept cookie is worth nothing");
    });
}

#[test]
fn a_session_cookie_is_new_at_each_sign_in_and_a_planted_one_never_becomes_a_session() {
    each_house(|house| {
        let visitor = house.visitor();
        visitor.set_cookie("habeas", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        let waiting = ask(house, &visitor, "en", CAMILLE);
        visitor.send(waiting.form("/sign-in/code"), &[("code", &house.code(CAMILLE))]).expect(303);
        let first = visitor.cookie("habeas").unwrap();
        assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        house.clock.advance(SignedDuration::from_secs(61));
        let again = house.sign_in(CAMILLE, "en");
        assert_ne!(again.cookie("habeas").unwrap(), first);
        let raw: Vec<_> = house.query("SELECT token FROM customer_sessions").into_iter().flatten().collect();
        assert!(!raw.contains(&first), "the database holds hashes only");
    });
}

#[test]
fn an_idle_session_ends_and_so_does_an_old_one() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let idle = house.app.portal().settings.identity.idle;
        let whole = house.app.portal().settings.identity.whole;
        house.clock.advance(idle - SignedDuration::from_secs(2));
        assert!(is_inside(&visitor), "a click in time keeps it");
        house.clock.advance(idle + SignedDuration::from_secs(2));
        assert!(!is_inside(&visitor), "an idle session ends");
        let visitor = house.sign_in(CAMILLE, "en");
        let step = idle / 2;
        let mut passed = SignedDuration::ZERO;
        while passed + step < whole {
            house.clock.advance(step);
            passed += step;
            assert!(is_inside(&visitor), "kept awake until {passed}");
        }
        house.clock.advance(step);
        assert!(!is_inside(&visitor), "however often one clicks, a session ends after {whole}");
    });
}
