//! The record for others: what leaves by the pages and by the command line, read as those who receive it would.

use crate::harness::{House, each_house};
use habeas::commands;
use habeas::dpo::Format;
use habeas::lang::Lang;
use habeas::roles::Role;
use quick_xml::events::attributes::{AttrError, Attribute};
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

/// A record that says everything a record can say.
fn filled() -> String {
    let content = fs::read_to_string("config/demo/record.toml").unwrap();
    let first = "sub_purposes = [{ en = \"Parcels\", fr = \"Colis\" }]\ndepartments = { en = \"Workshop\", fr = \"Atelier\" }\n\
                 impact = { en = \"Not needed\", fr = \"Inutile\" }\nowner = \"Ana\"\nsoftware = \"Shop 4\"\n\
                 review = \"2027-03-31\"\nmandatory =";
    let actors = "[[joint_controller]]\nname = \"Twin & Co\"\nemail = \"t@twin.example\"\naddress = \"2 rue <Haute>\"\n\
                  [representative]\nname = \"Mandat\"\nemail = \"m@mandat.example\"\nphone = \"0320\"\n[authority]";
    content
        .replacen("mandatory =", first, 1)
        .replacen("[authority]", actors, 1)
        .replacen("card = \"identity\"", "card = \"identity\"\nsensitive = \"health\"", 1)
        .replacen("safeguard = ", "document = \"https://x.example/scc\"\nsafeguard = ", 1)
        .replacen("id = \"restore\"", "id = \"restore\"\norganisational = true", 1)
        + "\n[[on_behalf]]\nid = \"potter\"\nname = \"Atelier Sel & Fils\"\nemail = \"a@sel.example\"\naddress = \"2 quai Vert\"\n\
           phone = \"0298\"\nrepresentative = \"Rep GmbH\"\ndpo = \"Ida Kern, dpo@sel.example\"\n\
           processing = { en = \"We send its parcels\", fr = \"Nous expédions ses colis\" }\nrecipients = [\"mailer\"]\n\
           security = [\"encryption\", \"restore\"]\ncontract = \"Shared drive, 2026-014.pdf\"\nreview = \"2027-05-01\"\n"
}

/// Proposed and approved from the command line, as who sets the portal up would.
pub fn approve(house: &House, content: &str) {
    let portal = house.app.portal();
    let file = house.folder.join("other.toml");
    fs::write(&file, content).unwrap();
    let config = habeas::app::settings(&house.folder.join("habeas.toml")).unwrap();
    let now = portal.clock.now();
    let (version, _) = commands::record_import(&config, &portal.db, now, &portal.random, &file, content)
        .unwrap_or_else(|error| panic!("{error}"));
    commands::record_approve(&config, &portal.db, now, &portal.random, version.number).unwrap();
    assert!(crate::harness::wait(habeas::dpo::follow(portal)).unwrap());
}

#[test]
fn what_is_exported_imported_and_exported_again_is_the_same_byte_for_byte() {
    each_house(|house| {
        // Comments, blanks, another order, line ends of Windows: nothing of a file is made tidy on its way.
        let content = filled().replacen('\n', "\r\n", 9).replacen(
            "[[category]]",
            "#  kept  \t as it is · é\n\n\n[[category]]",
            1,
        ) + "\n\n# end  \n\n";
        approve(house, &content);
        let database = &house.app.portal().db;
        let first = commands::record_export(database, None).unwrap();
        assert_eq!(first.as_bytes(), content.as_bytes());
        let changed = first.replace("Customers", "Clients of ours");
        approve(house, &changed);
        approve(house, &first);
        assert_eq!(commands::record_export(database, None).unwrap().as_bytes(), content.as_bytes());
        let officer = house.colleague(Role::Dpo);
        assert_eq!(officer.get("/admin/record/export/record.toml").expect(200).bytes, content.as_bytes());
        // What holds already is no version of its own.
        let config = habeas::app::settings(&house.folder.join("habeas.toml")).unwrap();
        let portal = house.app.portal();
        let again =
            commands::record_import(&config, database, portal.clock.now(), &portal.random, Path::new("x"), &content);
        let held = house.query("SELECT max(number) FROM record_versions").remove(0).remove(0);
        assert_eq!(again.unwrap().0.number.to_string(), held);
    });
}

/// The terms of the vocabulary, with their prefix, from the list that names its source.
pub fn vocabulary() -> BTreeSet<String> {
    let mut prefix = "";
    let mut terms = BTreeSet::new();
    for line in
        fs::read_to_string("tests/data/dpv-2.3-terms.txt").unwrap().lines().filter(|line| !line.starts_with('#'))
    {
        match line.strip_prefix('[') {
            Some(section) => prefix = if section.starts_with("dpv") { "dpv" } else { "eu-gdpr" },
            None => terms.extend(line.split_whitespace().map(|term| format!("{prefix}:{term}"))),
        }
    }
    assert!(terms.len() > 150, "{}", terms.len());
    terms
}

