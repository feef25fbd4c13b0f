//! A copy is not called complete while a source is unknown: one that does not answer is named, asked again, and waited for. And
//! whoever has an answer may answer it.

use crate::harness::{CAMILLE, House, each_house};
use crate::html::Form;
use crate::journeys_desk::{claim, colleague, second_colleague};
use crate::visitor::Visitor;
use habeas::attachments::Kind;
use habeas::redaction::document;
use habeas::roles::Role;
use jiff::SignedDuration;

const REFERENCE: &str = "R-2026-0001";
const CASE: &str = "/staff/cases/R-2026-0001";

/// The shop cannot say what it holds any more.
fn unplug(house: &House) {
    house.shop().execute_batch("ALTER TABLE customers RENAME TO customers_away").unwrap();
}

/// It can again.
fn plug_in(house: &House) {
    house.shop().execute_batch("ALTER TABLE customers_away RENAME TO customers").unwrap();
}

/// Camille asks for what they gave, to take it elsewhere (Art. 20), which a colleague answers.
fn ask_to_move(house: &House) -> Visitor {
    let camille = house.sign_in(CAMILLE, "en");
    let chosen = camille.open("/en/me/requests/new?right=portability").expect(200);
    let checked = camille.submit(chosen.form("/new"), &[("message", "All of it.")]).expect(200);
    camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
    house.work();
    camille
}

fn status(house: &House) -> String {
    house.query("SELECT status FROM requests").concat().remove(0)
}

fn later(house: &House) {
    house.pass(SignedDuration::from_mins(15));
}

#[test]
fn a_case_is_not_closed_as_complete_while_a_source_is_down_and_goes_on_when_it_is_back() {
    each_house(|house| {
        ask_to_move(house);
        let lea = colleague(house, Role::Support);
        unplug(house);
        claim(&lea, REFERENCE).shows("Gather what is held").shows("Not asked yet");
        house.work();
        let case = lea.open(CASE).expect(200).shows("Does not answer").shows("asked again 10 March 2026 at 10:15");
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        let refused = lea.submit(decided.form("/closure"), &[("answer", "Here it is.")]).expect(422);
        refused.shows("A source did not answer").shows("Here it is.");
        assert_eq!(status(house), "in-progress");
        // What a colleague looks at meanwhile says what is missing, by the name people know.
        let held = lea.submit(lea.open(CASE).form("/reading"), &[]).expect(200).shows("did not answer");
        assert!(held.shows("Online shop").text().contains("Online shop"));
        let sought = lea.submit(lea.open(CASE).form("/redaction"), &[("words", "Hubert")]).expect(200);
        let sought = sought.shows("Not every source answered").shows("Online shop");
        assert!(!sought.text().contains("nowhere"), "{}", sought.text());

        later(house);
        lea.open(CASE).expect(200).shows("Does not answer").shows("asked again 10 March 2026 at 10:30");
        let waiting = "SELECT count(*) FROM jobs WHERE kind = 'desk.gather' AND state = 'waiting'";
        assert_eq!(house.query(waiting).concat(), ["1"], "however often somebody looked, one job asks again");
        plug_in(house);
        later(house);
        let case = lea.open(CASE).expect(200);
        assert!(!case.text().contains("Does not answer") && case.text().contains(" rows"), "{}", case.text());
        assert_eq!(house.query("SELECT state FROM request_sources WHERE source = 'shop'"), [["found"]]);
        assert!(case.forms().iter().all(|form| !form.action.ends_with("/gathering")), "nothing is left to ask");
        let closed = lea.submit(case.form("/closure"), &[("answer", "Here it is.")]).expect(200).shows("Closed");
        house.work();
        history(house, &lea, closed.form("/history"));
        assert_eq!(house.query("SELECT kind FROM jobs WHERE kind = 'desk.gather' AND state = 'waiting'").len(), 0);
    });
}

