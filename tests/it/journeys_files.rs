//! Files added to a request: taken, listed, left out again, shown to the colleague who has the case, gone with the person.

use crate::harness::{CAMILLE, House, each_house};
use crate::visitor::{Page, Visitor};
use habeas::roles::Role;

/// A small picture that tells where it was made.
fn picture() -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], content].concat()
    };
    let exif = segment(0xe1, b"Exif\0\0 taken at 48.8584 N 2.2945 E by Camille");
    let scan = [segment(0xda, &[1, 2, 3]), vec![9, 0xff, 0, 8]].concat();
    [vec![0xff, 0xd8], segment(0xe0, b"JFIF\0\x01\x02"), exif, scan, vec![0xff, 0xd9]].concat()
}

fn details(visitor: &Visitor) -> Page {
    visitor.open("/en/me/requests/new?right=other").expect(200)
}

const NEW: &str = "/me/requests/new";

#[test]
fn files_are_added_listed_left_out_and_sent_and_only_the_one_who_has_the_case_opens_them() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let pdf = [&b"%PDF-1.7\n"[..], &vec![b'x'; 700_000]].concat();
        let files: [(&str, &str, &[u8]); 3] = [
            ("file", "lettre d’été.pdf", &pdf),
            ("file", "photo.jpg", &picture()),
            ("file", "notes.txt", "Voilà.\n".as_bytes()),
        ];
        let words = ("message", "Here is the letter.");
        let page = visitor.send_files(details(&visitor).form(NEW), &[words, ("step", "add")], &files).expect(200);
        let page = page.shows("lettre d’été.pdf").shows("photo.jpg").shows("notes.txt").shows("701 KB");
        assert!(page.body().contains("Here is the letter."), "what was typed stays");
        // Unticking one leaves it out.
        let mut form = page.form(NEW);
        let notes = form.controls.iter().filter(|control| control.name == "keep").nth(1).unwrap().value.clone();
        form.controls.iter_mut().filter(|c| c.name == "keep" && c.value == notes).for_each(|c| c.on = false);
        let check = visitor.send_files(form, &[("step", "check")], &[]).expect(200);
        let check = check.shows("lettre d’été.pdf, photo.jpg");
        assert!(!check.text().contains("notes.txt"));
        let sent = visitor.submit(check.form(NEW), &[("step", "send")]).expect(200).shows("photo.jpg");
        let reference = sent.path.rsplit('/').next().unwrap().to_string();
        assert!(!details(&visitor).text().contains("photo.jpg"), "the next request begins without them");
        let links: Vec<String> = sent.links().into_iter().filter(|link| link.contains("/files/")).collect();
        let [letter, photo] = &links[..] else { panic!("{links:?}") };
        let page = visitor.get(letter).expect(200);
        assert_eq!(page.bytes, pdf);
        let header = |name: &str| page.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        let disposition = header("content-disposition");
        assert!(disposition.starts_with("attachment; filename=\"lettre-d--t-.pdf\"; filename*=UTF-8''lettre%20d"));
        let shown = visitor.get(photo).expect(200).bytes;
        assert!(shown.starts_with(&[0xff, 0xd8]) && !String::from_utf8_lossy(&shown).contains("48.8584"));
        // Nothing of it is readable in the database.
        let pieces = house.query("SELECT count(*) FROM attachment_pieces");
        assert_eq!(pieces, [["4"]], "a letter of three pieces and a photo");
        for colleague_has_it in [false, true] {
            let colleague = house.colleague(Role::Support);
            let case = format!("/staff/cases/{reference}");
            let page = colleague.open(&case).expect(200);
            let address = format!("{case}/files/{}", letter.rsplit('/').next().unwrap());
            let csrf = page.forms().iter().find_map(|form| form.value("csrf").map(str::to_owned)).unwrap();
            if !colleague_has_it {
                assert!(!page.text().contains("photo.jpg"));
                assert_eq!(colleague.post(&address, &[("csrf".into(), csrf)]).status, 403);
                continue;
            }
            let page = colleague.submit(page.form("/claim"), &[]).expect(200).shows("Open photo.jpg");
            let button = page.forms().into_iter().find(|form| form.action.contains("/files/")).unwrap();
            assert_eq!(colleague.send(button, &[]).expect(200).bytes, pdf);
        }
        visitor.open(&sent.path).expect(200).shows("Customer service looked at a file that you added");
        house.work();
    });
}

