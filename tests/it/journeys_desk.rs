//! A request from the person's question to the colleague's answer, and who may do what at the desk.

use crate::harness::{CAMILLE, House, each_house};
use crate::html::Form;
use crate::visitor::{Page, Visitor};
use habeas::commands;
use habeas::db::{Error, Id};
use habeas::lang::Lang;
use habeas::people::{self, Address};
use habeas::requests::{self, Correction, New, Request, Right, Subject};
use habeas::roles::Role;
use habeas::staff::{self, factor};
use jiff::SignedDuration;

const PASSWORD: &str = "cheval exact pile agrafe";
const SECRET: &[u8] = b"12345678901234567890";

/// An account of this role with a second factor, and a browser in which it has just signed in.
pub fn colleague(house: &House, role: Role) -> Visitor {
    let portal = house.app.portal();
    let others = portal.db.read_now(staff::list).unwrap().len();
    let email = format!("{role}{others}@maison-lavande.example");
    let made = commands::staff_add(portal, &email, "Léa Martin", role, Lang::En, Some(PASSWORD)).unwrap();
    enrol(house, &made.id);
    sign_in(house, &email)
}

fn enrol(house: &House, id: &Id) {
    let portal = house.app.portal();
    portal.db.write_now(|tx| staff::enrol(tx, &portal.random, &portal.keys, id, SECRET, 0)).unwrap();
}

fn sign_in(house: &House, email: &str) -> Visitor {
    let visitor = house.visitor();
    let form = visitor.open("/staff/sign-in").expect(200).form("/staff/sign-in");
    let asked = visitor.submit(form, &[("email", email), ("password", PASSWORD)]).expect(200);
    let code = factor::code_at(SECRET, house.clock.now()).unwrap();
    visitor.submit(asked.form("/staff/second-factor"), &[("code", &code)]).expect(200).shows("Hello");
    visitor
}

pub fn second_colleague(house: &House) -> Visitor {
    let email = "max@maison-lavande.example";
    let made = commands::staff_add(house.app.portal(), email, "Max", Role::Dpo, Lang::En, Some(PASSWORD)).unwrap();
    enrol(house, &made.id);
    sign_in(house, email)
}

/// Camille asks something; the page of the request.
fn ask(house: &House, camille: &Visitor) -> Page {
    let chosen = camille.open("/en/me/requests/new?right=other").expect(200);
    let checked = camille.submit(chosen.form("/new"), &[("message", "Where is my parcel?")]).expect(200);
    checked.form("/new");
    let sent = camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
    house.work();
    sent
}

pub fn claim(visitor: &Visitor, reference: &str) -> Page {
    let case = visitor.open(&format!("/staff/cases/{reference}")).expect(200);
    visitor.submit(case.form("/claim"), &[]).expect(200)
}

#[test]
fn a_new_colleague_reaches_nothing_but_the_enrolment_until_it_is_done() {
    each_house(|house| {
        let portal = house.app.portal();
        let made = commands::staff_add(portal, "new@maison-lavande.example", "New", Role::Dpo, Lang::En, None).unwrap();
        let link = made.link.unwrap().replace(&house.url, "");
        let visitor = house.visitor();
        let choose = visitor.open(&link).expect(200);
        let weak = visitor.submit(choose.form(&link), &[("password", "password1234")]).expect(422);
        let set = visitor.submit(weak.form(&link), &[("password", PASSWORD)]).expect(200).shows("saved");
        assert_eq!(visitor.open(&link).status, 410);
        let fields = [("email", "new@maison-lavande.example"), ("password", PASSWORD)];
        let enrolling = visitor.submit(set.form("/staff/sign-in"), &fields).expect(200);
        for closed in ["/staff", "/staff/queue", "/staff/tasks", "/staff/cases/R-2026-0001"] {
            assert_eq!(visitor.get(closed).location(), Some("/staff/enrol"), "{closed}");
        }
        visitor.open("/staff/enrol/picture").expect(200);
        visitor.submit(enrolling.form("/staff/enrol"), &[("code", "000000")]).expect(422);
        let text = enrolling.text();
        let at = text.find("Enter the six digits that the app").unwrap();
        let spelled: Vec<&str> = text[..at].split(' ').filter(|word| word.len() == 4).rev().take(8).collect();
        let secret: String = spelled.into_iter().rev().collect();
        let code = factor::code_at(&base32(&secret), house.clock.now()).unwrap();
        let done = visitor.submit(enrolling.form("/staff/enrol"), &[("code", &code)]).expect(200);
        assert_eq!(done.body().matches("<li><code>").count(), 10);
        visitor.open("/staff").expect(200).shows("Hello, New");
        visitor.submit(visitor.open("/staff").form("/staff/sign-out"), &[]).expect(200);
        assert_eq!(visitor.get("/staff").status, 303);
    });
}

