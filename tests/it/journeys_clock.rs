//! The clock of a request as both sides see it: received elsewhere, a question, an extension, and the day after.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague};
use habeas::requests::AccessPart;
use habeas::roles::Role;
use jiff::SignedDuration;

/// A phone call of five days before the house opened, written down by Léa; the reference.
fn logged(house: &House) -> (crate::visitor::Visitor, String) {
    let lea = colleague(house, Role::Support);
    let form = lea.open("/staff/queue").expect(200).links();
    assert!(form.iter().any(|link| link == "/staff/cases/new"));
    let empty = lea.open("/staff/cases/new").expect(200);
    let wrong = lea.submit(empty.form("/staff/cases/new"), &[("received", "31/02/2026")]).expect(422);
    for field in ["received", "channel", "email", "rights"] {
        assert!(wrong.body().contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    let fields = [
        ("received", "05/03/2026"),
        ("time", "14:30"),
        ("channel", "phone"),
        ("email", CAMILLE),
        ("rights", "access"),
        ("message", "Everything you have about me, please."),
        ("lang", "en"),
    ];
    let case = lea.submit(wrong.form("/staff/cases/new"), &fields).expect(200);
    // A Thursday of March; the month ends on Easter Sunday, and the Monday is a holiday too.
    let case = case.shows("7 April 2026").shows("Easter Monday").shows("by phone").shows("5 March 2026");
    house.work();
    let mail = house.mail_to(CAMILLE);
    assert!(mail.subject.contains("R-2026-0001") && mail.text.contains("7 April 2026"), "{}", mail.text);
    (lea, case.path)
}

#[test]
fn a_request_with_several_rights_names_them_all_in_its_mail_and_its_letter() {
    each_house(|house| {
        let lea = colleague(house, Role::Support);
        let mut form = lea.open("/staff/cases/new").expect(200).form("/staff/cases/new");
        form.fill("rights", "erase");
        let fields = [
            ("received", "05/03/2026"),
            ("channel", "post"),
            ("email", CAMILLE),
            ("rights", "access"),
            ("message", "All of it, then delete it."),
            ("lang", "en"),
        ];
        let case = lea.submit(form, &fields).expect(200).shows("It was received on 5 March 2026");
        assert!(!case.text().contains("your request"), "colleagues are not the person");
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("See my data, Delete my data"), "{}", house.mail_to(CAMILLE).text);
        let mut page = case;
        for _ in 0..2 {
            page = lea.submit(page.form("/approval"), &[]).expect(200);
        }
        let letter = lea.submit(crate::journeys_desk::to_letter(&page), &[("answer", "All of it.")]).expect(200);
        letter.shows("(See my data, Delete my data), which we received on 5 March 2026");
    });
}

#[test]
fn scenario_11_a_phone_request_of_last_week_and_a_question_about_identity_show_both_dates() {
    each_house(|house| {
        let (lea, path) = logged(house);
        let fields = [("message", "Which street did you live in?"), ("kind", "identity")];
        lea.submit(lea.open(&path).form("/messages"), &fields).expect(200).shows("without an answer the date stays");
        house.pass(SignedDuration::from_hours(24 * 9));
        house.work();
        let camille = house.sign_in(CAMILLE, "en");
        let asked = camille.open("/en/me/requests/R-2026-0001").expect(200).shows("We asked a question on 10 March");
        let answered = camille.submit(asked.form("/messages"), &[("message", "Rue des Lilas.")]).expect(200);
        // Asked on the third working day: nine days are counted, and both dates are said.
        answered.shows("9 days, the answer is due by 14 April 2026; without them, by 7 April 2026");
    });
}

#[test]
fn scenarios_5_6_and_8_the_term_is_extended_once_and_only_while_it_runs() {
    each_house(|house| {
        let (lea, path) = logged(house);
        let case = lea.open(&path).expect(200);
        let until = lea.submit(case.form("/snooze"), &[("until", "soon")]).expect(422);
        assert!(until.body().contains("id=\"until-error\""));
        let empty = lea.submit(case.form("/extension"), &[]).expect(422);
        assert!(empty.body().contains("id=\"why-error\""));
        let none = lea.submit(case.form("/extension"), &[("why", "complex")]).expect(422);
        assert!(none.body().contains("id=\"reason-error\""), "the mistake stands at its field");
        let fields = [("why", "scattered"), ("reason", "Three systems must be searched by hand.")];
        let extended = lea.submit(none.form("/extension"), &fields).expect(200);
        extended.shows("The term is extended").shows("5 June 2026");
        assert!(!lea.open(&path).forms().iter().any(|form| form.action.ends_with("/extension")), "once only");
        house.work();
        let mail = house.mail_to(CAMILLE);
        assert!(mail.text.contains("5 June 2026") && mail.text.contains("several systems"), "{}", mail.text);
        assert!(!mail.text.contains("by hand"), "what was written stays on the page");
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/requests/R-2026-0001").expect(200).shows("by hand").shows("5 June 2026");

        // Another request, looked at on its last day and on the day after.
        let page = camille.open("/en/me/requests/new?right=other").expect(200);
        let checked = camille.submit(page.form("/new"), &[("message", "Where is my parcel?")]).expect(200);
        camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        house.pass(SignedDuration::from_hours(24 * 31));
        house.work();
        let max = colleague(house, Role::Support);
        claim(&max, "R-2026-0002").form("/extension");
        house.pass(SignedDuration::from_hours(24));
        house.work();
        let max = colleague(house, Role::Support);
        let over = claim(&max, "R-2026-0002").shows("More time could be taken until 10 April 2026 only");
        assert!(!over.forms().iter().any(|form| form.action.ends_with("/extension")));
    });
}

#[test]
fn scenarios_15_and_26_an_access_request_is_answered_whole_and_a_refusal_with_its_remedies() {
    each_house(|house| {
        let (lea, path) = logged(house);
        let case = lea.open(&path).expect(200);
        let approved = lea.submit(case.form("/approval"), &[]).expect(200).shows("10 parts are open");
        let early = lea.submit(approved.form("/closure"), &[("answer", "Here it is.")]).expect(422);
        assert!(early.body().contains("Here it is."), "what was typed is not lost");
        let mut form = early.form("/checklist");
        for part in AccessPart::ALL {
            form.fill(part.as_str(), if *part == AccessPart::Transfers { "none" } else { "given" });
        }
        let checked = lea.submit(form, &[]).expect(200).shows("Checklist: complete").shows("See the letter");
        lea.submit(checked.form("/closure"), &[("answer", "Here it is.")]).expect(200).shows("Closed");
        house.work();
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/requests/R-2026-0001").expect(200).shows("Here it is.").shows("done as you asked");
        let authorities = camille.open("/en/authorities").expect(200).shows("Autoriteit Persoonsgegevens");
        assert!(authorities.text().contains("Information Commissioner"));

        let page = camille.open("/en/me/requests/new?right=restrict").expect(200);
        let mut form = page.form("/new");
        form.fill("reason", "wrong");
        let sent = camille.submit(form, &[]).expect(200);
        camille.submit(sent.form("/new"), &[("step", "send")]).expect(200);
        let case = claim(&lea, "R-2026-0002");
        assert!(!case.body().contains("value=\"excessive\""), "one request in a year is never excessive");
        let bare = lea.submit(case.form("/refusal"), &[("facts", "We hold no such value.")]).expect(422);
        assert!(bare.body().contains("-error\"") && bare.body().contains(">We hold no such value.</textarea>"));
        let filled = [("ground", "not-held"), ("facts", "We hold no such value.")];
        lea.submit(case.form("/refusal"), &filled).expect(200);
        let max = crate::journeys_desk::second_colleague(house);
        let seconded = max.open("/staff/cases/R-2026-0002").expect(200);
        max.submit(seconded.form("/second"), &[("agrees", "yes")]).expect(200);
        let case = lea.open("/staff/cases/R-2026-0002").expect(200);
        lea.submit(case.form("/closure"), &[("answer", "We are sorry.")]).expect(200).shows("Refused");
        let report = lea.open("/staff/reports").expect(200).shows("2 of 2 answers left in time (100 %)");
        report.shows("We do not hold the data that you mean").shows("no request will be late");
        let file = lea.get("/staff/reports/figures.csv?days=30");
        let text = file.body();
        assert!(text.starts_with("group,name,count") && text.contains("\nanswers,restrict,1,1,1,"), "{text}");
        assert!(text.contains("\nrefusals,not-held,1,,,"), "{text}");
        let links = lea.open("/staff/reports").links();
        let paper = links.iter().find(|link| link.contains("/staff/reports/quarters/")).unwrap();
        assert!(lea.get(paper).expect(200).bytes.starts_with(b"%PDF-"));
        for none in ["2026-Q5", "9000-Q1", "2026-Q3.pdf"] {
            lea.get(&format!("/staff/reports/quarters/{none}")).expect(404);
        }
        let read = camille.open("/en/me/requests/R-2026-0002").expect(200);
        read.shows("We hold no such value.").shows("You can complain to the authority").shows("3 place de Fontenoy");
    });
}

#[test]
fn somebody_without_a_mailbox_asks_follows_and_is_answered() {
    each_house(|house| {
        let visitor = house.visitor();
        let empty = visitor.open("/en/ask").expect(200);
        let wrong = visitor.submit(empty.form("/en/ask"), &[("whom", "child")]).expect(422);
        assert!(wrong.body().contains("id=\"about-error\""), "a child has a name");
        let fields = [
            ("whom", "child"),
            ("right", "access"),
            ("name", "Ana Ruiz"),
            ("about", "Luz Ruiz"),
            ("reach", "1 rue Haute, Lyon"),
            ("message", "What do you hold about my daughter?"),
        ];
        let asked = visitor.submit(wrong.form("/en/ask"), &fields).expect(200).shows("R-2026-0001");
        let code: String = asked.body().split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned();
        let key = visitor.open("/en/ask/request").expect(200);
        let pair = |code: &'static str| [("reference", "R-2026-0001"), ("code", code)];
        visitor.submit(key.form("/ask/request"), &pair("1111 1111 1111 1111")).expect(422).shows("do not belong");

        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001").shows("1 rue Haute, Lyon").shows("parental authority");
        let question = [("message", "How old is she?"), ("kind", "identity")];
        lea.submit(case.form("/messages"), &question).expect(200);
        let open = [("reference", "r-2026-0001"), ("code", code.as_str())];
        let page = visitor.submit(key.form("/ask/request"), &open).expect(200).shows("How old is she?");
        visitor.submit(page.form("/ask/request"), &[("message", "Twelve.")]).expect(200).shows("Twelve.");
        lea.open("/staff/cases/R-2026-0001").expect(200).shows("Twelve.");
        house.work();
        assert!(house.everything().values().flatten().flatten().all(|value| !value.contains("Luz Ruiz")), "sealed");
    });
}
