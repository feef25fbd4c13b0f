//! The record for others: the authority, an auditor, another tool.
//!
//! - [`sheets`]: the CNIL's column model, as tables; [`csv`] and [`ods`] write them;
//! - [`paper`]: the same as a document;
//! - [`json`]: everything the record says, for a program; [`linked`]: in the terms of the Data Privacy Vocabulary.
//!
//! The exact file is exported by `habeas record export`.

mod columns;
mod linked;
mod paper;
mod spreadsheet;

pub use columns::{activities, on_behalf, sheets};
pub use linked::linked;
pub use paper::paper;
pub use spreadsheet::{csv, ods};

use super::Record;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A table of texts; its first row holds the headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// What the versions tell about the record: which one this is, and when each activity came and last changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The number of the version.
    pub number: i32,
    /// The day it was approved.
    pub approved: Date,
    /// By activity: the days of the first version that has it, and of the last one that changed it.
    days: Days,
    /// The same by the id of what is processed for another controller.
    on_behalf: Days,
}

type Days = BTreeMap<String, (Date, Date)>;

impl Edition {
    /// From the versions approved so far, the oldest first: number, day, record.
    pub fn of(versions: &[(i32, Date, Record)]) -> Option<Self> {
        let (number, approved, _) = versions.last()?;
        let mut edition = Self { number: *number, approved: *approved, days: Days::new(), on_behalf: Days::new() };
        let mut before: Option<&Record> = None;
        for (_, day, record) in versions {
            for activity in &record.activities {
                let same = before.and_then(|record| record.activity(&activity.id)) == Some(activity);
                note(&mut edition.days, &activity.id, *day, same);
            }
            for one in &record.on_behalf {
                let same = before.is_some_and(|record| record.on_behalf.contains(one));
                note(&mut edition.on_behalf, &one.id, *day, same);
            }
            before = Some(record);
        }
        Some(edition)
    }

    /// When an activity came and when it last changed.
    pub fn days(&self, activity: &str) -> (Date, Date) {
        self.days.get(activity).copied().unwrap_or((self.approved, self.approved))
    }

    /// When what is processed for another controller came and when it last changed.
    pub fn days_on_behalf(&self, id: &str) -> (Date, Date) {
        self.on_behalf.get(id).copied().unwrap_or((self.approved, self.approved))
    }
}

/// Notes that a version of this day has it, the same as the version before or not.
fn note(days: &mut Days, id: &str, day: Date, same: bool) {
    let known = days.entry(id.to_owned()).or_insert((day, day));
    if !same {
        known.1 = day;
    }
}