fn base32(text: &str) -> Vec<u8> {
    let letter = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
    let bits: String = text.chars().map(|c| format!("{:05b}", letter(c))).collect();
    (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect()
}

#[test]
fn a_wrong_password_and_an_unknown_account_look_the_same() {
    each_house(|house| {
        let portal = house.app.portal();
        commands::staff_add(portal, "known@maison-lavande.example", "K", Role::Dpo, Lang::En, Some(PASSWORD)).unwrap();
        let try_as = |email: &str| {
            let visitor = house.visitor();
            let form = visitor.open("/staff/sign-in").form("/staff/sign-in");
            let answer = visitor.send(form, &[("email", email), ("password", "wrong password here")]).expect(422);
            answer.text().replace(email, "")
        };
        assert_eq!(try_as("known@maison-lavande.example"), try_as("nobody@maison-lavande.example"));
        assert_eq!(try_as("known@maison-lavande.example"), try_as("no address at all"));
    });
}

#[test]
fn a_question_goes_to_support_and_its_answer_comes_back() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/requests").expect(200).shows("You have made no request yet");
        let page =
            ask(house, &camille).expect(200).shows("R-2026-0001").shows("10 April 2026").shows("Where is my parcel?");
        assert!(house.mail_to(CAMILLE).subject.contains("R-2026-0001"));
        let calendar = camille.get(&format!("{}/deadline.ics", page.path)).expect(200);
        assert!(calendar.body().contains("DTSTART;VALUE=DATE:20260410\r\n"));

        let lea = colleague(house, Role::Support);
        lea.open("/staff/queue").expect(200).shows("R-2026-0001");
        let before = lea.open("/staff/cases/R-2026-0001").expect(200);
        assert!(!before.text().contains("Where is my parcel?") && !before.text().contains("c…@"));
        let taken = claim(&lea, "R-2026-0001").shows("Where is my parcel?");
        let fields = [("message", "Which one?"), ("kind", "question")];
        lea.submit(taken.form("/messages"), &fields).expect(200).shows("Waiting for you");
        house.work();
        assert!(house.mail_to(CAMILLE).subject.contains("R-2026-0001"));
        assert!(!house.mail_to(CAMILLE).text.contains("Which one?"), "mails do not say what was written");

        let asked =
            camille.open(&page.path).expect(200).shows("Which one?").shows("Customer service looked at your request");
        camille.submit(asked.form("/messages"), &[("message", "The blue one.")]).expect(200).shows("In progress");
        let case = lea.open("/staff/cases/R-2026-0001").expect(200).shows("The blue one.");
        let person = lea.submit(case.form("/reading"), &[]).expect(200).shows("Aubry");
        assert!(person.text().contains("was logged"));
        let case = lea.open("/staff/cases/R-2026-0001").expect(200);
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        lea.submit(decided.form("/closure"), &[("answer", "It arrives on Monday.")]).expect(200).shows("Closed");
        house.work();
        camille.open(&page.path).expect(200).shows("It arrives on Monday.").shows("what we hold about you");
        assert!(house.mail_to(CAMILLE).subject.contains("R-2026-0001"));
        assert_eq!(camille.open(&page.path).forms().iter().filter(|f| f.action.ends_with("/cancellation")).count(), 0);
    });
}

