//! A document of a case: added by a colleague, passages of it hidden, made anew and proven, seen by a second person, given.

use crate::harness::{CAMILLE, House, each_house};
use crate::html::Form;
use crate::journeys_desk::colleague;
use crate::visitor::{Page, Visitor};
use habeas::attachments::Kind;
use habeas::pdf::Paper;
use habeas::redaction::document;
use habeas::roles::Role;
use image::{GenericImageView, Rgb, RgbImage};
use std::io::Cursor;

const CASE: &str = "/staff/cases/R-2026-0001";

/// A ticket as a program prints it: the neighbour stands in it ten times, and in its metadata.
fn ticket() -> Vec<u8> {
    let at = "2026-03-01T10:00:00Z".parse().unwrap();
    let mut paper = Paper::new(habeas::lang::Lang::En, "Ticket 4711", "Hubert Delorme", at);
    for line in 0..5 {
        paper.paragraph(&format!("{line}: My neighbour Hubert Delorme took the parcel. HUBERT DELORME gave it back, mail neighbour@shop.example."));
    }
    paper.write().unwrap()
}

fn picture() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(80, 40, |x, y| Rgb([(x * 3) as u8, (y * 6) as u8, 120]));
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

/// A case of Camille, who asks for everything by post, in the hands of a colleague.
fn case(house: &House) -> Visitor {
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
    lea
}

fn add(lea: &Visitor, name: &str, bytes: &[u8]) -> Page {
    let form = lea.open(CASE).expect(200).form("/documents");
    lea.follow(lea.send_files(form, &[], &[("document", name, bytes)]))
}

/// The form that hides a part of the page: the last of those that mark.
fn box_form(page: &Page) -> Form {
    page.forms().into_iter().rfind(|form| form.action.ends_with("/marks")).unwrap()
}

/// What whoever has the file can read in it: its bytes, its streams unpacked, its text.
fn said(bytes: &[u8]) -> String {
    let pdf = hayro::hayro_syntax::Pdf::new(bytes.to_vec()).unwrap();
    let mut all = String::from_utf8_lossy(bytes).into_owned();
    for object in pdf.objects() {
        if let hayro::hayro_syntax::object::Object::Stream(stream) = object {
            all.push_str(&String::from_utf8_lossy(&stream.decoded().unwrap_or_default()));
        }
    }
    let pages = document::read(Kind::Pdf, bytes).unwrap().pages;
    pages.iter().flat_map(|page| &page.words).for_each(|word| all.push_str(&format!(" {}", word.text)));
    all.to_lowercase()
}