/// The history of the case on paper: what was asked, decided, answered and done, for its colleague and the officer alone.
fn history(house: &House, lea: &Visitor, form: Form) {
    let read = "SELECT count(*) FROM audit_events WHERE action = 'person.read'";
    let before: i64 = house.query(read).concat()[0].parse().unwrap();
    let paper = lea.send(form.clone(), &[]).expect(200);
    let text = words_of(&paper.bytes);
    for part in [REFERENCE, "All of it.", "Here it is.", "Done as asked", "requests.closed", "Online shop", "Art"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(CAMILLE), "the address stays masked");
    let other = colleague(house, Role::Support);
    other.post(&form.action, &other.open(CASE).form("/display").fields()).expect(403);
    let officer = second_colleague(house);
    officer.send(officer.open(CASE).expect(200).form("/history"), &[]).expect(200);
    let after: i64 = house.query(read).concat()[0].parse().unwrap();
    assert_eq!(after - before, 2, "each reading is logged");
}

/// The words of a PDF in reading order.
fn words_of(bytes: &[u8]) -> String {
    let pages = document::read(Kind::Pdf, bytes).unwrap().pages;
    let words = pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str());
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_answer_asks_a_source_once_more_and_the_button_asks_it_now() {
    each_house(|house| {
        ask_to_move(house);
        let lea = colleague(house, Role::Support);
        unplug(house);
        claim(&lea, REFERENCE);
        house.work();
        let case = lea.open(CASE).expect(200);
        let asked = lea.submit(case.form("/gathering"), &[]).expect(200).shows("Every source was asked.");
        let decided = lea.submit(asked.shows("Does not answer").form("/approval"), &[]).expect(200);
        // Another colleague's act on it is none of theirs.
        let max = second_colleague(house);
        max.post(&format!("{CASE}/gathering"), &decided.form("/gathering").fields()).expect(403);
        plug_in(house);
        lea.submit(decided.form("/closure"), &[("answer", "Here it is.")]).expect(200).shows("Closed");
        assert_eq!(house.query("SELECT state FROM request_sources WHERE source = 'shop'"), [["found"]]);
        house.work();
    });
}

/// Camille asks for a package while the shop is away.
fn ask_without_the_shop(house: &House) -> Visitor {
    let camille = house.sign_in(CAMILLE, "en");
    let page = camille.open("/en/me/download").expect(200);
    unplug(house);
    camille.submit(page.form("/me/download"), &[]).expect(200);
    house.work();
    camille
}

#[test]
fn a_package_without_a_source_is_followed_by_a_whole_one_and_only_that_closes_the_request() {
    each_house(|house| {
        let camille = ask_without_the_shop(house);
        camille.open("/en/me/download").expect(200).shows("Not every system answered").shows("Online shop");
        let mail = house.mail_to(CAMILLE);
        assert!(mail.text.contains("this did not answer: Online shop"), "{}", mail.text);
        assert_eq!(status(house), "received");
        later(house);
        later(house);
        let packages = "SELECT state FROM packages ORDER BY id";
        assert_eq!(house.query(packages).concat(), ["ready"], "no second file with the same hole");
        assert_eq!(house.mail_to(CAMILLE).text, mail.text, "no second mail");

        plug_in(house);
        later(house);
        assert_eq!(house.query(packages).concat(), ["ready", "ready"]);
        let mail = house.mail_to(CAMILLE);
        assert!(mail.text.contains("/en/me/download") && !mail.text.contains("did not answer"), "{}", mail.text);
        assert_eq!(status(house), "closed");
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open("/en/me/download").expect(200).shows("Your file is ready");
        assert!(!page.text().contains("Not every system answered"), "{}", page.text());
        later(house);
        assert_eq!(house.query(packages).len(), 2, "it is over");
    });
}

#[test]
fn who_takes_the_request_back_gets_no_other_file() {
    each_house(|house| {
        let camille = ask_without_the_shop(house);
        let page = camille.open("/en/me/requests/R-2026-0001").expect(200);
        camille.submit(page.form("/cancellation"), &[]).expect(200);
        plug_in(house);
        later(house);
        assert_eq!(house.query("SELECT id FROM packages").len(), 1);
    });
}