#[test]
fn a_form_sent_twice_is_one_request_and_strangers_see_none() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "fr");
        let chosen = camille.open("/fr/me/requests/new?right=restrict").expect(200);
        let wrong = camille.submit(chosen.form("/new"), &[("step", "check")]).expect(422);
        let checked = camille.submit(wrong.form("/new"), &[("reason", "wrong")]).expect(200);
        for _ in 0..2 {
            camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        }
        assert_eq!(house.query("SELECT id FROM requests").len(), 1);
        assert_eq!(house.query("SELECT id FROM request_messages").len(), 1);
        house.work();
        let other = house.sign_in("louise.beranger@example.org", "fr");
        other.open("/fr/me/requests/R-2026-0001").expect(404);
        other.get("/fr/me/requests/R-2026-0001/deadline.ics").expect(404);
        let page = camille.open("/fr/me/requests/R-2026-0001").expect(200);
        camille.submit(page.form("/cancellation"), &[]).expect(200).shows("retirée");
    });
}

/// Asks for another last name, as the page of corrections does.
fn wants_name(house: &House, wanted: &str) -> (Request, String) {
    let portal = house.app.portal();
    let id = house.in_shop(&format!("SELECT id FROM customers WHERE lower(trim(email)) = '{CAMILLE}'"));
    let before = house.in_shop(&format!("SELECT last_name FROM customers WHERE id = {id}"));
    let subject = Correction {
        source: "shop".into(),
        table: "customers".into(),
        key: format!("[{{\"integer\":{id}}}]"),
        column: "last_name".into(),
        label: "Nom".into(),
        before: Some(before),
        wanted: Some(wanted.into()),
    };
    let fingerprint = Address::parse(CAMILLE).unwrap().fingerprint(&portal.keys);
    let opened = portal.db.write_now(|tx| {
        let person = people::by_fingerprint(tx, &fingerprint)?.ok_or(Error::NotFound)?.id;
        let subject = Some(Subject::Correction(subject));
        let new = New { person, right: Right::Rectify, lang: Lang::Fr, subject, message: String::new() };
        requests::open(tx, house.clock.now(), &portal.random, &portal.keys, &portal.settings.requests, new)
    });
    (opened.unwrap().request, id)
}

#[test]
fn an_approved_correction_changes_the_row_in_the_shop() {
    each_house(|house| {
        house.sign_in(CAMILLE, "fr");
        let (request, id) = wants_name(house, "Aubry-Lenoir");
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, &request.reference).shows("Aubry-Lenoir");
        lea.submit(case.form("/approval"), &[]).expect(200).shows("being written");
        house.work();
        assert_eq!(house.in_shop(&format!("SELECT last_name FROM customers WHERE id = {id}")), "Aubry-Lenoir");
        lea.open(&format!("/staff/cases/{}", request.reference)).expect(200).shows("Done");
    });
}

#[test]
fn scenario_30_a_wrong_name_on_an_invoice_is_mended_in_the_customer_file_and_the_invoice_stays_as_it_was_issued() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let invoices = || house.everything().remove("shop.invoices").unwrap();
        let before = invoices();
        let page = camille.open("/en/me/data/invoices").expect(200).shows("An invoice cannot be changed once issued");
        assert!(page.forms().iter().all(|form| !form.action.ends_with("/edit")), "nothing of an invoice is a field");
        let chosen = camille.open("/en/me/requests/new?right=other").expect(200);
        let message = [("message", "My invoices carry my maiden name.")];
        let checked = camille.submit(chosen.form("/new"), &message).expect(200);
        camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        house.work();
        let asked = house.query("SELECT reference FROM requests")[0][0].clone();
        let (change, id) = wants_name(house, "Aubry-Lenoir");

        let lea = colleague(house, Role::Support);
        let case = claim(&lea, &change.reference);
        lea.submit(case.form("/approval"), &[]).expect(200);
        house.work();
        assert_eq!(house.in_shop(&format!("SELECT last_name FROM customers WHERE id = {id}")), "Aubry-Lenoir");
        let case = claim(&lea, &asked);
        let answer = "An invoice cannot be changed once issued. Your next one carries the new name.";
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        lea.submit(decided.form("/closure"), &[("answer", answer)]).expect(200).shows("Closed");
        house.work();
        camille.open(&format!("/en/me/requests/{asked}")).expect(200).shows(answer);
        assert_eq!(invoices(), before, "not one invoice is other than it was issued");
    });
}

