//! Sources without SQL: CSV files in a folder, and a system that answers over HTTP (the example server itself). One shop,
//! the same questions, the same answers.

use crate::http_system::{HttpSystem, KEY};
use crate::sources_live::bench::{person, record};
use habeas::clock::Clock;
use habeas::lang::Lang;
use habeas::outgoing::{Outgoing, Reach};
use habeas::sources::declaration::Declaration;
use habeas::sources::{
    Correction, Identifiers, Outside, RowKey, Session, Sources, SqlError, check, describe_over, events,
};
use jiff::civil::date;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const CUSTOMERS: [[&str; 5]; 3] = [
    ["1", " Luis@Example.com ", "Luis \"the; 'one'\" – 😀; DROP TABLE x; --", "1", "2020-02-29"],
    ["2", "anne@example.com", "Anne", "0", ""],
    ["10", "marc@example.com", "", "0", "2021-01-01"],
];
const ORDERS: [[&str; 4]; 3] =
    [["1", "1", "10.10", "wrapped, with\na card"], ["2", "2", "5.00", "ask luis@example.com"], ["3", "1", "7", ""]];

struct Plain {
    kind: &'static str,
    sources: Sources,
    outgoing: Outgoing,
    folder: TempDir,
    server: Option<HttpSystem>,
}

fn declaration(kind: &str, url: &str, key: &str) -> Declaration {
    let text = format!(
        r#"
name = "plain"
kind = "{kind}"
url = "{url}"
{key}
label = {{ en = "Plain", fr = "Simple" }}
[directory]
table = "customers"
email = "email"
[[table]]
name = "customers"
key = ["id"]
label = {{ en = "You", fr = "Vous" }}
reason = {{ en = "x", fr = "x" }}
person = [{{ identifier = "email" }}]
erase = "strip"
[table.columns]
id = {{ ignore = "key" }}
email = {{ category = "contact", label = {{ en = "E-mail", fr = "E-mail" }}, kind = "email", edit = "review", erase = "replace", replace = "erased-{{key}}@erased.invalid" }}
name = {{ category = "contact", label = {{ en = "Name", fr = "Nom" }}, edit = "self" }}
vip = {{ category = "contact", label = {{ en = "VIP", fr = "VIP" }}, kind = "boolean", edit = "self", erase = "keep" }}
joined = {{ category = "contact", label = {{ en = "Since", fr = "Depuis" }}, kind = "date" }}
[[table]]
name = "orders"
key = ["id"]
label = {{ en = "Orders", fr = "Commandes" }}
reason = {{ en = "x", fr = "x" }}
person = [{{ column = "customer_id", of = "customers", at = "id" }}]
erase = "delete"
[table.columns]
id = {{ ignore = "key" }}
customer_id = {{ ignore = "link" }}
total = {{ category = "orders", label = {{ en = "Total", fr = "Total" }}, kind = "money", currency = "EUR" }}
note = {{ category = "orders", label = {{ en = "Note", fr = "Note" }} }}
"#
    );
    let (declaration, found) = Declaration::parse(Path::new("plain.toml"), &text, Lang::ALL, &|_| None);
    declaration.unwrap_or_else(|| panic!("{found:#?}"))
}