/// Every name that linked data use: keys, types, and what they point at.
pub fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                found.extend((!key.starts_with('@')).then(|| key.clone()));
                if matches!(key.as_str(), "@type" | "@id") {
                    let one = std::slice::from_ref(inner);
                    let each = inner.as_array().map_or(one, Vec::as_slice).iter();
                    found.extend(each.map(|name| name.as_str().unwrap().to_owned()));
                }
                if key != "@context" {
                    names(inner, found);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| names(inner, found)),
        _ => {}
    }
}

#[test]
fn the_linked_data_use_only_terms_of_the_vocabulary_in_its_version_2_3() {
    each_house(|house| {
        approve(house, &filled());
        let file = house.colleague(Role::Dpo).get("/admin/record/export/record.jsonld").expect(200);
        let value: Value = serde_json::from_slice(&file.bytes).unwrap();
        let context = value["@context"].as_object().unwrap();
        let spaces: BTreeMap<&str, &str> =
            context.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect();
        let expected = [("dpv", "https://w3id.org/dpv#"), ("eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#")];
        assert_eq!(spaces, expected.into());
        let mut used = BTreeSet::new();
        names(&value, &mut used);
        let own = |name: &&String| name.starts_with(&format!("{}/#", house.url));
        let (own, terms): (Vec<_>, Vec<_>) = used.iter().partition(|name| own(name));
        let known = vocabulary();
        let unknown: Vec<_> = terms.iter().filter(|term| !known.contains(**term)).collect();
        assert!(unknown.is_empty(), "not in DPV 2.3: {unknown:?}");
        let record = house.app.portal().record.now();
        let processes = record.activities.len() + record.on_behalf.len();
        assert_eq!(own.len(), processes + 1, "each process and the controller: {own:?}");
        for term in [
            "dpv:JointDataControllers",
            "dpv:Representative",
            "dpv:SpecialCategoryPersonalData",
            "dpv:Authority",
            "dpv:DataSubProcessor",
            "dpv:hasProcessing",
        ] {
            assert!(terms.iter().any(|used| *used == term), "{term} is not used: the record of this test is not full");
        }
    });
}

/// An element of an XML file: its name without prefix, its attributes, the text in it, how deep it is.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    depth: usize,
}

/// The elements of a file in the order in which they begin; panics where it is not well-formed.
fn elements(file: &str) -> Vec<Element> {
    let mut reader = quick_xml::Reader::from_str(file);
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let element = |start: &BytesStart<'_>, depth: usize| {
        let pair = |attribute: Result<Attribute<'_>, AttrError>| {
            let attribute = attribute.unwrap();
            let name = attribute.key.local_name().as_ref().to_owned();
            (name, attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().into_owned())
        };
        let name = start.local_name().as_ref().to_owned();
        Element { name, attributes: start.attributes().map(pair).collect(), text: String::new(), depth }
    };
    loop {
        let said = match reader.read_event().unwrap() {
            Event::Start(start) => {
                found.push(element(&start, open.len()));
                open.push(found.len() - 1);
                continue;
            }
            Event::Empty(start) => {
                found.push(element(&start, open.len()));
                continue;
            }
            Event::End(_) => {
                open.pop().unwrap();
                continue;
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(name) => {
                quick_xml::escape::resolve_predefined_entity(&name.xml10_content()).unwrap().to_owned()
            }
            Event::Eof => break,
            _ => continue,
        };
        if let Some(inner) = open.last() {
            found[*inner].text.push_str(&said);
        }
    }
    assert!(open.is_empty(), "it ends in the middle");
    found
}

