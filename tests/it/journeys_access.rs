//! Downloading everything: asked, prepared, announced, fetched, gone.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::colleague;
use habeas::roles::Role;
use jiff::SignedDuration;
use std::io::{Cursor, Read};

const OTHER: &str = "/en/me/download";

fn packages(house: &House) -> usize {
    let folder = house.folder.join("packages");
    std::fs::read_dir(folder).map_or(0, |entries| entries.count())
}

fn file(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn scenario_9_a_package_is_prepared_at_once_without_any_document_fetched_and_gone_after_seven_days() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let page = visitor.open(OTHER).expect(200);
        assert!(!page.body().contains("type=\"file\""), "who is signed in shows no document");
        let waiting = visitor.submit(page.form("/me/download"), &[]).expect(200);
        assert!(waiting.text().contains("preparing"), "{}", waiting.text());
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("/en/me/download"));
        let ready = visitor.open(OTHER).expect(200);
        let id = house.query("SELECT id FROM packages").remove(0).remove(0);
        let form = ready.form(&format!("/download/{id}"));
        let fetched = visitor.send(form.clone(), &[]).expect(200);
        let data: serde_json::Value = serde_json::from_str(&file(&fetched.bytes, "data.json")).unwrap();
        assert!(data["facts"].as_array().is_some_and(|facts| facts.len() > 5), "{data}");
        assert!(file(&fetched.bytes, "index.html").contains("Camille"));
        assert_eq!(packages(house), 1);

        let stranger = house.visitor();
        stranger.set_cookie("form", "x");
        assert_ne!(stranger.send(form.clone(), &[]).status, 200, "nobody else fetches it");

        house.pass(SignedDuration::from_hours(24 * 7 + 2));
        assert_eq!(packages(house), 0, "the file is gone");
        let again = house.sign_in(CAMILLE, "en");
        assert!(again.open(OTHER).expect(200).text().contains("Your file has expired"));
        assert_ne!(again.send(form, &[]).status, 200);
        assert_eq!(house.query("SELECT state FROM packages"), [["expired".to_owned()]]);
        assert_eq!(house.query("SELECT status FROM requests"), [["closed".to_owned()]]);
    });
}

#[test]
fn scenario_23_the_same_copy_a_week_later_is_prepared_again_free_of_charge() {
    each_house(|house| {
        for turn in 1..=2 {
            let visitor = house.sign_in(CAMILLE, "en");
            let page = visitor.open(OTHER).expect(200);
            visitor.submit(page.form("/me/download"), &[]).expect(200);
            house.work();
            let id = house.query("SELECT id FROM packages WHERE state = 'ready'").remove(0).remove(0);
            let ready = visitor.open(OTHER).expect(200);
            let words = ready.text().to_lowercase();
            assert!(!["fee", "price", "€", "charge"].iter().any(|word| words.split(' ').any(|one| one == *word)));
            let fetched = visitor.send(ready.form(&format!("/download/{id}")), &[]).expect(200);
            assert!(file(&fetched.bytes, "index.html").contains("Camille"), "turn {turn}");
            house.pass(SignedDuration::from_hours(24 * 8));
        }
        assert_eq!(house.query("SELECT id FROM requests WHERE status = 'refused'"), Vec::<Vec<String>>::new());
    });
}

/// The package that somebody downloads, by the names of its files.
fn packed(house: &House, who: &str, lang: &str) -> Vec<u8> {
    let visitor = house.sign_in(who, lang);
    let page = format!("/{lang}/me/download");
    visitor.submit(visitor.open(&page).expect(200).form("/me/download"), &[]).expect(200);
    house.work();
    let id = house.query("SELECT id FROM packages WHERE state = 'ready'").remove(0).remove(0);
    let ready = visitor.open(&page).expect(200);
    visitor.send(ready.form(&format!("/download/{id}")), &[]).expect(200).bytes
}