#[test]
fn ten_places_of_a_pdf_are_hidden_in_eight_actions_proven_agreed_to_and_the_person_has_the_rest() {
    each_house(|house| {
        let lea = case(house);
        house.clock.advance(jiff::SignedDuration::from_mins(1));
        add(&lea, "Ticket Delorme.pdf", &ticket()).expect(200).shows("Added.").shows("Only at the desk");
        let camille = house.sign_in(CAMILLE, "en");
        let request = "/en/me/requests/R-2026-0001";
        assert!(!camille.open(request).expect(200).text().contains("Ticket"), "the desk alone has it");
        // 1 open, 2 find, 3 mark with the reason, 4 preview, 5 make the copy: proof.
        let opened = lea.submit(lea.open(CASE).form("/reading"), &[]).expect(200).shows("neighbour@shop.example (5 ×)");
        lea.submit(opened.form("/matches"), &[("words", "zz")]).expect(422).shows("at least 3");
        lea.submit(opened.form("/matches"), &[("words", "Nobody At All")]).expect(200).shows("nowhere in the text");
        let found =
            lea.submit(opened.form("/matches"), &[("words", "hubert delorme")]).expect(200).shows("Found in 10 places");
        lea.submit(found.form("/marks"), &[]).expect(422).shows("Found in 10 places");
        let marked =
            lea.submit(found.form("/marks"), &[("ground", "third-party")]).expect(200).shows("Hidden 10 times");
        // An older page changes nothing.
        lea.submit(found.form("/marks"), &[("ground", "security")]).expect(409);
        let suggested = box_form(&marked);
        let suggested = marked.forms().into_iter().filter(|form| form.action == suggested.action).nth_back(1).unwrap();
        let value = "neighbour@shop.example";
        let marked = lea
            .submit(suggested, &[("suggested", value), ("ground", "third-party")])
            .expect(200)
            .shows("Hidden 5 times");
        let document = marked.path.split('?').next().unwrap().to_owned();
        let preview = lea.open(&format!("{document}/preview")).expect(200).shows("Make the copy and prove it");
        for side in ["original", "preview"] {
            let page = lea.get(&format!("{document}/pages/{side}/1.png")).expect(200);
            assert!(image::load_from_memory(&page.bytes).unwrap().dimensions().0 > 500);
            assert_eq!(page.headers.get("cache-control").unwrap(), "no-store");
        }
        lea.get(&format!("{document}/pages/original/9.png")).expect(404);
        lea.get(&format!("{document}/pages/copy/1.png")).expect(404);
        let proof = lea.submit(preview.form("/copy"), &[]).expect(200).shows("Found in the copy: 0").shows("SHA-256");
        let proof = proof.shows("Another colleague must look").shows("Document (passages hidden).pdf");
        assert!(
            proof.forms().iter().all(|form| !form.action.ends_with("/giving") && !form.action.ends_with("/second"))
        );
        let own = house.everything();
        let own = own.iter().filter(|(table, _)| table.starts_with("portal."));
        assert!(
            !own.flat_map(|(_, rows)| rows.iter().flatten()).any(|value| value.to_lowercase().contains("delorme")),
            "sealed"
        );

        // Nobody gives it before a second person agreed; they see the copy, and not the document.
        let max = colleague(house, Role::Dpo);
        max.open("/staff/queue").expect(200).shows("R-2026-0001");
        let case = max.open(CASE).expect(200).shows("waits for a second person").shows("Check this copy");
        assert!(!case.text().contains("Ticket Delorme"));
        let looks = || {
            let looks = house.query("SELECT detail FROM audit_events WHERE action = 'person.read'");
            looks.iter().filter(|look| look[0].contains("\"document\"")).count()
        };
        let before = looks();
        let check = max.open(&format!("{document}/proof")).expect(200).shows("A second person looks at it");
        assert_eq!(looks(), before + 1, "each look at a copy is written down, also one that decides nothing");
        max.get(&format!("{document}/pages/copy/1.png")).expect(200);
        max.get(&format!("{document}/pages/original/1.png")).expect(403);
        max.get(&document).expect(403);
        max.submit(check.form("/second"), &[("agrees", "yes")]).expect(200).shows("can be given now");
        let log = house.query("SELECT detail FROM audit_events WHERE action = 'document.redacted'");
        assert!(log[0][0].contains("\"left\":0") && log[0][0].contains("sha256"), "{log:?}");

        let ready = lea.open(&format!("{document}/proof")).expect(200);
        lea.submit(ready.form("/giving"), &[]).expect(200).shows("The person has the copy");
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("R-2026-0001"));
        let page = camille
            .open(request)
            .expect(200)
            .shows("Document (passages hidden).pdf")
            .shows("another person")
            .shows("CNIL");
        assert!(!page.text().contains("Delorme"));
        let link = page.links().into_iter().find(|link| link.contains("/files/")).unwrap();
        let copy = camille.get(&link).expect(200).bytes;
        let said = said(&copy);
        assert!(!said.contains("delorme") && !said.contains("hubert"), "in the copy");
        for rest in ["neighbour", "parcel.", "passages", "cnil"] {
            assert!(said.contains(rest), "no {rest}");
        }
        // The answer is a refusal in part; with it the document and its marks are gone.
        let granted = lea.submit(lea.open(CASE).form("/approval"), &[]).expect(200);
        let mut form = granted.form("/checklist");
        habeas::requests::AccessPart::ALL.iter().for_each(|part| form.fill(part.as_str(), "given"));
        let checked = lea.submit(form, &[]).expect(200);
        lea.submit(checked.form("/closure"), &[("answer", "It is in your file.")]).expect(200);
        assert_eq!(house.query("SELECT status FROM requests WHERE reference = 'R-2026-0001'"), [["refused"]]);
        assert_eq!(house.query("SELECT owner_kind FROM attachments"), [["request"]]);
        assert_eq!(house.query("SELECT count(*) FROM document_redactions"), [["0"]]);
        assert_eq!(camille.get(&link).expect(200).bytes, copy, "what was given stays theirs");
    });
}