fn csv_of<const N: usize>(head: [&str; N], rows: &[[&str; N]]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

impl Plain {
    fn outgoing() -> Outgoing {
        let reach = Reach::new(vec!["127.0.0.1".parse().unwrap()], Vec::new());
        Outgoing::new(reach, Duration::from_secs(20), 1 << 20).unwrap()
    }

    fn files() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let customers = csv_of(["id", "email", "name", "vip", "joined"], &CUSTOMERS);
        fs::write(folder.path().join("customers.csv"), customers).unwrap();
        fs::write(folder.path().join("orders.csv"), csv_of(["id", "customer_id", "total", "note"], &ORDERS)).unwrap();
        let declaration = declaration("files", &folder.path().display().to_string(), "");
        let (sources, outgoing) = (Sources::open(vec![declaration]), Self::outgoing());
        Self { kind: "files", sources, outgoing, folder, server: None }
    }

    fn http() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.sqlite");
        let shop = rusqlite::Connection::open(&file).unwrap();
        shop.execute_batch(
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, vip INTEGER NOT NULL,
                 joined TEXT);
             CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), total TEXT NOT NULL,
                 note TEXT);",
        )
        .unwrap();
        let value = |text: &&str| if text.is_empty() { None } else { Some((*text).to_owned()) };
        for row in &CUSTOMERS {
            shop.execute(
                "INSERT INTO customers VALUES (?, ?, ?, ?, ?)",
                rusqlite::params_from_iter(row.iter().map(value)),
            )
            .unwrap();
        }
        for row in &ORDERS {
            shop.execute("INSERT INTO orders VALUES (?, ?, ?, ?)", rusqlite::params_from_iter(row.iter().map(value)))
                .unwrap();
        }
        let server = HttpSystem::over(&file);
        let declaration = declaration("http", &server.url, &format!("key = \"{KEY}\""));
        let outgoing = Self::outgoing();
        let sources = Sources::open(vec![declaration]).calling(&outgoing, &Clock::system());
        Self { kind: "http", sources, outgoing, folder, server: Some(server) }
    }

    fn with<T>(&self, body: impl FnOnce(&mut Session<'_>) -> Result<T, SqlError>) -> T {
        self.sources.get("plain").unwrap().session(body).unwrap_or_else(|error| panic!("{}: {error}", self.kind))
    }

    fn values(&self, who: &Identifiers) -> Vec<(String, String)> {
        let rows = self.with(|session| Ok(session.find_with_facts(who)?.1));
        let pairs = rows.into_iter().flat_map(|row| {
            let place = format!("{}.{}", row.table, row.key.plain());
            row.values
                .into_iter()
                .filter_map(move |value| Some((format!("{place}.{}", value.column), value.content.text()?.to_owned())))
        });
        pairs.collect()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Every row as it is in the origin.
    fn everything(&self) -> Vec<String> {
        if self.kind == "files" {
            let read = |name: &str| {
                let text = fs::read_to_string(self.file(name)).unwrap();
                let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
                reader
                    .records()
                    .skip(1)
                    .map(|row| row.unwrap().iter().collect::<Vec<_>>().join("|"))
                    .collect::<Vec<_>>()
            };
            return [read("customers.csv"), read("orders.csv")].concat();
        }
        let shop = rusqlite::Connection::open(self.file("shop.sqlite")).unwrap();
        let read = |table: &str| crate::harness::sqlite_rows(&shop, &format!("SELECT * FROM {table} ORDER BY id"));
        [read("customers"), read("orders")].concat().into_iter().map(|row| row.join("|")).collect()
    }
}

fn luis() -> Identifiers {
    person(&["luis@example.com"])
}

fn first(plain: &Plain) -> RowKey {
    plain.with(|session| Ok(session.find(&luis())?.rows("customers").next().unwrap().0.clone()))
}

#[test]
fn a_person_is_found_read_corrected_and_erased_in_files_and_over_http_alike() {
    for plain in [Plain::files(), Plain::http()] {
        let declaration = plain.sources.declarations().next().unwrap().clone();
        let outside = Outside::new(&plain.outgoing, &Clock::system());
        let schema = describe_over(&declaration.url, Some(&outside)).unwrap();
        assert_eq!(check(&declaration, &schema), [], "{}", plain.kind);

        let pair = |place: &str, text: &str| (place.to_owned(), text.to_owned());
        let expected = vec![
            pair("customers.1.email", " Luis@Example.com "),
            pair("customers.1.name", CUSTOMERS[0][2]),
            pair("customers.1.vip", "true"),
            pair("customers.1.joined", "2020-02-29"),
            pair("orders.1.total", "10.10"),
            pair("orders.1.note", "wrapped, with\na card"),
            pair("orders.3.total", "7"),
        ];
        assert_eq!(plain.values(&luis()), expected, "{}", plain.kind);
        assert_eq!(plain.values(&person(&["nobody@example.com"])), []);

        let before = plain.everything();
        let key = first(&plain);
        let correct = |column: &str, old: Option<&str>, new: Option<&str>| {
            plain.with(|session| session.correct("customers", &key, column, old, new))
        };
        let stale = correct("name", Some("Anne"), Some("X"));
        assert_eq!(stale, Correction::Stale { current: Some(CUSTOMERS[0][2].into()) }, "{}", plain.kind);
        assert_eq!(plain.everything(), before);
        assert_eq!(correct("name", Some(CUSTOMERS[0][2]), Some("Luís, \"né\"\n; --")), Correction::Changed);
        assert_eq!(correct("vip", Some("true"), Some("false")), Correction::Changed);
        assert_eq!(correct("joined", Some("2020-02-29"), None), Correction::ReadOnly, "locked");
        let after = plain.everything();
        assert_eq!(after[0], "1| Luis@Example.com |Luís, \"né\"\n; --|0|2020-02-29", "{}", plain.kind);
        assert_eq!(after[1..], before[1..], "{}", plain.kind);

        let list = plain.with(|session| {
            let one = session.directory(None, 2)?;
            let two = session.directory(Some(&one[1].key), 2)?;
            Ok([one, two].concat().into_iter().map(|entry| entry.address.unwrap()).collect::<Vec<_>>())
        });
        assert_eq!(list.len(), 3, "{}: {list:?}", plain.kind);

        let plan = plain.with(|session| {
            let events = events(session.declaration, &session.find(&luis())?);
            session.plan(&luis(), &record(), &events, date(2026, 11, 24))
        });
        let execute = || plain.with(|session| Ok(session.execute(&luis(), &plan, |_| Ok(())).unwrap()));
        let done = execute();
        assert_eq!((done.deleted, done.changed), (2, 1), "{}", plain.kind);
        let left = plain.everything();
        let expected = ["1|erased-1@erased.invalid||0|", &before[1], &before[2], &before[4]];
        assert_eq!(left, expected, "{}", plain.kind);
        let seen = plain.with(|session| session.verify(&luis(), Some(&plan)));
        assert!(seen.is_done() && seen.unplanned.is_empty(), "{}: {seen:?}", plain.kind);
        // Somebody else's note still names the address: that is said, and not touched.
        let residues: Vec<_> = seen.residues.iter().map(|place| (&*place.table, &*place.column, place.rows)).collect();
        assert_eq!(residues, [("orders", "note", 1)], "{}", plain.kind);
        assert_eq!(execute().deleted, 0);
        assert_eq!(plain.everything(), left);
    }
}

#[test]
fn a_file_that_somebody_writes_meanwhile_is_read_again_and_never_lost() {
    let plain = Plain::files();
    let old = plain.values(&luis()).len();
    let file = plain.file("orders.csv");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}4,1,1.00,new\n")).unwrap();
    assert_eq!(plain.values(&luis()).len(), old + 2);
    let key = first(&plain);
    let source = plain.sources.get("plain").unwrap();
    let raced = source.session(|session| {
        session.find(&luis())?;
        fs::write(&file, format!("{text}5,2,1.00,another one\n")).unwrap();
        session.correct("customers", &key, "name", Some(CUSTOMERS[0][2]), Some("X"))
    });
    assert!(raced.as_ref().is_err_and(|error| error.may_pass()), "{raced:?}");
    assert!(fs::read_to_string(&file).unwrap().ends_with("another one\n"));
    let again = plain.with(|session| session.correct("customers", &key, "name", Some(CUSTOMERS[0][2]), Some("X")));
    assert_eq!(again, Correction::Changed);

    fs::write(&file, format!("{text}1,2,1.00,the same key\n")).unwrap();
    let twice = source.session(|session| session.find(&luis())).unwrap_err().to_string();
    assert!(twice.contains("same key") && !twice.contains("1.00"), "{twice}");
    fs::write(&file, "id,customer_id\n1\n").unwrap();
    let odd = source.session(|session| session.find(&luis())).unwrap_err().to_string();
    assert!(odd.contains("orders.csv") && odd.contains("line 2"), "{odd}");
}