#[test]
fn scenario_17_recipients_are_named_as_companies_with_the_mail_provider_and_the_host() {
    each_house(|house| {
        let bytes = packed(house, CAMILLE, "fr");
        for name in ["index.html", "data.json"] {
            let text = file(&bytes, name);
            for company in ["Hébergement Mont-Ventoux SAS", "Pigeon Post Inc.", "Colis du Sud SARL"] {
                assert!(text.contains(company), "{company} is not in {name}");
            }
        }
        let data: serde_json::Value = serde_json::from_str(&file(&bytes, "data.json")).unwrap();
        let provider = data["information"].to_string();
        assert!(provider.contains("2021/914"), "the safeguard of a transfer stands beside the name: {provider}");
    });
}

#[test]
fn scenarios_19_and_20_what_staff_wrote_is_in_it_without_their_names_in_plain_formats_with_codes_explained() {
    each_house(|house| {
        let theirs = "ticket_id IN (SELECT t.id FROM tickets t JOIN customers c ON c.id = t.customer_id \
                      WHERE lower(c.email) = 'camille.aubry@example.com')";
        let count = |who: &str| {
            let sql = format!("SELECT count(*) FROM ticket_messages WHERE author = '{who}' AND {theirs}");
            house.in_shop(&sql).trim().parse::<usize>().unwrap()
        };
        let (of_staff, of_camille) = (count("shop"), count("customer"));
        assert!(of_staff > 0 && of_camille > 0, "the demo has no exchange of hers");
        let bytes = packed(house, CAMILLE, "fr");
        let mut reader = csv::Reader::from_reader(Cursor::new(file(&bytes, "csv/shop/ticket_messages.csv")));
        let header = reader.headers().unwrap().clone();
        let author = header.iter().position(|name| name == "author").unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let written = |who: &str| rows.iter().filter(|row| &row[author] == who).count();
        assert_eq!((written("shop"), written("customer")), (of_staff, of_camille));

        let page = file(&bytes, "index.html");
        assert!(page.contains("Service client") && page.contains("Suivie par"), "the service stands for a colleague");
        let zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        let agents =
            house.in_shop("SELECT group_concat(first_name || ' ' || last_name || '|' || email, '|') FROM employees");
        for name in names.iter().filter(|name| !name.ends_with(".pdf")) {
            let text = file(&bytes, name);
            for agent in agents.trim().split('|') {
                assert!(!text.contains(agent), "{name} names a colleague");
            }
        }

        for wanted in ["index.html", "data.pdf", "data.json", "schema.json", "README.txt", "csv/shop/tickets.csv"] {
            assert!(names.iter().any(|name| name == wanted), "{wanted} of {names:?}");
        }
        let data: serde_json::Value = serde_json::from_str(&file(&bytes, "data.json")).unwrap();
        let facts = data["facts"].as_array().unwrap();
        let said = |fact: &&serde_json::Value| fact["column"] == "author" && fact["value"] == "shop";
        let fact = facts.iter().find(said).expect("a message of the shop");
        assert!(fact.to_string().contains("Service client"), "the code is explained: {fact}");
    });
}

#[test]
fn asking_twice_prepares_one() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "fr");
        let form = visitor.open("/fr/me/download").expect(200).form("/me/download");
        visitor.submit(form.clone(), &[]).expect(200);
        visitor.submit(form, &[]).expect(200);
        assert_eq!(house.query("SELECT id FROM packages").len(), 1);
        house.work();
    });
}

#[test]
fn another_customer_gets_nothing_by_knowing_the_address_of_a_package() {
    each_house(|house| {
        let owner = house.sign_in(CAMILLE, "en");
        owner.submit(owner.open(OTHER).form("/me/download"), &[]).expect(200);
        house.work();
        let id = house.query("SELECT id FROM packages").remove(0).remove(0);
        let address = house.in_shop("SELECT email FROM customers WHERE email LIKE '%@%' ORDER BY id DESC LIMIT 1");
        let other = house.sign_in(address.trim(), "en");
        let mut form = other.open(OTHER).expect(200).form("/me/download");
        form.action = format!("/en/me/download/{id}");
        assert_eq!(other.send(form, &[]).status, 404);
    });
}

