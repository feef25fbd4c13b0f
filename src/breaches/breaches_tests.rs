//! The register on both databases: entries, decisions, reminders, the end.

use super::*;
use crate::db::Database;
use crate::db::testing::each_database;

fn aware() -> Timestamp {
    "2026-12-24T17:20:00+01:00".parse().unwrap()
}

fn after(hours: i64) -> Timestamp {
    aware() + jiff::SignedDuration::from_hours(hours)
}

/// A register with an officer.
struct Shelf {
    database: Database,
    random: Random,
    keys: Keys,
    zone: TimeZone,
    officer: Id,
}

impl Shelf {
    fn new(database: Database) -> Self {
        let (random, keys) = (Random::system(), Keys::for_tests());
        let officer = Id::at(aware(), &random);
        Self { database, random, keys, zone: TimeZone::get("Europe/Paris").unwrap(), officer }
    }

    fn act<T>(&self, hours: i64, work: impl FnOnce(&mut Db, By<'_>) -> Result<T, Refused>) -> Result<T, Refused> {
        let (now, term) = (after(hours), Term::of(None));
        let by =
            By { now, random: &self.random, keys: &self.keys, colleague: Some(&self.officer), zone: &self.zone, term };
        self.database.write_now(|tx| work(tx, by))
    }

    fn opened(&self, origin: Origin, cause: Option<&str>) -> Option<Breach> {
        let new = New {
            origin,
            cause: cause.map(str::to_owned),
            aware: aware(),
            account: Account { title: "List".into(), facts: "A list of parcels left.".into(), ..Account::default() },
            people: Some(1),
            person: None,
        };
        self.act(0, |tx, by| Ok(open(tx, by, new)?)).unwrap()
    }

    fn now(&self, reference: &str) -> Breach {
        self.database.read_now(|db| by_reference(db, &self.keys, reference)).unwrap().unwrap()
    }

    fn decided(&self, breach: &Breach) -> Vec<Decision> {
        self.database.read_now(|db| decisions(db, &self.keys, &breach.id)).unwrap()
    }

    fn remind(&self, breach: &Breach, stage: Stage) -> bool {
        self.database.write_now(|tx| store::remind(tx, aware(), &breach.id, stage)).unwrap()
    }
}

fn whole() -> Account {
    Account {
        title: "List".into(),
        facts: "A list of parcels left.".into(),
        natures: vec![Nature::Confidentiality],
        persons: "Customers of May".into(),
        categories: vec!["contact".into()],
        effects: "One reader".into(),
        consequences: "Unwanted mail".into(),
        remedy: "Deleted by the reader".into(),
        ..Account::default()
    }
}

#[test]
fn an_entry_is_written_decided_about_and_closed_and_every_step_is_in_the_log() {
    each_database(|database| {
        let shelf = Shelf::new(database);
        let first = shelf.opened(Origin::Officer, None).unwrap();
        assert_eq!((first.reference.as_str(), first.state, first.due), ("B-2026-0001", State::Open, after(72)));
        let figures = Figures { aware: aware(), people: Some(40), records: Some(52) };
        shelf.act(1, |tx, by| write(tx, by, &first, &whole(), figures)).unwrap();
        // What somebody else wrote meanwhile is not written over.
        let stale = shelf.act(1, |tx, by| write(tx, by, &first, &whole(), figures));
        assert!(matches!(stale, Err(Refused::Database(Error::Lost))));

        let entry = shelf.now("B-2026-0001");
        let unsure = shelf.act(2, |tx, by| close(tx, by, &entry));
        assert!(matches!(unsure, Err(Refused::Missing(parts)) if parts == [Part::Authority, Part::People]));
        let told = |hours| Said { told: Some(after(hours)), ..Said::default() };
        shelf.act(3, |tx, by| decide_authority(tx, by, &entry, Authority::First, &told(3))).unwrap();
        let entry = shelf.now("B-2026-0001");
        let silent = shelf.act(90, |tx, by| decide_people(tx, by, &entry, People::Averted, &Said::default()));
        assert!(matches!(silent, Err(Refused::Faults(faults)) if faults == [Fault::NoReasons]));
        shelf.act(90, |tx, by| decide_authority(tx, by, &entry, Authority::Complete, &told(90))).unwrap();
        let entry = shelf.now("B-2026-0001");
        let why = Said { reasons: " The reader deleted it. ", ..Said::default() };
        shelf.act(91, |tx, by| decide_people(tx, by, &entry, People::Averted, &why)).unwrap();

        let entry = shelf.now("B-2026-0001");
        let made = shelf.decided(&entry);
        assert_eq!(made.len(), 3);
        assert!(made.iter().all(|one| !one.late && one.by == shelf.officer), "what follows in phases is not late");
        assert_eq!(made[2].reasons, "The reader deleted it.");
        assert_eq!(standing_of(&entry, &made, after(200)), Standing::Told);
        shelf.act(92, |tx, by| close(tx, by, &entry)).unwrap();
        let entry = shelf.now("B-2026-0001");
        assert_eq!((entry.state, entry.closed_by.as_ref()), (State::Closed, Some(&shelf.officer)));
        let after_all = shelf.act(93, |tx, by| write(tx, by, &entry, &whole(), figures));
        assert!(matches!(after_all, Err(Refused::Over)));

        let log = shelf.database.read_now(|db| audit::events_of_object(db, "B-2026-0001", 50)).unwrap();
        let mut actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
        actions.sort_unstable();
        let [opened, written, closed] = ["breaches.opened", "breaches.written", "breaches.closed"];
        let decided = "breaches.decided";
        assert_eq!(actions, [closed, decided, decided, decided, opened, written]);
        assert!(log.iter().all(|entry| !entry.detail.as_deref().unwrap_or_default().contains("parcels")));
    });
}

#[test]
fn a_late_notice_says_why_and_a_reminder_leaves_once_until_somebody_decides() {
    each_database(|database| {
        let shelf = Shelf::new(database);
        let entry = shelf.opened(Origin::Misdirected, None).unwrap();
        assert_eq!(entry.state, State::Draft);
        let undecided = || shelf.database.read_now(undecided).unwrap();
        assert_eq!(undecided().len(), 1);
        assert!(!undecided()[0].by_officer);
        assert!(shelf.remind(&entry, Stage::Opened));
        assert!(!shelf.remind(&entry, Stage::Opened), "once");
        assert!(shelf.remind(&entry, Stage::Hours));
        assert!(!shelf.remind(&entry, Stage::Day), "what came after it says it all");

        let early = shelf.act(1, |tx, by| decide_authority(tx, by, &entry, Authority::NotTold, &Said::default()));
        assert!(matches!(early, Err(Refused::Over)), "a draft is confirmed first");
        shelf.act(1, |tx, by| confirm(tx, by, &entry)).unwrap();
        let entry = shelf.now(&entry.reference);
        let said = Said { told: Some(after(73)), ..Said::default() };
        let mute = shelf.act(74, |tx, by| decide_authority(tx, by, &entry, Authority::Complete, &said));
        assert!(matches!(mute, Err(Refused::Faults(faults)) if faults == [Fault::NoDelay]));
        let said = Said { delay: "The report lay in a mailbox.", ..said };
        shelf.act(74, |tx, by| decide_authority(tx, by, &entry, Authority::Complete, &said)).unwrap();
        let entry = shelf.now(&entry.reference);
        let made = shelf.decided(&entry);
        assert!(made[0].late && made[0].delay == "The report lay in a mailbox.");
        assert_eq!(standing_of(&entry, &made, after(75)), Standing::ToldLate);
        assert!(undecided().is_empty());
    });
}

#[test]
fn the_same_cause_opens_one_draft_which_stays_when_it_was_no_breach_and_goes_five_years_later() {
    each_database(|database| {
        let shelf = Shelf::new(database);
        let draft = shelf.opened(Origin::NotMe, Some("refresh.not-me:1")).unwrap();
        assert!(shelf.opened(Origin::NotMe, Some("refresh.not-me:1")).is_none());
        let other = shelf.opened(Origin::NotMe, Some("refresh.not-me:2")).unwrap();
        assert_eq!((draft.reference.as_str(), other.reference.as_str()), ("B-2026-0001", "B-2026-0002"));

        shelf.act(5, |tx, by| dismiss(tx, by, &draft, "A typing mistake; nothing was in the mail.")).unwrap();
        let kept = shelf.now("B-2026-0001");
        assert_eq!(kept.state, State::Dismissed);
        assert!(kept.account.dismissal.contains("typing") && kept.account.facts.contains("parcels"));
        assert_eq!(standing_of(&kept, &[], after(500)), Standing::Waived);
        let twice = shelf.act(6, |tx, by| confirm(tx, by, &kept));
        assert!(matches!(twice, Err(Refused::NotADraft)));

        // A moment of awareness that was wrong moves the end of the term.
        let figures = Figures { aware: after(-10), people: Some(1), records: None };
        shelf.act(6, |tx, by| write(tx, by, &other, &other.account, figures)).unwrap();
        assert_eq!(shelf.now("B-2026-0002").due, after(62));

        let forget = |hours| shelf.database.write_now(|tx| forget(tx, after(hours))).unwrap();
        assert_eq!((forget(5), forget(6)), (0, 1), "what runs stays");
        assert_eq!(shelf.database.read_now(|db| all(db, &shelf.keys)).unwrap().len(), 1);
    });
}

#[test]
fn the_register_is_exported_whole_and_no_cell_is_a_formula() {
    each_database(|database| {
        let shelf = Shelf::new(database);
        let entry = shelf.opened(Origin::Officer, None).unwrap();
        let account = Account { title: "=HYPERLINK(1)".into(), ..whole() };
        let figures = Figures { aware: aware(), people: Some(40), records: Some(52) };
        shelf.act(1, |tx, by| write(tx, by, &entry, &account, figures)).unwrap();
        let entry = shelf.now(&entry.reference);
        let why = Said { reasons: "Nobody can read it.", ..Said::default() };
        shelf.act(2, |tx, by| decide_authority(tx, by, &entry, Authority::NotTold, &why)).unwrap();
        let entries = vec![(shelf.now(&entry.reference), shelf.decided(&entry))];
        let names = [(shelf.officer.to_string(), "Odile".to_owned())].into();
        let labels = [("contact".to_owned(), "Coordonnées".to_owned())].into();
        let made = |format| String::from_utf8(export(&entries, &names, &labels, format, after(3)).unwrap()).unwrap();

        let text = made(Format::Csv);
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let head = csv.headers().unwrap().clone();
        let row = csv.records().next().unwrap().unwrap();
        let cell = |name: &str| row.get(head.iter().position(|one| one == name).unwrap()).unwrap().to_owned();
        assert_eq!(cell("title"), "'=HYPERLINK(1)");
        assert_eq!(
            (cell("people"), cell("records"), cell("categories")),
            ("40".into(), "52".into(), "Coordonnées".into())
        );
        assert_eq!((cell("authority"), cell("authority_reasons")), ("not-told".into(), "Nobody can read it.".into()));
        assert_eq!((cell("authority_by"), cell("aware")), ("Odile".into(), "2026-12-24T16:20:00Z".into()));

        let json: Value = serde_json::from_str(&made(Format::Json)).unwrap();
        let first = &json["breaches"][0];
        assert_eq!((&first["reference"], &first["due"]), (&json!("B-2026-0001"), &json!("2026-12-27T16:20:00Z")));
        assert_eq!(first["decisions"][0]["by"], "Odile");
        assert_eq!(first["facts"], "A list of parcels left.");
    });
}