#[test]
fn parts_of_a_picture_are_hidden_changed_again_and_everything_goes_with_the_person() {
    each_house(|house| {
        let lea = case(house);
        let nothing = lea.open(CASE).form("/documents");
        lea.follow(lea.send_files(nothing, &[], &[])).expect(422).shows("Choose a PDF, a PNG or a JPEG first");
        add(&lea, "broken.pdf", b"%PDF-1.7 and nothing more").expect(200);
        lea.submit(lea.open(CASE).form("/reading"), &[]).expect(422).shows("it is damaged");
        lea.submit(lea.open(CASE).form("/removal"), &[]).expect(200).shows("Taken out of the case");
        add(&lea, "scan.png", &picture()).expect(200);
        let opened = lea.submit(lea.open(CASE).form("/reading"), &[]).expect(200).shows("This page has no text");
        // Once it is opened to be redacted, the document itself is not given any more.
        let given = lea.open(CASE).shows("is not given any more");
        assert!(given.forms().iter().all(|form| !form.action.ends_with("/giving")));
        let area = [("left", "25"), ("top", "50 %"), ("width", "12,5"), ("height", "50")];
        lea.submit(box_form(&opened), &area).expect(422);
        let wrong = [("left", "far"), ("top", "50"), ("width", "10"), ("height", "10"), ("ground", "security")];
        lea.submit(box_form(&opened), &wrong).expect(422).shows("a number from 0 to 100");
        let fields: Vec<_> = area.into_iter().chain([("ground", "security")]).collect();
        let marked = lea.submit(box_form(&opened), &fields).expect(200).shows("A box");
        let none = lea.submit(marked.form("/removal"), &[]).expect(200).shows("Not hidden any more");
        let document = none.path.clone();
        let preview = lea.open(&format!("{document}/preview")).expect(200);
        lea.submit(preview.form("/copy"), &[]).expect(422).shows("Nothing is hidden");
        lea.submit(box_form(&none), &fields).expect(200);
        let make = || lea.submit(lea.open(&format!("{document}/preview")).form("/copy"), &[]).expect(200);
        let proof = make().shows("Found in the copy: 0");
        let copy = lea.get(&format!("{document}/pages/copy/1.png")).expect(200).bytes;
        let copy = image::load_from_memory(&copy).unwrap().to_rgb8();
        assert_eq!((copy.get_pixel(20, 20).0, copy.get_pixel(29, 39).0), ([0; 3], [0; 3]));
        assert_eq!(copy.get_pixel(31, 19).0, [93, 114, 120], "the rest is as it was");
        // The second person sends it back; the colleague changes their mind.
        let max = colleague(house, Role::Support);
        let check = max.open(&format!("{document}/proof")).expect(200);
        max.submit(check.form("/second"), &[("agrees", "no")]).expect(200);
        assert_eq!(house.query("SELECT count(*) FROM attachments"), [["1"]], "the copy is deleted");
        lea.submit(proof.form("/reopening"), &[]).expect(409);
        let again = make();
        lea.submit(again.form("/reopening"), &[]).expect(200).shows("The copy is deleted").shows("A box");
        make();
        let person = house.query("SELECT person FROM requests LIMIT 1")[0][0].parse().unwrap();
        house.app.portal().db.write_now(|tx| habeas::people::forget(tx, &person)).unwrap();
        for table in ["attachments", "attachment_pieces", "document_redactions"] {
            assert_eq!(house.query(&format!("SELECT count(*) FROM {table}")), [["0"]], "{table}");
        }
    });
}

#[test]
fn a_document_in_which_nothing_is_hidden_is_given_as_it_is() {
    each_house(|house| {
        let lea = case(house);
        add(&lea, "facture.pdf", &ticket()).expect(200);
        lea.submit(lea.open(CASE).form("/giving"), &[]).expect(200).shows("Given.");
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open("/en/me/requests/R-2026-0001").expect(200).shows("We added this document");
        let link = page.links().into_iter().find(|link| link.contains("/files/")).unwrap();
        assert_eq!(camille.get(&link).expect(200).bytes, ticket());
        camille.submit(page.form("/cancellation"), &[]).expect(200);
    });
}