#[test]
fn what_is_not_taken_says_why_and_leaves_nothing_behind() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let refused = |name: &str, bytes: &[u8], why: &str| {
            let form = details(&visitor).form(NEW);
            let page = visitor.send_files(form, &[("step", "add"), ("message", "x")], &[("file", name, bytes)]);
            page.expect(422).shows(why);
        };
        refused("setup.pdf", b"MZ\x90\0\x03", "of a kind we cannot take");
        refused("words.txt", b"latin \xe9 one", "of a kind we cannot take");
        refused("half.jpg", &picture()[..30], "damaged or not whole");
        refused("none.pdf", b"", "is empty");
        refused("big.pdf", &[&b"%PDF-"[..], &vec![b' '; 10_000_000]].concat(), "larger than 10 MB");
        assert_eq!(house.query("SELECT count(*) FROM attachments"), [["0"]]);
        assert_eq!(house.query("SELECT count(*) FROM attachment_pieces"), [["0"]]);
        let many: Vec<(&str, &str, &[u8])> = (0..11).map(|_| ("file", "a.txt", &b"a"[..])).collect();
        let form = details(&visitor).form(NEW);
        visitor.send_files(form, &[("step", "add")], &many).expect(422).shows("10 files is the most");
        assert_eq!(house.query("SELECT count(*) FROM attachments"), [["10"]]);
        // Without the token nothing is taken, wherever it stands.
        let mut form = details(&visitor).form(NEW);
        form.controls.retain(|control| control.name != "csrf");
        visitor.send_files(form, &[], &[("file", "b.txt", b"b")]).expect(403);
        // A form that was never sent is forgotten after a day.
        house.pass(jiff::SignedDuration::from_hours(31));
        assert_eq!(house.query("SELECT count(*) FROM attachments"), [["0"]]);
    });
}

#[test]
fn a_message_may_bring_files_and_they_go_with_the_person() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "fr");
        let page = visitor.open("/fr/me/requests/new?right=other").expect(200);
        let check = visitor.send_files(page.form(NEW), &[("message", "Bonjour"), ("step", "check")], &[]).expect(200);
        let sent = visitor.submit(check.form(NEW), &[("step", "send")]).expect(200);
        let file: (&str, &str, &[u8]) = ("file", "réponse.txt", "Voilà.".as_bytes());
        let answer = visitor.send_files(sent.form("/messages"), &[("message", "Ci-joint.")], &[file]).expect(303);
        visitor.follow(answer).shows("réponse.txt").shows("Ci-joint.");
        let others = house.sign_in(&other(house), "fr");
        let link = visitor.open(&sent.path).links().into_iter().find(|link| link.contains("/files/")).unwrap();
        others.get(&link).expect(404);
        let person = &house.query("SELECT person FROM requests LIMIT 1")[0][0];
        let id = person.parse().unwrap();
        house.app.portal().db.write_now(|tx| habeas::people::forget(tx, &id)).unwrap();
        assert_eq!(house.query("SELECT count(*) FROM attachment_pieces"), [["0"]]);
    });
}

/// Another customer of the shop.
fn other(house: &House) -> String {
    let shop = rusqlite::Connection::open(house.folder.join("shop.sqlite")).unwrap();
    let sql = "SELECT email FROM customers WHERE lower(email) <> ?1 AND email LIKE '%@%' ORDER BY id LIMIT 1";
    shop.query_row(sql, [CAMILLE], |row| row.get(0)).unwrap()
}
