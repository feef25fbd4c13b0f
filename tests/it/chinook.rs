//! A real customer file made by others: Chinook, on SQLite and PostgreSQL, with the mapping of `config/examples`.

use habeas::commands::{self, check, init};
use habeas::config::DatabaseUrl;
use habeas::db::testing::{Fresh, fresh_databases};
use habeas::facts::{Holding, assemble};
use habeas::lang::Lang;
use habeas::people::Address;
use habeas::record::Record;
use habeas::sources::declaration::{Declaration, TableErase, Way};
use habeas::sources::plan::{Action, Outcome};
use habeas::sources::{Identifiers, Plan, Sources};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

const LUIS: &str = "LUISG@embraer.com.br";

/// Where the sample database is: beside the repository.
pub fn data() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/data/chinook", "../../shared/data/chinook"];
    let found = places.iter().map(|place| here.join(place)).find(|place| place.join("Chinook_Sqlite.sqlite").exists());
    if found.is_none() {
        println!("SKIPPED: the tests on Chinook need ../shared/data/chinook, which is not here");
        eprintln!("SKIPPED: the tests on Chinook need ../shared/data/chinook, which is not here");
    }
    found
}

struct Chinook {
    folder: TempDir,
    url: DatabaseUrl,
    _database: Fresh,
}

/// Runs a test on Chinook in each kind of database.
fn each_chinook(test: impl Fn(&Chinook)) {
    let Some(data) = data() else { return };
    for database in fresh_databases() {
        let url = database.url();
        match &url {
            DatabaseUrl::Sqlite(path) => {
                fs::write(path, fs::read(data.join("Chinook_Sqlite.sqlite")).unwrap()).unwrap();
            }
            DatabaseUrl::Postgres(url) => {
                let script = fs::read_to_string(data.join("Chinook_PostgreSql.sql")).unwrap();
                let (_, tables) = script.split_once("\\c chinook;").unwrap();
                postgres::Client::connect(url.expose(), postgres::NoTls).unwrap().batch_execute(tables).unwrap();
            }
        }
        test(&Chinook::new(url, database));
    }
}

impl Chinook {
    /// The example's folder with keys and the address of this database.
    fn new(url: DatabaseUrl, database: Fresh) -> Self {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/examples/chinook");
        let folder = tempfile::tempdir().unwrap();
        let starter = tempfile::tempdir().unwrap();
        init(starter.path(), |keys| fs::write(keys.join("audit.key"), "key")).unwrap();
        fs::rename(starter.path().join("keys"), folder.path().join("keys")).unwrap();
        for file in ["habeas.toml", "record.toml"] {
            fs::copy(example.join(file), folder.path().join(file)).unwrap();
        }
        let (file, from, to) = match &url {
            DatabaseUrl::Sqlite(path) => ("sources", "../Chinook_Sqlite.sqlite", path.display().to_string()),
            DatabaseUrl::Postgres(url) => ("sources-postgres", "${CHINOOK_DATABASE_URL}", url.expose().to_owned()),
        };
        let text = fs::read_to_string(example.join(file).join("chinook.toml")).unwrap();
        assert!(text.contains(from));
        fs::create_dir(folder.path().join("sources")).unwrap();
        fs::write(folder.path().join("sources/chinook.toml"), text.replace(from, &to)).unwrap();
        Self { folder, url, _database: database }
    }

    fn declaration(&self) -> Declaration {
        let path = self.folder.path().join("sources/chinook.toml");
        Declaration::parse(&path, &fs::read_to_string(&path).unwrap(), Lang::ALL, &|_| None).0.unwrap()
    }

    fn record(&self) -> Arc<Record> {
        let path = self.folder.path().join("record.toml");
        Arc::new(Record::parse(&path, &fs::read_to_string(&path).unwrap(), Lang::ALL).0.unwrap())
    }

    fn is_sqlite(&self) -> bool {
        matches!(self.url, DatabaseUrl::Sqlite(_))
    }

    /// The name of a table or column in this database: `InvoiceLine` or `invoice_line`.
    fn name(&self, name: &str) -> String {
        if self.is_sqlite() {
            return name.to_owned();
        }
        let snake = |(place, letter): (usize, char)| {
            let mark = if place > 0 && letter.is_uppercase() { "_" } else { "" };
            format!("{mark}{}", letter.to_lowercase())
        };
        name.chars().enumerate().map(snake).collect()
    }

    /// Every value of every table as text.
    fn everything(&self) -> Vec<(String, String)> {
        let schema = habeas::sources::describe(&self.declaration().url).unwrap();
        let mut all = Vec::new();
        for table in &schema.tables {
            for column in &table.columns {
                let sql = format!("SELECT CAST(\"{}\" AS TEXT) FROM \"{}\"", column.name, table.name);
                let place = format!("{}.{}", table.name, column.name);
                all.extend(self.ask(&sql).into_iter().flatten().map(|value| (place.clone(), value)));
            }
        }
        // The server owes no order.
        all.sort();
        all
    }