#[test]
fn a_correction_whose_row_changed_meanwhile_is_not_written_and_comes_back() {
    each_house(|house| {
        house.sign_in(CAMILLE, "fr");
        let (request, id) = wants_name(house, "Aubry-Lenoir");
        house.shop().execute(&format!("UPDATE customers SET last_name = 'Autre' WHERE id = {id}"), []).unwrap();
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, &request.reference);
        lea.submit(case.form("/approval"), &[]).expect(200);
        house.work();
        assert_eq!(house.in_shop(&format!("SELECT last_name FROM customers WHERE id = {id}")), "Autre");
        lea.open(&format!("/staff/cases/{}", request.reference))
            .expect(200)
            .shows("could not be written")
            .form("/approval");
    });
}

#[test]
fn a_complaint_about_an_answer_goes_to_the_officer_alone_and_is_answered_with_where_else_to_complain() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let page = ask(house, &camille);
        let (lea, max) = (colleague(house, Role::Support), second_colleague(house));
        let case = claim(&lea, "R-2026-0001");
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        lea.submit(decided.form("/closure"), &[("answer", "On Monday.")]).expect(200);
        assert!(page.body().contains("right=complaint&amp;about=R-2026-0001"), "the page leads there");
        let stranger = house.sign_in("marius.beranger@example.org", "en");
        assert_eq!(stranger.get("/en/me/requests/new?right=complaint&about=R-2026-0001").status, 404);
        let form = camille.open("/en/me/requests/new?right=complaint&about=R-2026-0001").expect(200);
        let checked = camille.submit(form.form("/new"), &[("message", "It did not come.")]).expect(200);
        let checked = checked.shows("R-2026-0001");
        let sent = camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        sent.shows("R-2026-0002").shows("R-2026-0001");
        let twice = camille.submit(checked.form("/new"), &[("step", "send"), ("message", "Still not.")]).expect(200);
        twice.shows("R-2026-0002").shows("Still not.");
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("R-2026-0002"));

        let case = lea.open("/staff/cases/R-2026-0002").expect(200).shows("data protection officer alone");
        let mut taking = case.form("/sign-out").fields();
        taking.push(("version".to_owned(), "2".to_owned()));
        lea.post("/staff/cases/R-2026-0002/claim", &taking).expect(422).shows("data protection officer alone");
        assert!(!lea.open("/staff").text().contains("R-2026-0002"));
        max.open("/staff").expect(200).shows("Complaints that nobody took").shows("R-2026-0002");
        let case = claim(&max, "R-2026-0002").shows("It did not come.").shows("R-2026-0001");
        assert!(case.forms().iter().all(|form| !form.action.ends_with("/refusal")), "it is answered, not refused");
        let heard = max.submit(case.form("/approval"), &[]).expect(200);
        max.submit(heard.form("/closure"), &[("answer", "You are right. It comes today.")]).expect(200);
        house.work();
        let read = camille.open("/en/me/requests/R-2026-0002").expect(200);
        let read = read.shows("You are right.").shows("You can complain to the authority");
        assert!(!read.body().contains("right=complaint"), "no complaint about a complaint");
    });
}