#[test]
fn what_the_portal_itself_holds_is_in_it_choices_with_their_words_requests_notes_corrections_readings_sign_ins() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let choices = camille.open("/en/me/choices").expect(200);
        camille.submit(choices.form("/choices/newsletter/stop"), &[]).expect(200);
        let edit = camille.open("/en/me/data/contact/edit").expect(200);
        camille.submit(edit.form("/edit"), &[("new-phone", "01 02 03 04 05")]).expect(200);
        let lea = colleague(house, Role::Support);
        let letter = lea.open("/staff/cases/new").expect(200).form("/staff/cases/new");
        let fields = [
            ("received", "05/03/2026"),
            ("channel", "post"),
            ("email", CAMILLE),
            ("rights", "other"),
            ("message", "Where is my parcel? =1+1"),
            ("lang", "en"),
        ];
        lea.submit(letter, &fields).expect(200);
        let case = lea.open("/staff/cases/R-2026-0001").expect(200);
        lea.submit(case.form("/messages"), &[("kind", "note"), ("message", "She sounded tired.")]).expect(200);
        let case = lea.open("/staff/cases/R-2026-0001").expect(200);
        lea.submit(case.form("/reading"), &[]).expect(200);

        let bytes = packed(house, CAMILLE, "fr");
        let data: serde_json::Value = serde_json::from_str(&file(&bytes, "data.json")).unwrap();
        let rows = |name: &str| {
            let tables = data["portal"].as_array().unwrap();
            let table =
                tables.iter().find(|table| table["table"] == name).unwrap_or_else(|| panic!("no {name}: {data}"));
            table["rows"].as_array().unwrap().clone()
        };
        let stopped = rows("choices").into_iter().find(|row| row["activity"] == "newsletter").unwrap();
        assert!(["withdrawn", "objected"].contains(&stopped["choice"].as_str().unwrap()), "{stopped}");
        let shown = house.query("SELECT words FROM consent_words WHERE activity = 'newsletter' AND lang = 'en'");
        assert!(shown.iter().flatten().any(|words| stopped["words"] == **words), "{stopped} {shown:?}");
        assert_eq!(rows("requests")[0]["rights"], "access", "the newest first: this package");
        assert!(rows("requests").iter().any(|row| row["reference"] == "R-2026-0001" && row["rights"] == "other"));
        let written = rows("messages");
        let has = |by: &str, text: &str| written.iter().any(|row| row["by"] == by && row["text"] == text);
        assert!(has("you", "Where is my parcel? =1+1") && has("note", "She sounded tired."), "{written:?}");
        assert!(rows("corrections").iter().any(|row| row["column"] == "phone" && row["state"] == "done"));
        assert!(rows("readings").iter().any(|row| row["role"] == "support" && row["what"] == "data"));
        assert!(rows("sign-ins").len() >= 2, "this one too");
        // The same in every form, and no colleague by name.
        let words = ["Vous avez fait opposition", "Vous avez retiré votre accord"];
        let page = file(&bytes, "index.html");
        assert!(words.iter().any(|one| page.contains(one)) && page.contains("She sounded tired."), "{page}");
        assert!(page.contains("Une note de notre équipe") && page.contains("Vos choix, avec le texte"));
        let lines = file(&bytes, "csv/portal/messages.csv");
        assert!(lines.starts_with("reference,at,by,text\n") && lines.contains("She sounded tired."), "{lines}");
        for name in ["index.html", "data.json", "csv/portal/messages.csv", "csv/portal/readings.csv"] {
            assert!(!file(&bytes, name).contains("Léa Martin"), "{name} names a colleague");
        }
    });
}
