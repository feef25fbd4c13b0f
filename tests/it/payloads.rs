//! What people type is text wherever it comes out again: on pages, in mails, in papers, in tables and archives.

use crate::harness::{CAMILLE, House, each_house, wait};
use crate::journeys_desk::{claim, colleague};
use crate::visitor::Page;
use habeas::access::{collect, package};
use habeas::lang::Lang;
use habeas::people::Address;
use habeas::roles::Role;
use habeas::web::View;
use std::io::{Cursor, Read};

/// A script, a template, a header.
const TYPED: &str = "<script>alert(1)</script> {{ 7 * 7 }} \"onload=alert(2) Bcc: mallory@example.net";
/// A formula.
const FORMULA: &str = "=HYPERLINK(\"https://example.net\")";

/// Holds when what was typed stands on the page as it was typed, and as text.
fn is_text(page: &Page) {
    let body = page.body();
    assert!(page.text().contains("{{ 7 * 7 }}"), "{} does not show it: {}", page.path, page.text());
    assert!(body.contains("&lt;script&gt;alert(1)"), "{}", page.path);
    assert!(!body.contains("<script>alert") && !body.contains("\"onload=alert"), "{}", page.path);
}

#[test]
fn what_was_typed_is_text_on_pages_in_mails_papers_tables_and_archives() {
    each_house(|house| {
        let shop = house.shop();
        let change = "UPDATE customers SET last_name = ?1, first_name = ?2 WHERE email = ?3";
        assert_eq!(shop.execute(change, [TYPED, FORMULA, CAMILLE]).unwrap(), 1);
        let camille = house.sign_in(CAMILLE, "en");
        is_text(&camille.open("/en/me").expect(200));
        let form = camille.open("/en/me/requests/new?right=other").expect(200).form("/new");
        let checked = camille.submit(form, &[("message", TYPED)]).expect(200);
        is_text(&checked);
        is_text(&camille.submit(checked.form("/new"), &[("step", "send")]).expect(200));

        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        is_text(&case);
        let told = lea.submit(case.form("/messages"), &[("message", TYPED), ("kind", "message")]).expect(200);
        is_text(&told);
        is_text(&lea.submit(told.form("/reading"), &[]).expect(200));
        let decided = lea.submit(told.form("/approval"), &[]).expect(200);
        lea.submit(decided.form("/closure"), &[("answer", TYPED)]).expect(200);
        is_text(&camille.open("/en/me/requests/R-2026-0001").expect(200));
        house.work();
        no_mail_repeats_it(house);
        archive(house);
    });
}

/// Mails say that there is something to read, and nobody else gets them.
fn no_mail_repeats_it(house: &House) {
    let mails = house.mails();
    assert!(mails.len() >= 3);
    for mail in &mails {
        let raw = String::from_utf8_lossy(&mail.raw);
        let all = format!("{raw} {} {} {}", mail.subject, mail.text, mail.html);
        assert!(!all.contains("alert(1)") && !all.contains("7 * 7") && !all.contains("mallory"), "{all}");
    }
}

/// The package: a page without scripts, tables without formulas, a paper without actions.
fn archive(house: &House) {
    let contents = wait(collect(house.app.portal(), &Address::parse(CAMILLE).unwrap(), Lang::En)).unwrap();
    let written = package::write(Cursor::new(Vec::new()), &contents, &View::new().unwrap()).unwrap();
    let mut zip = zip::ZipArchive::new(written).unwrap();
    let mut seen = 0;
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        if name.ends_with(".html") {
            assert!(text.contains("&lt;script&gt;alert(1)") && text.contains("{{ 7 * 7 }}"), "{name}");
            assert!(!text.contains("<script"), "{name}");
            seen += 1;
        }
        if name.ends_with(".pdf") {
            assert!(["/JavaScript", "/JS", "/OpenAction", "/Launch"].iter().all(|key| !text.contains(key)), "{name}");
            seen += 1;
        }
        if name == "csv/shop/customers.csv" {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let cells: Vec<String> =
                reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
            assert!(cells.contains(&format!("'{FORMULA}")) && cells.iter().any(|cell| cell == TYPED), "{cells:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 3, "a page, a paper and a table");
}