/// The form of an answer, with the button that shows the letter.
pub fn to_letter(case: &Page) -> Form {
    let mut form = case.form("/closure");
    form.action = form.action.replace("/closure", "/letter");
    form
}

#[test]
fn a_refusal_needs_a_second_person_and_an_old_view_loses_nothing() {
    each_house(|house| {
        house.sign_in(CAMILLE, "fr");
        let (request, _) = wants_name(house, "Reine de France");
        let (lea, max) = (colleague(house, Role::Support), second_colleague(house));
        let case = claim(&lea, &request.reference);
        lea.submit(case.form("/refusal"), &[("ground", "right")]).expect(422);
        let filled = [("ground", "right"), ("facts", "Invoices show the present name.")];
        let proposed = lea.submit(case.form("/refusal"), &filled).expect(200).shows("waits for a second person");
        assert!(proposed.forms().iter().all(|form| !form.action.ends_with("/second")));
        let stale = lea.submit(case.form("/messages"), &[("message", "Still here")]).expect(409);
        assert!(stale.body().contains("Still here"), "what was typed is not lost");
        max.open("/staff").expect(200).shows(&request.reference);
        let seconded = max.open(&format!("/staff/cases/{}", request.reference)).expect(200).shows("Invoices show");
        max.submit(seconded.form("/second"), &[("agrees", "yes")]).expect(200).shows("is refused");
        let case = lea.open(&format!("/staff/cases/{}", request.reference)).expect(200);
        lea.submit(to_letter(&case), &[("answer", " ")]).expect(422);
        let answer = "Vos factures gardent le nom du jour de l’achat. Le nom de votre compte est à jour.";
        let letter = lea.submit(to_letter(&case), &[("answer", answer)]).expect(200);
        let letter = letter.shows(answer).shows("of 100").shows("The same in your language").shows("You can complain");
        let shown = letter.body().split_once("<pre class=\"letter\" lang=\"fr\">").unwrap().1;
        let shown = crate::html::unescape(shown.split_once("</pre>").unwrap().0);
        assert!(shown.contains("Vous pouvez à tout moment") && shown.contains("nous refusons"), "{shown}");
        lea.submit(letter.form("/paper"), &[]).expect(422).shows(answer);
        let paper = lea.submit(letter.form("/paper"), &[("address", "Camille Martin\n1 rue des Lilas\n75020 Paris")]);
        assert!(paper.expect(200).bytes.starts_with(b"%PDF-"));
        lea.submit(letter.form("/closure"), &[]).expect(200).shows("Refused");
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("16"), "the mail names the article");
        let read = house.sign_in(CAMILLE, "fr").open(&format!("/fr/me/requests/{}", request.reference)).expect(200);
        let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(spaced(&read.text()).contains(&spaced(&shown)), "what was seen is what was sent: {}", read.text());
    });
}

#[test]
fn roles_open_what_their_table_says() {
    each_house(|house| {
        for (role, queue, tasks) in
            [(Role::Support, 200, 200), (Role::Marketing, 403, 403), (Role::Dpo, 200, 200), (Role::Admin, 403, 200)]
        {
            let visitor = colleague(house, role);
            assert_eq!(visitor.get("/staff/queue").status, queue, "{role}");
            assert_eq!(visitor.get("/staff/tasks").status, tasks, "{role}");
        }
        assert_eq!(house.visitor().get("/staff/queue").status, 303);
    });
}

#[test]
fn an_idle_colleague_is_signed_out_and_a_closed_account_at_once() {
    each_house(|house| {
        let lea = colleague(house, Role::Support);
        house.clock.advance(SignedDuration::from_mins(31));
        assert_eq!(lea.get("/staff").status, 303);
        let max = second_colleague(house);
        assert_eq!(max.get("/staff").status, 200);
        assert!(commands::staff_disable(house.app.portal(), "max@maison-lavande.example").unwrap());
        assert_eq!(max.get("/staff").status, 303);
        let report = commands::audit_verify(&house.app.portal().db, &house.app.portal().keys).unwrap();
        assert!(report.holds() && report.size > 0);
    });
}

