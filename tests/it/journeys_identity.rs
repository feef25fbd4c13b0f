//! Who asked without signing in is identified at the desk; then the request is theirs.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague, second_colleague};
use crate::visitor::{Page, Visitor};
use habeas::roles::Role;
use jiff::SignedDuration;

const OTHER: &str = "louise.beranger@example.org";

/// Asks without signing in; the page with reference and code.
fn ask(visitor: &Visitor, whom: &str, right: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = visitor.open("/en/ask").expect(200).form("/en/ask");
    form.fill("whom", whom);
    form.fill("right", right);
    visitor.submit(form, fields).expect(200)
}

fn code_of(asked: &Page) -> String {
    asked.body().split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned()
}

/// Opens the request of this code, as who has only that.
fn follow(visitor: &Visitor, code: &str) -> Page {
    let key = visitor.open("/en/ask/request").expect(200);
    visitor.submit(key.form("/ask/request"), &[("reference", "R-2026-0001"), ("code", code)]).expect(200)
}

/// Somebody who cannot sign in asks to have their data deleted; the browser, and the code.
fn asked(house: &House) -> (Visitor, String) {
    let visitor = house.visitor();
    let fields = [("name", "Camille Aubry"), ("reach", "01 99 00 12 34"), ("message", "I lost my mailbox.")];
    let code = code_of(&ask(&visitor, "myself", "erase", &fields).shows("R-2026-0001"));
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
        // A source that does not answer may be the one that knows them.
        let shop = house.folder.join("shop.sqlite");
        std::fs::rename(&shop, house.folder.join("shop.away")).unwrap();
        let known = [("rung", "facts"), ("because", "The month of the last order."), ("address", CAMILLE)];
        let elsewhere = [("rung", "mailbox"), ("address", "nobody@example.com")];
        wrong(&elsewhere, "address").shows("did not answer");
        std::fs::rename(house.folder.join("shop.away"), &shop).unwrap();

        let typed = [("rung", "facts"), ("because", "The month of the last order."), ("address", "nobody@example.com")];
        let unknown = wrong(&typed, "address").shows("hold nothing under this address");
        assert!(unknown.body().contains("The month of the last order.</textarea>"), "what was typed is not lost");

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
        follow(&outside, &code).shows("I lost my mailbox.");

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
fn an_address_that_somebody_left_for_another_ties_nothing() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open("/en/me/address").expect(200);
        let code = camille.submit(page.form("/me/address"), &[("email", "camille.martin@example.org")]).expect(200);
        house.work();
        let typed = house.code("camille.martin@example.org");
        camille.submit(code.form("/code"), &[("code", &typed)]).expect(200).shows("Your address is changed");
        house.work();
        asked(house);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        let fields = [("rung", "mailbox"), ("address", CAMILLE)];
        let known = house.query("SELECT id FROM persons").len();
        lea.submit(case.form("/identity"), &fields).expect(422).shows("has another address by now");
        let letter = lea.open("/staff/cases/new").expect(200).form("/staff/cases/new");
        let fields = [
            ("received", "05/03/2026"),
            ("channel", "post"),
            ("email", CAMILLE),
            ("rights", "access"),
            ("message", "Everything you hold."),
            ("lang", "en"),
        ];
        lea.submit(letter, &fields).expect(422).shows("has another address by now");
        assert_eq!(house.query("SELECT id FROM persons").len(), known, "nobody is written down for the old address");
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
        follow(&outside, &code).shows("We hold no data about you.");
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

#[test]
fn scenario_10_who_asks_from_an_unknown_mailbox_learns_nothing_and_the_link_goes_to_the_address_on_file() {
    each_house(|house| {
        let stranger = "stranger@example.net";
        let reply = |name: &str, message: &str| {
            let fields = [("name", name), ("reach", stranger), ("message", message)];
            let page = ask(&house.visitor(), "myself", "access", &fields);
            page.text().chars().filter(|c| !c.is_ascii_digit()).collect::<String>()
        };
        let known = reply("Camille Aubry", &format!("My old address is {CAMILLE}."));
        assert_eq!(known, reply("Nobody Known", "I think you know me."), "the same reply");
        house.work();
        assert!(house.mails().is_empty(), "nobody learns anything by mail");
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        let fields = [("rung", "facts"), ("because", "The number of the last invoice."), ("address", CAMILLE)];
        lea.submit(case.form("/identity"), &fields).expect(200);
        house.work();
        let mails = house.mails();
        assert!(
            mails.len() == 1 && mails[0].to == CAMILLE,
            "{:?}",
            mails.iter().map(|mail| &mail.to).collect::<Vec<_>>()
        );
        assert_eq!(house.link(CAMILLE, "/en/me/requests/"), "/en/me/requests/R-2026-0001");
        house.visitor().get("/en/me/requests/R-2026-0001").expect(303);
    });
}

#[test]
fn scenarios_52_and_53_a_mandate_is_completed_both_dates_are_shown_and_the_answer_goes_to_the_agent() {
    each_house(|house| {
        let agent = house.visitor();
        let fields = [
            ("name", "Agence Dupont"),
            ("about", "Camille Aubry"),
            ("reach", "3 rue Basse, Lyon"),
            ("message", "Our mandate of 2 March."),
        ];
        let code = code_of(&ask(&agent, "client", "access", &fields));
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001").shows("name rights, data, duration");
        let question = [("message", "For how long is your mandate, and for which data?"), ("kind", "identity")];
        lea.submit(case.form("/messages"), &question).expect(200).shows("Waiting for you");
        house.pass(SignedDuration::from_hours(24 * 10));
        let asked = follow(&agent, &code).shows("For how long is your mandate");
        agent.submit(asked.form("/ask/request"), &[("message", "Six months, and all of it.")]).expect(200);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001").shows("Six months, and all of it.");
        // Asked on the first day: ten days are counted, and both dates are said.
        let case =
            case.shows("counting these 10 days, the answer is due by 20 April 2026; without them, by 10 April 2026");
        let proof = [("rung", "document"), ("because", "The mandate names all it must; the agency's register too.")];
        let mut form = case.form("/identity");
        form.fill("address", CAMILLE);
        let done = lea.submit(form, &proof).expect(200);
        let decided = lea.submit(done.form("/approval"), &[]).expect(200);
        let mut form = decided.form("/checklist");
        for part in habeas::requests::AccessPart::ALL {
            form.fill(part.as_str(), "given");
        }
        let checked = lea.submit(form, &[]).expect(200);
        lea.submit(checked.form("/closure"), &[("answer", "Here is the file of Camille Aubry.")]).expect(200);
        house.work();
        follow(&agent, &code).shows("Here is the file of Camille Aubry.");
        assert!(house.mails().iter().all(|mail| mail.to != CAMILLE), "the answer goes to whom the mandate names");
    });
}

#[test]
fn scenario_54_a_company_that_asks_for_its_employees_data_is_refused_and_the_employee_hears_how_to_ask() {
    each_house(|house| {
        let company = house.visitor();
        let fields = [
            ("name", "Dupont SARL"),
            ("about", "Camille Aubry"),
            ("reach", "3 rue Basse, Lyon"),
            ("message", "All you hold on our employee."),
        ];
        let asked = ask(&company, "employee", "access", &fields).shows("We must refuse");
        let code = code_of(&asked);
        let (lea, max) = (colleague(house, Role::Support), second_colleague(house));
        let case = claim(&lea, "R-2026-0001").shows("An employer cannot use the rights").shows("Tell the person");
        let offered: Vec<String> = case.forms().into_iter().map(|form| form.action).collect();
        for never in ["/approval", "/identity", "/document"] {
            assert!(!offered.iter().any(|action| action.ends_with(never)), "{never} is offered: {offered:?}");
        }
        let refusal = case.form("/refusal");
        let mut forged = refusal.fields();
        forged.retain(|(name, _)| name == "csrf" || name == "version");
        let approval = refusal.action.replace("/refusal", "/approval");
        lea.post(&approval, &forged).expect(422).shows("nothing is done here for a company");
        let proof = [("rung", "facts"), ("because", "x"), ("address", CAMILLE)].map(|(n, v)| (n.into(), v.into()));
        let identity = [forged.clone(), proof.to_vec()].concat();
        lea.post("/staff/cases/R-2026-0001/identity", &identity).expect(422);

        let reasons = [("ground", "employer"), ("facts", "You ask for somebody who works for you.")];
        lea.submit(refusal, &reasons).expect(200);
        let proposed = max.open("/staff/cases/R-2026-0001").expect(200);
        max.submit(proposed.form("/second"), &[("agrees", "yes")]).expect(200);
        let case = lea.open("/staff/cases/R-2026-0001").expect(200);
        let early = lea.submit(case.form("/closure"), &[("answer", "We are sorry.")]).expect(422);
        let early = early.shows("First tell the person");
        lea.submit(early.form("/information"), &[("address", "nobody@example.com")]).expect(422);
        let told = lea.submit(early.form("/information"), &[("address", CAMILLE)]).expect(200);
        let told = told.shows("The person was told, or is not in our files");
        lea.submit(told.form("/closure"), &[("answer", "We are sorry.")]).expect(200).shows("Refused");
        house.work();

        let mails = house.mails();
        assert!(mails.len() == 1 && mails[0].to == CAMILLE, "one mail, to the employee alone");
        let (subject, text) = (&mails[0].subject, &mails[0].text);
        assert!(subject.contains("A company asked us for your data") && text.contains("ask us yourself"), "{text}");
        assert!(!text.contains("Dupont") && !text.contains("R-2026-0001"), "mails carry nothing of it: {text}");
        assert_eq!(house.link(CAMILLE, "/en/me"), "/en/me");
        let answer = follow(&company, &code).shows("You ask for somebody who works for you.");
        for said in ["they are each person’s own", "CNIL", "go to court", "can ask us themselves"] {
            assert!(answer.text().contains(said), "{said} is missing in {}", answer.text());
        }
        for kept in [CAMILLE, "was told", "in our files"] {
            assert!(!answer.text().contains(kept), "the company learns {kept}");
        }
        let camille = house.sign_in(CAMILLE, "en");
        assert!(!camille.open("/en/me/requests").expect(200).body().contains("R-2026-0001"));
        camille.open("/en/me/requests/R-2026-0001").expect(404);
        camille.open("/en/me").expect(200).shows("Aubry");

        // The same by letter, of somebody who is in no file.
        let letter = [
            ("received", "02/03/2026"),
            ("channel", "post"),
            ("company", "Durand SA\n5 rue Longue, Lille"),
            ("rights", "erase"),
            ("message", "Delete what you hold on Luc Petit."),
            ("lang", "en"),
        ];
        let page = lea.open("/staff/cases/new").expect(200);
        let case =
            lea.submit(page.form("/staff/cases/new"), &letter).expect(200).shows("Durand SA").shows("2 March 2026");
        house.work();
        let before = house.mails().len();
        lea.submit(case.form("/information"), &[]).expect(200).shows("is not in our files");
        house.work();
        assert_eq!(house.mails().len(), before, "there is nobody to mail");
    });
}
