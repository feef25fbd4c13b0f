//! Who asked without signing in is identified at the desk; then the request is theirs.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague};
use crate::visitor::Visitor;
use habeas::staff::Role;

const OTHER: &str = "louise.beranger@example.org";

/// Somebody who cannot sign in asks to have their data deleted; the browser, and the code.
fn asked(house: &House) -> (Visitor, String) {
    let visitor = house.visitor();
    let form = visitor.open("/en/ask").expect(200).form("/en/ask");
    let fields = [
        ("whom", "myself"),
        ("right", "erase"),
        ("name", "Camille Aubry"),
        ("reach", "01 99 00 12 34"),
        ("message", "I lost my mailbox."),
    ];
    let asked = visitor.submit(form, &fields).expect(200).shows("R-2026-0001");
    let code = asked.body().split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned();
    (visitor, code)
}

#[test]
fn a_request_made_without_signing_in_becomes_the_persons_once_it_is_confirmed_who_asks() {
    each_house(|house| {
        let (outside, code) = asked(house);
        let (lea, max) = (colleague(house, Role::Support), colleague(house, Role::Support));
        let case = claim(&lea, "R-2026-0001").shows("Confirm who asks").shows("Asked without signing in");
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        let early = lea.submit(decided.form("/closure"), &[("answer", "It is deleted.")]).expect(422);
        let early = early.shows("nothing is given to somebody we do not know");
        assert!(early.body().contains("It is deleted."), "what was typed is not lost");

        let wrong = |values: &[(&str, &str)], field: &str| {
            let page = lea.submit(lea.open("/staff/cases/R-2026-0001").form("/identity"), values).expect(422);
            assert!(page.body().contains(&format!("id=\"{field}-error\"")), "{field}: {}", page.text());
            page
        };
        wrong(&[], "rung");
        wrong(&[("rung", "document"), ("because", " ")], "because");
        wrong(&[("rung", "mailbox"), ("address", "no address")], "address");
        let typed = [("rung", "facts"), ("because", "The month of the last order."), ("address", "nobody@example.com")];
        let unknown = wrong(&typed, "address").shows("hold nothing under this address");
        assert!(unknown.body().contains("The month of the last order.</textarea>"), "what was typed is not lost");

        // A source that does not answer may be the one that knows them.
        let shop = house.folder.join("shop.sqlite");
        std::fs::rename(&shop, house.folder.join("shop.away")).unwrap();
        let known = [("rung", "facts"), ("because", "The month of the last order."), ("address", CAMILLE)];
        let elsewhere = [("rung", "mailbox"), ("address", "nobody@example.com")];
        wrong(&elsewhere, "address").shows("did not answer");
        std::fs::rename(house.folder.join("shop.away"), &shop).unwrap();

        let before = lea.open("/staff/cases/R-2026-0001").expect(200);
        max.post("/staff/cases/R-2026-0001/identity", &before.form("/identity").fields()).expect(403);
        let done = lea.submit(before.form("/identity"), &known).expect(200);
        let done = done.shows("They knew what only they can know").shows("The month of the last order.").shows("c…@");
        done.shows("stands among their requests").shows("It was confirmed who asks");
        lea.submit(before.form("/identity"), &known).expect(409);
        house.work();
        assert!(house.mail_to(CAMILLE).subject.contains("R-2026-0001"), "the mailbox on file learns of it");
        for rows in house.everything().values().flatten().flatten() {
            assert!(!rows.contains("The month of the last order"), "sealed");
        }
        let logged = house.query("SELECT detail FROM audit_events WHERE action = 'requests.identified'");
        assert!(logged.len() == 1 && logged[0][0].contains("facts"), "{logged:?}");

        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/requests").expect(200).shows("R-2026-0001");
        let own = camille.open("/en/me/requests/R-2026-0001").expect(200);
        own.shows("It was confirmed who asks").shows("I lost my mailbox.");
        house.sign_in(OTHER, "en").open("/en/me/requests/R-2026-0001").expect(404);
        let pair = [("reference", "R-2026-0001"), ("code", code.as_str())];
        let key = outside.open("/en/ask/request").expect(200);
        outside.submit(key.form("/ask/request"), &pair).expect(200).shows("I lost my mailbox.");

        // Now the colleague may look at the file, and the answer leaves.
        let case = lea.open("/staff/cases/R-2026-0001").expect(200);
        lea.submit(case.form("/reading"), &[]).expect(200).shows("Aubry");
        lea.submit(case.form("/closure"), &[("answer", "It is deleted.")]).expect(200).shows("Closed");
        house.work();
        camille.open("/en/me/requests/R-2026-0001").expect(200).shows("It is deleted.");
        let over = lea.open("/staff/cases/R-2026-0001").expect(200);
        assert!(!over.forms().iter().any(|form| form.action.ends_with("/identity")), "a closed case stays as it is");
    });
}

#[test]
fn who_is_in_no_file_is_confirmed_too_and_the_request_stays_nobodys() {
    each_house(|house| {
        let (outside, code) = asked(house);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        let fields = [("rung", "call-back"), ("because", "The number is in the telephone book.")];
        let done = lea.submit(case.form("/identity"), &fields).expect(200);
        let done = done.shows("belongs to nobody in our files").shows("We called back the number in our files");
        let decided = lea.submit(done.form("/approval"), &[]).expect(200);
        let answer = [("answer", "We hold no data about you.")];
        lea.submit(decided.form("/closure"), &answer).expect(200).shows("Closed");
        house.work();
        assert!(house.mails().is_empty(), "nobody is written to");
        let key = outside.open("/en/ask/request").expect(200);
        let pair = [("reference", "R-2026-0001"), ("code", code.as_str())];
        outside.submit(key.form("/ask/request"), &pair).expect(200).shows("We hold no data about you.");
        // A request that somebody made after signing in has nothing to confirm.
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open("/en/me/requests/new?right=other").expect(200);
        let checked = camille.submit(page.form("/new"), &[("message", "Where is my parcel?")]).expect(200);
        camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        house.work();
        let case = claim(&lea, "R-2026-0002");
        let mut fields = case.form("/messages").fields();
        fields.retain(|(name, _)| name == "csrf" || name == "version");
        lea.post("/staff/cases/R-2026-0002/identity", &fields).expect(404);
    });
}