    fn ask(&self, sql: &str) -> Vec<Option<String>> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut statement = connection.prepare(sql).unwrap();
                statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
            }
            DatabaseUrl::Postgres(url) => {
                let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
                client.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
            }
        }
    }
}

fn luis() -> Identifiers {
    Identifiers::new(&[Address::parse(LUIS).unwrap()])
}

#[test]
fn the_mapping_of_chinook_holds_no_mistake_on_either_database() {
    each_chinook(|chinook| assert_eq!(check(&chinook.folder.path().join("habeas.toml")), []));
}

#[test]
fn a_draft_finds_the_customers_their_links_and_most_categories() {
    each_chinook(|chinook| {
        let folder = chinook.folder.path();
        let right = chinook.declaration();
        // The list of people stands in one source only, and this draft is to be the first.
        fs::remove_file(folder.join("sources/chinook.toml")).unwrap();
        let url = match &chinook.url {
            DatabaseUrl::Sqlite(path) => path.display().to_string(),
            DatabaseUrl::Postgres(url) => url.expose().to_owned(),
        };
        let written = commands::draft(&folder.join("habeas.toml"), "first-look", Some(&url)).unwrap();
        let text = fs::read_to_string(&written).unwrap();
        assert!(!chinook.is_sqlite() || text.contains(&url));
        assert!(chinook.is_sqlite() || !text.contains(&url), "an address with a password is never written");
        let variable = |name: &str| (name == "FIRST_LOOK_DATABASE_URL").then(|| url.clone());
        let (draft, found) = Declaration::parse(&written, &text, Lang::ALL, &variable);
        assert_eq!(found, [], "{text}");
        let draft = draft.unwrap();
        let schema = habeas::sources::describe(&right.url).unwrap();
        assert_eq!(habeas::sources::check(&draft, &schema), [], "{text}");

        let directory = draft.directory.as_ref().unwrap();
        assert_eq!((&directory.table, &directory.email), (&chinook.name("Customer"), &chinook.name("Email")));
        let mut tables: Vec<_> = draft.tables.iter().map(|table| table.name.clone()).collect();
        tables.sort();
        assert_eq!(tables, ["Customer", "Invoice", "InvoiceLine"].map(|name| chinook.name(name)));
        let link = |table: &str, column: &str, of: &str| {
            let way = Way::Link { column: chinook.name(column), of: chinook.name(of), at: chinook.name(column) };
            assert!(draft.table(&chinook.name(table)).unwrap().person.contains(&way), "{text}");
        };
        link("Invoice", "CustomerId", "Customer");
        link("InvoiceLine", "InvoiceId", "Invoice");
        let erase = |table: &str| &draft.table(&chinook.name(table)).unwrap().erase;
        assert!(matches!(erase("Customer"), TableErase::Strip));
        assert!(matches!(erase("Invoice"), TableErase::Archive(_)));

        let categories = |declaration: &Declaration| -> BTreeMap<(String, String), String> {
            let of = |table: &habeas::sources::declaration::Table| {
                let pair =
                    |(column, held): (&habeas::sources::declaration::Column, &habeas::sources::declaration::Held)| {
                        ((table.name.clone(), column.name.clone()), held.category.clone())
                    };
                table.facts().map(pair).collect::<Vec<_>>()
            };
            declaration.tables.iter().flat_map(of).collect()
        };
        let (ours, theirs) = (categories(&right), categories(&draft));
        let same = ours.iter().filter(|(place, category)| theirs.get(*place) == Some(category)).count();
        assert!(same * 100 >= ours.len() * 80, "{same} of {} categories are right:\n{text}", ours.len());
        println!("{same} of {} categories are right", ours.len());
        // A second draft never replaces what a person has reviewed.
        let again = commands::draft(&folder.join("habeas.toml"), "first-look", Some(&url)).unwrap_err();
        assert!(again.to_string().contains("exists already"), "{again}");
    });
}