/// Keys of the catalogues that slipped into a page: a word that is missing.
fn missing_words(page: &Page) -> Vec<String> {
    let families = ["request-", "staff-", "right-", "ground-", "deadline-", "status-", "role-"];
    let text = page.text();
    let words = text.split_whitespace().filter(|word| families.iter().any(|start| word.starts_with(start)));
    words.map(str::to_owned).collect()
}

#[test]
fn every_page_of_requests_and_of_the_desk_speaks_both_languages() {
    each_house(|house| {
        let mut pages = Vec::new();
        for (lang, role) in [("fr", Role::Support), ("en", Role::Dpo)] {
            let camille = house.sign_in(CAMILLE, lang);
            for right in Right::ASKED {
                let details = camille.open(&format!("/{lang}/me/requests/new?right={right}")).expect(200);
                let mut form = details.form("/new");
                form.fill("message", &format!("{right} {lang}"));
                for field in ["reason", "activity"] {
                    let offered = form.controls.iter().find(|c| c.name == field).map(|c| c.value.clone());
                    if let Some(value) = offered {
                        form.fill(field, &value);
                    }
                }
                let checked = camille.submit(form, &[]).expect(200);
                let sent = camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
                pages.extend([details, checked, sent]);
            }
            pages.push(camille.open(&format!("/{lang}/me/requests")).expect(200));
            pages.push(camille.open(&format!("/{lang}/me/requests/new")).expect(200));
            pages.push(camille.open(&format!("/{lang}/me/requests/new?right=none")).expect(422));
            let email = format!("{role}@words.example");
            let speaks = if lang == "fr" { Lang::Fr } else { Lang::En };
            let made = commands::staff_add(house.app.portal(), &email, "Noé", role, speaks, Some(PASSWORD)).unwrap();
            enrol(house, &made.id);
            let visitor = house.visitor();
            let form = visitor.open("/staff/sign-in").form("/staff/sign-in");
            let asked = visitor.submit(form, &[("email", &email), ("password", PASSWORD)]).expect(200);
            let code = factor::code_at(SECRET, house.clock.now()).unwrap();
            pages.push(visitor.submit(asked.form("/second-factor"), &[("code", &code)]).expect(200));
            for address in [
                "/staff/queue",
                "/staff/cases/new",
                "/staff/reports",
                "/staff/queue?band=later&owner=nobody&right=other",
                "/staff/tasks",
            ] {
                pages.push(visitor.open(address).expect(200));
            }
            for case in house.query("SELECT reference FROM requests WHERE owner IS NULL ORDER BY reference") {
                let seen = visitor.open(&format!("/staff/cases/{}", case[0])).expect(200);
                if seen.forms().iter().all(|form| !form.action.ends_with("/claim")) {
                    // A complaint is for the officer.
                    pages.push(seen);
                    continue;
                }
                let taken = claim(&visitor, &case[0]);
                let wrong = visitor.submit(taken.form("/messages"), &[]).expect(422);
                let approval = taken.form("/approval");
                // A restriction needs one of its grounds.
                let restricts = approval.names().contains(&"ground");
                let ground: &[(&str, &str)] = if restricts { &[("ground", "accuracy")] } else { &[] };
                let empty = visitor.submit(approval, ground).expect(200);
                pages.extend([taken, wrong, empty]);
            }
            for address in ["/staff/restrictions", "/staff/recipients"] {
                pages.push(visitor.open(address).expect(200));
            }
            let listed = pages.last().unwrap().forms().into_iter().find(|form| form.action.ends_with("/list")).unwrap();
            pages.push(visitor.submit(listed, &[]).expect(200));
            house.work();
            house.clock.advance(SignedDuration::from_hours(1));
        }
        for page in &pages {
            assert_eq!(missing_words(page), Vec::<String>::new(), "{}", page.path);
        }
        assert!(pages.len() > 60);
    });
}