/// The texts of each cell, row by row, sheet by sheet, of a spreadsheet read as OpenDocument 1.3 wants it.
fn cells(bytes: &[u8]) -> Vec<Vec<Vec<String>>> {
    // Part 2, 3.3: the file `mimetype` is the first, stored as it is, without an extra field; a magic number for others.
    assert_eq!((&bytes[..4], &bytes[8..10], &bytes[28..30]), (&b"PK\x03\x04"[..], &[0, 0][..], &[0, 0][..]));
    assert_eq!(&bytes[30..84], b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(file.name().unwrap().into_owned(), text);
    }
    let manifest = elements(&files["META-INF/manifest.xml"]);
    let listed: BTreeSet<&str> =
        manifest.iter().filter_map(|one| one.attributes.get("full-path")).map(String::as_str).collect();
    let inside = files.keys().map(String::as_str).filter(|name| *name != "mimetype" && !name.starts_with("META-INF/"));
    assert_eq!(listed, inside.chain(["/"]).collect(), "the manifest names what is there, and nothing else");
    elements(&files["styles.xml"]);
    let content = elements(&files["content.xml"]);
    assert_eq!((content[0].name.as_str(), content[0].attributes["version"].as_str()), ("document-content", "1.3"));
    let styles: BTreeSet<&String> =
        content.iter().filter(|one| one.name == "style").map(|one| &one.attributes["name"]).collect();
    let mut sheets: Vec<Vec<Vec<String>>> = Vec::new();
    let mut lines = 0;
    for one in &content {
        assert!(one.attributes.get("style-name").iter().all(|style| styles.contains(style)), "no style of the file");
        match one.name.as_str() {
            "table" => sheets.push(Vec::new()),
            "table-row" => sheets.last_mut().unwrap().push(Vec::new()),
            "table-cell" => {
                assert_eq!(one.attributes["value-type"], "string", "nothing is computed on opening");
                sheets.last_mut().unwrap().last_mut().unwrap().push(String::new());
                lines = 0;
            }
            "p" => {
                let cell = sheets.last_mut().unwrap().last_mut().unwrap().last_mut().unwrap();
                cell.push_str(if lines > 0 { "\n" } else { "" });
                cell.push_str(&one.text);
                lines += 1;
            }
            _ => assert!(one.depth < 6 && !one.attributes.contains_key("formula"), "{}", one.name),
        }
    }
    sheets
}

/// The rows of a CSV as the portal writes it: marked as UTF-8, with semicolons.
fn lines(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").expect("no mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Opens a spreadsheet in LibreOffice where there is one, and writes its last sheet as CSV.
fn opened_in_an_office(bytes: &[u8], sheet: usize) -> Option<Vec<Vec<String>>> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("record.ods"), bytes).unwrap();
    let home = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    // Semicolon, quotes, UTF-8, from line 1, every cell as text, one sheet.
    let filter = format!("csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,{sheet}");
    let mut office = Command::new("soffice");
    office.args([&home, "--headless", "--convert-to", &filter, "--outdir"]).arg(folder.path());
    let ended = match office.arg(folder.path().join("record.ods")).output() {
        Ok(ended) => ended,
        Err(error) => {
            eprintln!("SKIPPED: there is no LibreOffice here ({error}), so nobody opened the spreadsheet in it");
            return None;
        }
    };
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let written = fs::read_dir(folder.path()).unwrap().filter_map(Result::ok).map(|entry| entry.path());
    let written = written.into_iter().find(|path| path.extension().is_some_and(|end| end == "csv"));
    let written = fs::read(written.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&ended.stdout)))).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(&written[..]);
    Some(reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect())
}

