//! What concerns somebody else is hidden in what a person receives: found, marked with a reason, proven gone, said.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::colleague;
use crate::visitor::{Page, Visitor};
use habeas::requests::AccessPart;
use habeas::roles::Role;
use std::io::{Cursor, Read};

const THEIRS: &str = "ticket_id IN (SELECT t.id FROM tickets t JOIN customers c ON c.id = t.customer_id \
                      WHERE lower(c.email) = 'camille.aubry@example.com')";

/// Writes about a neighbour into the tickets of Camille: two messages, one of them twice, and a subject.
fn plant(house: &House) {
    let shop = house.shop();
    let first = "My neighbour Hubert Delorme took the parcel. HUBERT\nDELORME says he gave it back.";
    let rows = shop.execute(
        &format!(
            "UPDATE ticket_messages SET body = ?1 WHERE id = (SELECT min(id) FROM ticket_messages WHERE {THEIRS})"
        ),
        [first],
    );
    assert_eq!(rows.unwrap(), 1);
    let second = "We asked Mr Hubert Délorme, and thank you. Quetzal.";
    let rows = shop.execute(
        &format!(
            "UPDATE ticket_messages SET body = ?1 WHERE id = (SELECT max(id) FROM ticket_messages WHERE {THEIRS})"
        ),
        [second],
    );
    assert_eq!(rows.unwrap(), 1);
}

/// The files of a package with their bytes.
fn files(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let read = |at: usize| {
        let mut file = zip.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    (0..count).map(read).collect()
}

/// The package that Camille downloads now.
fn package(house: &House, camille: &Visitor) -> Vec<(String, Vec<u8>)> {
    let page = camille.open("/en/me/download").expect(200);
    camille.submit(page.form("/me/download"), &[]).expect(200);
    house.work();
    let id = house.query("SELECT id FROM packages WHERE state = 'ready' ORDER BY asked_at DESC").remove(0).remove(0);
    let ready = camille.open("/en/me/download").expect(200);
    files(&camille.send(ready.form(&format!("/download/{id}")), &[]).expect(200).bytes)
}

fn names_the_neighbour(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("delorme") || text.contains("délorme") || text.contains("hubert")
}

fn case(lea: &Visitor) -> Page {
    lea.open("/staff/cases/R-2026-0001").expect(200)
}

#[test]
fn scenario_18_a_neighbours_name_is_hidden_with_its_reason_proven_gone_and_the_answer_says_so_with_the_remedies() {
    each_house(|house| {
        plant(house);
        let camille = house.sign_in(CAMILLE, "en");
        assert!(names_the_neighbour(&camille.open("/en/me/data/support").expect(200).text()));
        let lea = colleague(house, Role::Support);
        let letter = lea.open("/staff/cases/new").expect(200).form("/staff/cases/new");
        let fields = [
            ("received", "05/03/2026"),
            ("channel", "post"),
            ("email", CAMILLE),
            ("rights", "access"),
            ("message", "Everything you hold."),
            ("lang", "en"),
        ];
        lea.submit(letter, &fields).expect(200);
        // Its mail leaves before that of the answer.
        house.clock.advance(jiff::SignedDuration::from_mins(1));

        // Found in every writing, each place before and after; nothing is hidden without a place and a reason.
        lea.submit(case(&lea).form("/redaction"), &[("words", "de")]).expect(422).shows("at least 3 characters");
        lea.submit(case(&lea).form("/redaction"), &[("words", "Nobody At All")]).expect(200).shows("nowhere");
        let found = lea.submit(case(&lea).form("/redaction"), &[("words", "hubert delorme")]).expect(200);
        let found = found.shows("Found in 2 places").shows("Hide it here, 2 times");
        let found = found.shows("My neighbour [hidden] took the parcel. [hidden] says he gave it back.");
        lea.submit(found.form("/marks"), &[]).expect(422).shows("Found in 2 places");
        let mut none: Vec<_> = found.form("/marks").fields();
        none.retain(|(name, _)| name != "places");
        none.push(("ground".into(), "third-party".into()));
        lea.post(&found.form("/marks").action, &none).expect(422).shows("Tick at least one place");
        // A mark can be taken back.
        let label = lea.submit(case(&lea).form("/redaction"), &[("words", "quetzal")]).expect(200);
        lea.submit(label.form("/marks"), &[("ground", "third-party")]).expect(200).shows("Hidden 1 times");
        let undone = lea.submit(case(&lea).form("/removal"), &[]).expect(200).shows("shown again");
        assert!(house.query("SELECT id FROM redactions").is_empty());
        assert!(!undone.text().contains("Hidden from the person"));

        lea.submit(found.form("/marks"), &[("ground", "third-party")]).expect(409);
        let found = lea.submit(case(&lea).form("/redaction"), &[("words", "hubert delorme")]).expect(200);
        let done = lea.submit(found.form("/marks"), &[("ground", "third-party")]).expect(200);
        done.shows("Hidden 3 times. Proof: none of it is left in the").shows("It concerns another person");
        let log = house.query("SELECT detail FROM audit_events WHERE action = 'redaction.made'");
        let noted = |row: &Vec<String>| row[0].contains("third-party") && row[0].contains("\"times\":3");
        assert!(log.len() == 2 && log.iter().any(noted), "the reason is kept: {log:?}");
        let own = house.everything();
        let own = own.iter().filter(|(table, _)| table.starts_with("portal."));
        assert!(!own.flat_map(|(_, rows)| rows.iter().flatten()).any(|value| names_the_neighbour(value)), "sealed");

        // On the page; the rest is given.
        let shown = camille.open("/en/me/data/support").expect(200).shows("[hidden: another person]").text();
        assert!(!names_the_neighbour(&shown) && shown.contains("We asked Mr"), "{shown}");
        // No letter with it leaves; the answer is a refusal in part, with its remedies.
        let granted = lea.submit(case(&lea).form("/approval"), &[]).expect(200);
        let mut form = granted.form("/checklist");
        for part in AccessPart::ALL {
            form.fill(part.as_str(), "given");
        }
        let checked = lea.submit(form, &[]).expect(200);
        let slip = [("answer", "It is in your file, but for Hubert Delorme.")];
        lea.submit(checked.form("/closure"), &slip).expect(422).shows("words that you hid");
        lea.submit(checked.form("/closure"), &[("answer", "It is in your file.")]).expect(200);
        house.work();
        assert_eq!(house.query("SELECT status FROM requests WHERE reference = 'R-2026-0001'"), [["refused"]]);
        let mail = house.mail_to(CAMILLE).text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(mail.contains("Art. 15(4)"), "{mail}");
        let answer = camille.open("/en/me/requests/R-2026-0001").expect(200).shows("everything but some passages");
        answer.shows("It concerns another person, whose rights it would harm").shows("CNIL").shows("court");

        // Words that come back later are hidden in the next package too.
        let later = "And Hubert Delorme rang again.";
        let sql = format!(
            "UPDATE ticket_messages SET body = body || ?1 WHERE id = (SELECT max(id) FROM ticket_messages WHERE {THEIRS})"
        );
        house.shop().execute(&sql, [later]).unwrap();
        for (name, bytes) in package(house, &camille) {
            assert!(!names_the_neighbour(&String::from_utf8_lossy(&bytes)), "in {name}");
            if ["index.html", "data.json", "README.txt"].contains(&name.as_str()) {
                let text = String::from_utf8(bytes).unwrap();
                for part in ["Art. 15(4) GDPR", "another person", "CNIL"] {
                    assert!(text.contains(part), "{part} is not in {name}");
                }
            }
        }
    });
}