/// Everything the record says, with the edition.
pub fn json(record: &Record, edition: &Edition) -> Value {
    let days = |days: &Days| {
        let one = |(id, (created, updated)): (&String, &(Date, Date))| {
            (id.clone(), json!({ "created": created, "updated": updated }))
        };
        days.iter().map(one).collect::<serde_json::Map<_, _>>()
    };
    json!({
        "format": "habeas-record-1",
        "version": edition.number,
        "approved": edition.approved,
        "record": record,
        "activities": days(&edition.days),
        "on_behalf": days(&edition.on_behalf),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use jiff::civil::date;
    use std::collections::BTreeSet;
    use std::io::Read;
    use std::path::Path;

    const TEXT: &str = include_str!("../../../config/demo/record.toml");

    fn record(text: &str) -> Record {
        let (record, found) = Record::parse(Path::new("record.toml"), text, Lang::ALL);
        record.unwrap_or_else(|| panic!("{found:?}"))
    }

    /// A record in which every field of the model is filled.
    fn filled() -> Record {
        let activity = "[[activity]]\nsub_purposes = [{ en = \"Sub one\", fr = \"Sous un\" }]\n\
            departments = { en = \"Sales desk\", fr = \"Ventes\" }\nimpact = { en = \"Not needed\", fr = \"Inutile\" }\n\
            owner = \"Ana Silva\"\nsoftware = \"Shop 4\"\nreview = \"2027-03-31\"";
        let text = TEXT
            .replacen("[[activity]]", activity, 1)
            .replacen("[controller]", "[[joint_controller]]\nname = \"Twin SA\"\nemail = \"t@twin.example\"\n\n[controller]\nphone = \"+33 1\"", 1)
            .replacen("card = \"identity\"", "card = \"identity\"\nnature = \"identity\"\nsensitive = \"health\"", 1)
            .replacen("safeguard = ", "document = \"https://x.example/scc\"\nsafeguard = ", 1)
            .replacen("id = \"restore\"", "id = \"restore\"\norganisational = true", 1);
        record(&format!("{text}\n{ON_BEHALF}"))
    }

    /// A controller of whom the shop is the processor, with a further processor outside the Union.
    const ON_BEHALF: &str = "[[recipient]]\nid = \"labels\"\nname = \"Labels Inc\"\nrole = \"processor\"\ncountry = \"US\"\n\
        safeguard = \"Standard contractual clauses\"\ndocument = \"https://x.example/labels\"\n\
        purpose = { en = \"Prints labels\", fr = \"Imprime les étiquettes\" }\n\
        [[on_behalf]]\nid = \"potter\"\nname = \"Atelier Sel\"\nemail = \"a@sel.example\"\naddress = \"2 quai Vert, Brest\"\n\
        phone = \"+33 2\"\nrepresentative = \"Rep GmbH\"\ndpo = \"Ida Kern, dpo@sel.example\"\n\
        processing = { en = \"We send its parcels\", fr = \"Nous expédions ses colis\" }\nrecipients = [\"labels\"]\n\
        security = [\"encryption\", \"restore\"]\ncontract = \"Shared drive, 2026-014.pdf\"\nreview = \"2027-05-01\"";

    fn edition(record: &Record) -> Edition {
        Edition::of(&[(1, date(2026, 3, 10), record.clone())]).unwrap()
    }

    fn record_without(record: &Record) -> Record {
        Record { on_behalf: Vec::new(), ..record.clone() }
    }

    #[test]
    fn an_activity_keeps_its_first_day_and_the_day_of_its_last_change() {
        let first = record(TEXT);
        let mut second = first.clone();
        second.activities[0].owner = Some("Ana".to_owned());
        let third = second.clone();
        let versions = [(1, date(2026, 1, 1), first), (2, date(2026, 2, 1), second), (3, date(2026, 3, 1), third)];
        let edition = Edition::of(&versions).unwrap();
        assert_eq!((edition.number, edition.approved), (3, date(2026, 3, 1)));
        assert_eq!(edition.days(&versions[0].2.activities[0].id), (date(2026, 1, 1), date(2026, 2, 1)));
        assert_eq!(edition.days(&versions[0].2.activities[1].id), (date(2026, 1, 1), date(2026, 1, 1)));
        let (new, mut changed) = (filled(), filled());
        changed.on_behalf[0].dpo = None;
        let versions =
            [(1, date(2026, 1, 1), record_without(&new)), (2, date(2026, 2, 1), new), (3, date(2026, 3, 1), changed)];
        assert_eq!(Edition::of(&versions).unwrap().days_on_behalf("potter"), (date(2026, 2, 1), date(2026, 3, 1)));
        assert_eq!(Edition::of(&[]), None);
    }

    #[test]
    fn the_sheets_hold_every_field_of_the_model_and_every_line_is_as_long_as_its_heading() {
        let record = filled();
        for lang in Lang::ALL {
            let sheets = sheets(&record, &edition(&record), *lang);
            assert_eq!(sheets.len(), 3);
            for sheet in &sheets {
                let width = sheet.rows[0].len();
                assert!(sheet.rows.iter().all(|row| row.len() == width), "{}", sheet.name);
                let headings: BTreeSet<_> = sheet.rows[0].iter().collect();
                assert_eq!(headings.len(), width, "two headings of {} are the same", sheet.name);
                assert!(!sheet.rows[0].iter().any(|heading| heading.starts_with("export-")), "{:?}", sheet.rows[0]);
            }
            assert_eq!(sheets[1].rows.len(), record.activities.len() + 1);
            // Art. 30(2): every field is filled, under its heading.
            let on_behalf = &sheets[2].rows;
            assert!(on_behalf.len() == 2 && on_behalf[1].iter().all(|cell| !cell.is_empty()), "{on_behalf:?}");
        }
        let two_sheets = record_without(&record);
        assert_eq!(sheets(&two_sheets, &edition(&two_sheets), Lang::En).len(), 2);
        // REC-1 and REC-2, field by field, in English.
        let english = sheets(&record, &edition(&record), Lang::En);
        let actors: String = english[0].rows.concat().join("|");
        for actor in ["Maison Lavande SAS", "Odile Fontanel", "Twin SA", "+33 1", "CNIL", "dpo@maison-lavande.example"]
        {
            assert!(actors.contains(actor), "{actor} of {actors}");
        }
        let (head, first) = (&english[1].rows[0], &english[1].rows[1]);
        let value = |heading: &str| {
            let at = head.iter().position(|one| one == heading).unwrap_or_else(|| panic!("{heading} of {head:?}"));
            first[at].as_str()
        };
        for heading in [
            "Reference",
            "Name",
            "Created",
            "Updated",
            "Main purpose",
            "Sub-purpose 1",
            "Legal basis",
            "Technical security measures",
            "Organisational security measures",
            "Whose data",
            "Source of the data",
            "Identity – description",
            "Identity – kept until",
            "Health – description",
            "Health – kept until",
            "Internal recipients",
            "Rights",
            "Owner",
            "Software",
            "Next review",
            "Impact assessment",
        ] {
            assert!(!value(heading).is_empty(), "{heading} is empty in {first:?}");
        }
        for heading in [
            "Sub-purpose 5",
            "Personal life – description",
            "Economic and financial – kept until",
            "Connection – description",
            "Location – description",
            "Internet – description",
            "Other – description",
            "Origin – description",
            "Opinions – description",
            "Beliefs – description",
            "Union – description",
            "Genetic – description",
            "Biometric – description",
            "Sex life – description",
            "Convictions – description",
            "National number (NIR) – kept until",
            "External recipients",
            "Processors",
            "Institutional recipients",
            "Transfers – organisation",
            "Transfers – country",
            "Transfers – safeguard",
            "Transfers – documents",
        ] {
            value(heading);
        }
        let transfers = head.iter().position(|one| one == "Transfers – documents").unwrap();
        assert!(english[1].rows.iter().any(|row| row[transfers].contains("https://x.example/scc")));
        assert!(english[1].rows.iter().any(|row| row.iter().any(|cell| cell.contains("Backups restored"))));
    }

    #[test]
    fn a_spreadsheet_is_a_well_formed_archive_and_a_csv_no_formula() {
        let sheet = Sheet {
            name: "A & B".into(),
            rows: vec![vec!["x".into(), "=1+1".into()], vec!["<é>\ny".into(), "\"".into()]],
        };
        assert_eq!(String::from_utf8(csv(&sheet).unwrap()).unwrap(), "\u{feff}x;'=1+1\r\n\"<é>\ny\";\"\"\"\"\r\n");
        let bytes = ods(&[sheet], Lang::Fr).unwrap();
        assert_eq!(&bytes[30..38], b"mimetype", "the type comes first, uncompressed");
        assert_eq!(&bytes[38..84], b"application/vnd.oasis.opendocument.spreadsheet");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut content = String::new();
        zip.by_name("content.xml").unwrap().read_to_string(&mut content).unwrap();
        assert!(
            content.contains("table:name=\"A &amp; B\"")
                && content.contains("<text:p>&lt;é&gt;</text:p><text:p>y</text:p>")
        );
        assert!(content.contains("<text:p>=1+1</text:p>") && !content.contains("table:formula"));
        assert!(zip.by_name("META-INF/manifest.xml").is_ok() && zip.by_name("styles.xml").is_ok());
    }

    #[test]
    fn the_paper_names_every_activity_and_is_a_pdf() {
        let record = filled();
        let at = "2026-03-10T09:00:00Z".parse().unwrap();
        for lang in Lang::ALL {
            assert!(paper(&record, &edition(&record), *lang, at).write().unwrap().starts_with(b"%PDF"));
        }
    }

    #[test]
    fn the_json_holds_the_whole_record() {
        let record = filled();
        let value = json(&record, &edition(&record));
        assert_eq!(value["record"], serde_json::to_value(&record).unwrap());
        assert_eq!(value["activities"].as_object().unwrap().len(), record.activities.len());
    }
}