#[test]
fn the_spreadsheet_is_an_opendocument_file_with_every_field_that_the_law_and_the_cnil_ask_for() {
    each_house(|house| {
        approve(house, &filled());
        let officer = house.colleague(Role::Dpo);
        let ods = officer.get("/admin/record/export/record.ods").expect(200);
        assert_eq!(ods.headers["content-type"], "application/vnd.oasis.opendocument.spreadsheet");
        let sheets = cells(&ods.bytes);
        assert_eq!(sheets.len(), 3);
        let (actors, activities) = (&sheets[0], &sheets[1]);
        // REC-4, Art. 30(2): for whom, what, to whom abroad, how it is protected.
        let on_behalf: BTreeMap<&str, &str> =
            sheets[2][0].iter().map(String::as_str).zip(sheets[2][1].iter().map(String::as_str)).collect();
        assert_eq!(sheets[2].len(), 2);
        for (heading, said) in [
            ("Reference", "potter"),
            ("Created", "2026-03-10"),
            ("Updated", "2026-03-10"),
            ("Controller", "Atelier Sel & Fils"),
            ("Postal address", "2 quai Vert"),
            ("Phone", "0298"),
            ("Email", "a@sel.example"),
            ("Its representative", "Rep GmbH"),
            ("Its data protection officer", "Ida Kern, dpo@sel.example"),
            ("What is done for it", "We send its parcels"),
            ("Transfers – organisation", "Pigeon Post Inc."),
            ("Transfers – country", "US"),
            ("Transfers – documents", "https://x.example/scc"),
            ("Organisational security measures", "Backups restored for practice twice a year"),
            ("Technical security measures", "Encrypted connections and backups"),
            ("Contract (Art. 28)", "Shared drive, 2026-014.pdf"),
            ("Next review", "2027-05-01"),
        ] {
            assert_eq!(on_behalf.get(heading), Some(&said), "{heading} of {on_behalf:?}");
        }
        assert!(on_behalf["Further processors"].starts_with("Pigeon Post Inc."));
        let csv = officer.get("/admin/record/export/record.processor.csv").expect(200);
        assert_eq!(lines(&csv.bytes), sheets[2]);
        let actor =
            |name: &str| actors.iter().find(|row| row[1] == name).unwrap_or_else(|| panic!("{name} in {actors:?}"));
        // REC-1 (a), REC-2: who, with address, telephone, mail.
        assert_eq!(actor("Twin & Co")[2..], ["2 rue <Haute>", "", "t@twin.example"]);
        assert_eq!(actor("Mandat")[3..], ["0320", "m@mandat.example"]);
        assert_eq!(actor("Odile Fontanel")[4], "dpo@maison-lavande.example");
        assert_eq!(actor("Maison Lavande SAS")[2], "12 chemin des Lavandes, 04300 Forcalquier, France");
        let record = house.app.portal().record.now();
        assert_eq!(activities.len(), record.activities.len() + 1);
        let width = activities[0].len();
        assert!(activities.iter().all(|row| row.len() == width), "a table");
        let column = |heading: &str| {
            let at = activities[0].iter().position(|one| one == heading);
            at.unwrap_or_else(|| panic!("{heading} in {:?}", activities[0]))
        };
        let cell = |id: &str, heading: &str| {
            let row = activities.iter().find(|row| row[0] == id).unwrap();
            row[column(heading)].as_str()
        };
        for (id, heading, said) in [
            ("customers", "Name", "Orders and accounts"),
            ("customers", "Created", "2026-03-10"),
            ("customers", "Updated", "2026-03-10"),
            // (b)
            ("customers", "Main purpose", "To deliver your orders and run your account"),
            ("customers", "Sub-purpose 1", "Parcels"),
            // (c)
            ("customers", "Whose data", "Customers"),
            ("customers", "Identity – description", "Contact details, Postal address"),
            ("customers", "Health – description", "Contact details"),
            // (d)
            ("customers", "Internal recipients", "Workshop"),
            (
                "customers",
                "External recipients",
                "Rivage Paiements SA (privacy@rivage-paiements.example): Card payments and refunds",
            ),
            ("accounting", "Institutional recipients", "Direction générale des Finances publiques: Tax audits"),
            // (e)
            ("newsletter", "Transfers – organisation", "Pigeon Post Inc."),
            ("newsletter", "Transfers – country", "US"),
            (
                "newsletter",
                "Transfers – safeguard",
                "Clauses contractuelles types, standard contractual clauses (EU) 2021/914",
            ),
            ("newsletter", "Transfers – documents", "https://x.example/scc"),
            // (f)
            (
                "accounting",
                "Economic and financial – kept until",
                "10 years after the end of the accounting year (C. com. L123-22)",
            ),
            (
                "suppression",
                "Personal life – kept until",
                "As long as you do not want our mails. Kept so that your objection stays respected",
            ),
            // (g)
            (
                "newsletter",
                "Technical security measures",
                "Access for those who need it only, with a second factor\nEncrypted connections and backups\nA log of who did what, which cannot be altered unseen",
            ),
            ("customers", "Organisational security measures", "Backups restored for practice twice a year"),
        ] {
            assert_eq!(cell(id, heading), said, "{id}: {heading}");
        }
        let groups =
            ["Identity", "Personal life", "Economic and financial", "Connection", "Location", "Internet", "Other"];
        let special = [
            "Origin",
            "Opinions",
            "Beliefs",
            "Union",
            "Genetic",
            "Biometric",
            "Health",
            "Sex life",
            "Convictions",
            "National number (NIR)",
        ];
        for group in groups.iter().chain(&special) {
            column(&format!("{group} – description"));
            column(&format!("{group} – kept until"));
        }
        for number in 1..=5 {
            column(&format!("Sub-purpose {number}"));
        }
        column("Processors");
        // The same in the other form and in the office program.
        let csv = officer.get("/admin/record/export/record.csv").expect(200);
        assert_eq!(&lines(&csv.bytes), activities);
        if house.database == "SQLite"
            && let Some(opened) = opened_in_an_office(&ods.bytes, 2)
        {
            assert_eq!(&opened, activities, "LibreOffice reads what was written");
        }
    });
}

#[test]
fn every_form_is_written_by_the_command_line_as_by_the_pages() {
    each_house(|house| {
        let portal = house.app.portal();
        let mut config = habeas::app::settings(&house.folder.join("habeas.toml")).unwrap();
        config.portal.base_url = house.url.clone();
        let officer = house.colleague(Role::Dpo);
        for (format, end) in [
            (Format::Csv, "csv"),
            (Format::ProcessorCsv, "processor.csv"),
            (Format::Json, "json"),
            (Format::JsonLd, "jsonld"),
        ] {
            let page = officer.get(&format!("/admin/record/export/record.{end}")).expect(200).bytes;
            let line = commands::record_export_as(&config, &portal.db, portal.clock.now(), format, Lang::En).unwrap();
            assert_eq!(page, line, "{end}");
        }
    });
}