#[test]
fn an_http_source_that_is_down_refuses_or_is_not_ours_says_so_and_changes_nothing() {
    let mut plain = Plain::http();
    let declared = plain.sources.declarations().next().unwrap().clone();
    let habeas::sources::declaration::SourceUrl::Http(place) = &declared.url else { unreachable!() };
    let url = place.url.as_str().trim_end_matches('/').to_owned();
    let find = |sources: &Sources| {
        let source = sources.get("plain").unwrap();
        source.session(|session| session.find(&luis()).map(|found| found.count())).map_err(|error| error.cause)
    };
    let other = declaration("http", &url, "key = \"another key that is long enough\"");
    let stranger = Sources::open(vec![other]).calling(&plain.outgoing, &Clock::system());
    assert_eq!(find(&stranger), Err(SqlError::Forbidden("describe: 401".into())));
    let late = Clock::system();
    late.advance(jiff::SignedDuration::from_mins(6));
    let delayed = Sources::open(vec![declared.clone()]).calling(&plain.outgoing, &late);
    assert_eq!(find(&delayed), Err(SqlError::Forbidden("describe: 401".into())), "an old call is refused");
    let closed = Outgoing::new(Reach::default(), Duration::from_secs(5), 1 << 20).unwrap();
    let inside = Sources::open(vec![declared]).calling(&closed, &Clock::system());
    assert!(matches!(find(&inside), Err(SqlError::Failed(said)) if said.contains("outgoing.allow")));

    assert_eq!(find(&plain.sources), Ok(3));
    let before = plain.everything();
    let key = first(&plain);
    let taken = plain.with(|session| {
        let old = Some(" Luis@Example.com ");
        session.correct("customers", &key, "email", old, Some("anne@example.com"))
    });
    assert_eq!(taken, Correction::Refused, "the address of somebody else");
    assert_eq!(plain.everything(), before);
    plain.server.take().unwrap().end();
    for _ in 0..5 {
        assert!(matches!(find(&plain.sources), Err(SqlError::Down(_))));
    }
    let at_peace = find(&plain.sources).unwrap_err().to_string();
    assert!(at_peace.contains("again and again"), "{at_peace}");
}