#[test]
fn luis_sees_his_customer_file_his_invoices_and_their_lines_and_nobody_else() {
    each_chinook(|chinook| {
        let sources = Sources::open(vec![chinook.declaration()]);
        let source = sources.get("chinook").unwrap();
        let (found, rows) = source.session(|session| session.find_with_facts(&luis())).unwrap();
        let count = |table: &str| rows.iter().filter(|row| row.table == chinook.name(table)).count();
        assert_eq!([count("Customer"), count("Invoice"), count("InvoiceLine")], [1, 7, 38]);
        let holding = [Holding { source: "chinook".into(), rows, found, person: luis(), required: BTreeSet::new() }];
        let facts = assemble(&chinook.record(), sources.declarations(), &holding, Lang::En, date(2026, 11, 24));
        let text = serde_json::to_string(&facts).unwrap();
        assert!(text.contains("A customer adviser"));
        let staff = format!("SELECT \"{}\" FROM \"{}\"", chinook.name("Email"), chinook.name("Employee"));
        let customers = format!("SELECT \"{}\" FROM \"{}\"", chinook.name("Email"), chinook.name("Customer"));
        let others: Vec<_> = chinook.ask(&staff).into_iter().chain(chinook.ask(&customers)).flatten().collect();
        assert_eq!(others.len(), 8 + 59);
        for other in others.iter().filter(|address| !address.eq_ignore_ascii_case(LUIS)) {
            assert!(!text.contains(other.as_str()), "{other}");
        }
        let total = facts.iter().find(|fact| fact.column == chinook.name("Total")).unwrap();
        assert!(serde_json::to_string(&total.until).unwrap().contains("L123-22"), "{:?}", total.until);
        assert!(facts.iter().all(|fact| !fact.why.is_empty() && !fact.recipients.is_empty()));
        // The end of a customer's file follows from the last invoice, which another table holds.
        let phone = facts.iter().find(|fact| fact.column == chinook.name("Phone")).unwrap();
        assert!(matches!(phone.until, habeas::facts::Until::Day { .. }), "{:?}", phone.until);
    });
}

#[test]
fn erasing_luis_keeps_his_invoices_for_the_law_and_leaves_him_nowhere() {
    each_chinook(|chinook| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let sources = Sources::open(vec![chinook.declaration()]);
        let mine = |value: &str| {
            ["LUISG@embraer.com.br", "Gonçalves", "+55 (12) 3923-5555", "Av. Brigadeiro Faria Lima, 2170", "Embraer"]
                .iter()
                .any(|word| value.to_lowercase().contains(&word.to_lowercase()))
        };
        let before = chinook.everything();
        assert!(before.iter().filter(|(_, value)| mine(value)).count() > 5);
        let today = date(2026, 11, 24);
        let plan: Plan = runtime.block_on(sources.plan_erasure(&luis(), &chinook.record(), today));
        let part = plan.source("chinook").unwrap();
        let step = |table: &str, action: Action| {
            part.steps
                .iter()
                .filter(|step| step.table == chinook.name(table) && step.action == action)
                .collect::<Vec<_>>()
        };
        let archived: usize = step("Invoice", Action::Archive).iter().map(|step| step.keys.len()).sum();
        assert_eq!(archived, 7);
        assert!(step("Invoice", Action::Archive).iter().all(|step| step.until.is_some() && step.ground.is_some()));
        assert_eq!(step("Customer", Action::Strip).len(), 1);
        assert_eq!(step("InvoiceLine", Action::Keep).iter().map(|step| step.keys.len()).sum::<usize>(), 38);
        assert!(plan.lines().iter().any(|line| line.outcome == Outcome::Archived && line.category == "invoices"));

        let source = sources.get("chinook").unwrap();
        let mut copies = 0;
        let copy = |made: &[habeas::sources::Copy]| {
            copies += made.len();
            Ok(())
        };
        source.session(|session| Ok(session.execute(&luis(), part, copy).unwrap())).unwrap();
        assert_eq!(copies, 7);
        assert!(source.session(|session| session.verify(&luis(), Some(part))).unwrap().is_clean());

        let after = chinook.everything();
        let left: Vec<_> = after.iter().filter(|(_, value)| mine(value)).collect();
        assert!(left.is_empty(), "{left:?}");
        let kept = |column: &str| {
            let place = format!("{}.{}", chinook.name("Invoice"), chinook.name(column));
            let values = |all: &[(String, String)]| all.iter().filter(|(at, _)| *at == place).count();
            (values(&before), values(&after))
        };
        assert_eq!(kept("Total").0, kept("Total").1);
        assert_eq!(kept("InvoiceDate").0, kept("InvoiceDate").1);
        assert_eq!(kept("BillingAddress").0, kept("BillingAddress").1 + 7);
        if chinook.is_sqlite() {
            assert!(chinook.ask("SELECT \"table\" FROM pragma_foreign_key_check").is_empty());
        }
        // A second run finds nobody and changes nothing.
        let again = runtime.block_on(sources.plan_erasure(&luis(), &chinook.record(), today));
        assert!(again.is_empty());
        assert!(chinook.everything() == after);
    });
}

#[test]
fn nothing_in_it_looks_as_if_it_were_not_needed() {
    each_chinook(|chinook| {
        let found = crate::minimise::doubts(&chinook.declaration(), &chinook.record());
        let about: Vec<String> = found.iter().filter(|one| one.subject.is_some()).map(|one| one.place()).collect();
        assert_eq!(about, Vec::<String>::new());
    });
}