#[test]
fn whoever_has_an_answer_may_answer_it_and_the_desk_sees_it_until_somebody_did() {
    each_house(|house| {
        let camille = ask_to_move(house);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, REFERENCE);
        let refusal = [("ground", "not-portable"), ("facts", "You gave us none of it.")];
        lea.submit(case.form("/refusal"), &refusal).expect(200);
        let max = second_colleague(house);
        max.submit(max.open(CASE).expect(200).form("/second"), &[("agrees", "yes")]).expect(200);
        let case = lea.open(CASE).expect(200);
        lea.submit(case.form("/closure"), &[("answer", "We are sorry.")]).expect(200).shows("Refused");
        house.work();
        let open = lea.open("/staff").expect(200);
        assert!(!open.text().contains("They wrote after the answer"));

        let page = camille.open("/en/me/requests/R-2026-0001").expect(200).shows("Write to us above");
        let form = page.form("/messages");
        camille.submit(form.clone(), &[("message", " ")]).expect(422);
        camille
            .submit(form.clone(), &[("message", "But I typed it all.")])
            .expect(200)
            .shows("Your message is with us");
        camille.submit(form, &[("message", "All of it.")]).expect(200).shows("But I typed it all.").shows("Refused");
        house.work();

        for page in ["/staff", "/staff/queue"] {
            lea.open(page).expect(200).shows("They wrote after the answer").shows(REFERENCE);
        }
        // Whoever had the case may be away: another colleague takes it, and decides nothing anew.
        let taken = claim(&max, REFERENCE).shows("The person wrote after the answer").shows("But I typed it all.");
        assert!(taken.forms().iter().all(|form| !form.action.ends_with("/approval")));
        let form = taken.form("/messages");
        let mut question = form.fields();
        question.extend([("message", "Which?"), ("kind", "question")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        question.retain(|(name, value)| {
            name == "version" || name == "csrf" || ["question", "Which?"].contains(&value.as_str())
        });
        max.post(&form.action, &question).expect(409);
        let note = max.submit(form, &[("message", "Asked the shop."), ("kind", "note")]).expect(200);
        let note = note.shows("The person wrote after the answer");
        max.submit(note.form("/messages"), &[("message", "We looked again: it came from others.")]).expect(200);
        house.work();
        assert!(house.mail_to(CAMILLE).subject.contains(REFERENCE));
        assert_eq!(house.query("SELECT status, written_at FROM requests"), [["refused", ""]]);
        assert!(!max.open("/staff").text().contains("They wrote after the answer"));
        let page = camille.open("/en/me/requests/R-2026-0001").expect(200).shows("it came from others");
        assert!(!page.text().contains("Asked the shop."));

        camille.submit(page.form("/messages"), &[("message", "Thank you.")]).expect(200);
        let case = max.open(CASE).expect(200);
        let form = case.form("/settlement");
        max.submit(form.clone(), &[]).expect(200).shows("it needs no answer");
        max.submit(form, &[]).expect(409);
        assert!(!max.open("/staff").text().contains("They wrote after the answer"));
        house.work();
    });
}

#[test]
fn who_follows_a_request_by_its_code_may_answer_too_and_loses_no_word() {
    each_house(|house| {
        let outside = house.visitor();
        let form = outside.open("/en/ask").expect(200).form("/ask");
        let typed = [("whom", "myself"), ("right", "other"), ("name", "Camille"), ("reach", "06 12 34 56 78")];
        let asked = outside.submit(form, &typed).expect(200).shows(REFERENCE);
        let text = asked.text();
        let code = text.match_indices(|c: char| c.is_ascii_digit()).find_map(|(at, _)| {
            let code = text.get(at..at + 19)?;
            let is_code = code.split(' ').count() == 4
                && code.split(' ').all(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()));
            is_code.then(|| code.to_owned())
        });
        let pair = [("reference", REFERENCE), ("code", code.as_deref().unwrap())];
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, REFERENCE);
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        lea.submit(decided.form("/closure"), &[("answer", "It left on Monday.")]).expect(200).shows("Closed");
        let key = outside.open("/en/ask/request").expect(200);
        let page = outside.submit(key.form("/ask/request"), &pair).expect(200).shows("It left on Monday.");
        let long = "a".repeat(4_001);
        let wrong = outside.submit(page.form("/ask/request"), &[("message", &long)]).expect(422);
        assert!(wrong.body().contains(&long), "what was typed is still there");
        outside
            .submit(page.form("/ask/request"), &[("message", "It did not come.")])
            .expect(200)
            .shows("It did not come.");
        lea.open("/staff").expect(200).shows("They wrote after the answer");
        house.work();
    });
}
