//! Broken configurations: each mistake is named with its file, its line and its cure.

use habeas::commands::{check, init};
use habeas::diagnostic::Diagnostic;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use tempfile::TempDir;

const SHOP: &str = r#"name = "shop"
kind = "sqlite"
url = "shop.sqlite"
label = { en = "Shop", fr = "Boutique" }
[[table]]
name = "customers"
key = ["id"]
label = { en = "Customers", fr = "Clients" }
person = [{ identifier = "email" }]
erase = "delete"
[table.columns]
id = { ignore = "technical key" }
email = { category = "contact", label = { en = "E-mail", fr = "E-mail" }, kind = "email", edit = "self" }
"#;

const TABLES: &str = "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL)";

/// A folder as `init` makes it, with one source and its database.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), |keys| fs::write(keys.join("audit.key"), "key")).unwrap();
    fs::write(folder.path().join("sources/shop.toml"), SHOP).unwrap();
    tables(folder.path(), TABLES);
    folder
}

/// Runs SQL in the database of the source.
fn tables(folder: &Path, sql: &str) {
    rusqlite::Connection::open(folder.join("sources/shop.sqlite")).unwrap().execute_batch(sql).unwrap();
}

/// Replaces the first `from` in a file and returns the line it was on.
fn edit(folder: &Path, file: &str, from: &str, to: &str) -> usize {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find(from).unwrap_or_else(|| panic!("{file} does not hold {from}"));
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    1 + text[..at].matches('\n').count()
}

fn found(folder: &Path) -> Vec<Diagnostic> {
    check(&folder.join("habeas.toml"))
}

#[test]
fn a_first_set_with_a_source_holds_no_mistake() {
    assert_eq!(found(folder().path()), []);
}

#[test]
fn each_broken_configuration_names_its_mistake_with_file_line_and_cure() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let unreachable = format!("postgres://habeas@127.0.0.1:{closed}/habeas");
    // file, text, what is written instead, lines further down, field, part of the cure
    let cases: &[(&str, &str, &str, usize, &str, &str)] = &[
        ("habeas.toml", "base_url =", "base_ulr =", 0, "portal.base_ulr", "Did you mean `base_url`?"),
        ("habeas.toml", "[\"fr\", \"en\"]", "[\"fr\", \"de\"]", 0, "portal.languages[1]", "Write `fr`, `en` or both"),
        ("habeas.toml", "sqlite:habeas.sqlite", &unreachable, 0, "database.url", "Start the server"),
        ("habeas.toml", "grace_days = 3", "grace_days = 30", 0, "erasure.grace_days", "from 0 to 7"),
        ("habeas.toml", "http://127.0.0.1:8080", "http://shop.example", 0, "portal.base_url", "Use https"),
        ("habeas.toml", "transport = \"folder\"", "transport = \"smtp\"", 0, "mail.host", "Name the mail server"),
        ("record.toml", "[\"host\"]", "[\"hots\"]", 0, "activity[0].recipients[0]", "Did you mean `host`?"),
        ("record.toml", "\"P3Y\"", "\"3 years\"", 0, "retention[0].duration", "ISO 8601"),
        (
            "record.toml",
            "basis = \"contract\"",
            "basis = \"contrat\"",
            0,
            "activity[0].basis",
            "Did you mean `contract`?",
        ),
        ("record.toml", "country = \"FR\"\n# safeguard", "country = \"US\"\n#", 0, "recipient[0].safeguard", "Art. 46"),
        ("record.toml", "mandatory =", "retentoin = \"x\"\nmandatory =", 0, "activity[0].retentoin", "`retention`"),
        ("sources/shop.toml", "\"contact\"", "\"contcat\"", 0, "table[0].columns.email.category", "`contact`"),
        (
            "sources/shop.toml",
            "\nid = {",
            "\nemali = { ignore = \"slip\" }\nid = {",
            1,
            "table[0].columns.emali",
            "`email`",
        ),
        ("sources/shop.toml", "name = \"customers\"", "name = \"custommers\"", 0, "table[0].name", "`customers`"),
        ("sources/shop.toml", "kind = \"email\"", "kind = \"boolean\"", 0, "table[0].columns.email.kind", "email"),
        ("sources/shop.toml", "\"shop.sqlite\"", "\"shoop.sqlite\"", 0, "url", "Correct the path"),
        ("sources/shop.toml", "key = [\"id\"]", "key = [\"di\"]", 0, "table[0].key[0]", "Did you mean `id`?"),
        (
            "sources/shop.toml",
            "erase = \"delete\"",
            "retention = \"for-ever\"",
            0,
            "table[0].retention",
            "Add it to the record",
        ),
    ];
    for (file, from, to, further, field, cure) in cases {
        let folder = folder();
        let line = edit(folder.path(), file, from, to) + further;
        let mistakes = found(folder.path());
        let named = mistakes.iter().find(|mistake| mistake.field == *field);
        let mistake = named.unwrap_or_else(|| panic!("{field} is not among {mistakes:#?}"));
        assert!(mistake.is_error(), "{mistake}");
        assert!(mistake.file.ends_with(file), "{mistake}");
        assert!(mistake.cure.contains(cure), "{mistake}");
        // A missing key is named on the line its section begins.
        if !matches!(*field, "mail.host" | "recipient[0].safeguard") {
            assert_eq!(mistake.line, Some(line), "{mistake}");
        } else {
            assert!(mistake.line.is_some_and(|at| at < line), "{mistake}");
        }
    }
}

#[test]
fn two_sources_of_one_name_are_told_apart() {
    let folder = folder();
    fs::write(folder.path().join("sources/tickets.toml"), SHOP).unwrap();
    let mistakes = found(folder.path());
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    assert!(mistakes[0].file.ends_with("sources/tickets.toml"));
    assert_eq!((mistakes[0].line, mistakes[0].field.as_str()), (Some(1), "name"));
    assert!(mistakes[0].message.contains("shop.toml"));
}

#[test]
fn every_mistake_is_reported_and_not_only_the_first() {
    let folder = folder();
    edit(folder.path(), "record.toml", "\"P3Y\"", "\"3 years\"");
    edit(folder.path(), "record.toml", "[\"host\"]", "[\"hots\"]");
    edit(folder.path(), "record.toml", "card = \"identity\"", "card = \"indentity\"");
    fs::remove_dir_all(folder.path().join("keys")).unwrap();
    let mistakes = found(folder.path());
    let fields: Vec<_> = mistakes.iter().map(|mistake| mistake.field.as_str()).collect();
    let expected = ["portal.keys_dir", "category[0].card", "retention[0].duration", "activity[0].recipients[0]"];
    assert_eq!(fields, expected, "{mistakes:#?}");
}

#[test]
fn a_column_whose_category_has_no_activity_or_only_criteria_is_named() {
    let folder = folder();
    edit(folder.path(), "record.toml", "categories = [\"browsing\"]", "categories = [\"contact\"]");
    let line = edit(folder.path(), "sources/shop.toml", "\"contact\"", "\"browsing\"");
    let mistakes = found(folder.path());
    let column = mistakes.iter().find(|mistake| mistake.file.ends_with("sources/shop.toml")).unwrap();
    assert_eq!(column.line, Some(line));
    assert!(column.is_error() && column.message.contains("nothing says why"), "{column}");
    edit(folder.path(), "sources/shop.toml", "\"browsing\"", "\"preferences\"");
    let mistakes = found(folder.path());
    let column = mistakes.iter().find(|mistake| mistake.file.ends_with("sources/shop.toml")).unwrap();
    assert!(!column.is_error() && column.message.contains("criteria"), "{column}");
}

#[test]
fn a_source_whose_server_does_not_answer_is_named_without_its_password() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = folder();
    edit(folder.path(), "sources/shop.toml", "\"sqlite\"", "\"postgres\"");
    let url = format!("postgres://habeas:s3cret@127.0.0.1:{closed}/shop");
    let line = edit(folder.path(), "sources/shop.toml", "shop.sqlite", &url);
    let mistakes = found(folder.path());
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    let mistake = mistakes[0].to_string();
    assert_eq!((mistakes[0].line, mistakes[0].field.as_str()), (Some(line), "url"), "{mistake}");
    assert!(mistake.contains(&format!("127.0.0.1:{closed}")) && mistake.contains("Start the server"), "{mistake}");
    assert!(!mistake.contains("s3cret"), "{mistake}");
}

#[test]
fn what_the_database_has_and_nobody_declared_is_named() {
    let folder = folder();
    tables(
        folder.path(),
        "ALTER TABLE customers ADD COLUMN phone TEXT; CREATE TABLE tickets (id INTEGER PRIMARY KEY, \
         customer INTEGER REFERENCES customers (id)); CREATE TABLE leads (id INTEGER PRIMARY KEY, mobile_phone TEXT); \
         CREATE TABLE colours (code TEXT)",
    );
    let mistakes = found(folder.path());
    let said = |word: &str| mistakes.iter().find(|mistake| mistake.message.contains(word)).unwrap();
    assert_eq!(mistakes.len(), 4, "{mistakes:#?}");
    assert!(said("`phone`").is_error() && said("`phone`").field == "table[0].columns.phone");
    assert!(said("`tickets`").is_error() && said("points to `customers`").cure.contains("[[ignore]]"));
    assert!(said("`leads`").is_error() && said("`mobile_phone`").message.contains("personal"));
    assert!(!said("`colours`").is_error());
}

#[test]
fn an_erasure_that_the_database_would_refuse_is_named_before_it_happens() {
    let folder = folder();
    tables(folder.path(), "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id))");
    let orders = r#"
[[table]]
name = "orders"
key = ["id"]
label = { en = "Orders", fr = "Commandes" }
person = [{ column = "customer", of = "customers", at = "id" }]
erase = "strip"
[table.columns]
id = { ignore = "technical key" }
customer = { ignore = "link" }
"#;
    let file = folder.path().join("sources/shop.toml");
    fs::write(&file, format!("{SHOP}{orders}")).unwrap();
    let mistakes = found(folder.path());
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    assert!(mistakes[0].message.contains("refuses to delete"), "{}", mistakes[0]);
    fs::write(&file, format!("{SHOP}{orders}").replace("\"link\"", "\"link\", erase = \"clear\"")).unwrap();
    assert_eq!(found(folder.path()), []);
    let stripped = SHOP.replace("\"delete\"", "\"strip\"");
    fs::write(&file, format!("{stripped}{orders}")).unwrap();
    let mistakes = found(folder.path());
    assert_eq!(mistakes[0].field, "table[0].columns.email.erase", "{mistakes:#?}");
    assert!(mistakes[0].cure.contains("replace"), "{}", mistakes[0]);
}

#[test]
fn a_consent_names_an_activity_whose_basis_is_consent() {
    let folder = folder();
    let consent = "[[consent]]\nactivity = \"newsletter\"\ntable = \"customers\"\ncolumn = \"email\"\ngranted = \"1\"\nwithdrawn = \"0\"\n";
    let file = folder.path().join("sources/shop.toml");
    fs::write(&file, SHOP.replacen("[[table]]", &format!("{consent}[[table]]"), 1)).unwrap();
    assert_eq!(found(folder.path()), []);
    for (activity, cure) in [("newsleter", "Did you mean `newsletter`?"), ("customers", "basis is consent")] {
        let wrong = consent.replace("newsletter", activity);
        fs::write(&file, SHOP.replacen("[[table]]", &format!("{wrong}[[table]]"), 1)).unwrap();
        let mistakes = found(folder.path());
        assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
        assert_eq!((mistakes[0].line, mistakes[0].field.as_str()), (Some(5), "consent[0].activity"));
        assert!(mistakes[0].cure.contains(cure), "{}", mistakes[0]);
    }
}

#[test]
fn a_directory_that_names_a_wrong_column_or_chooses_by_protected_data_is_named_with_line_and_cure() {
    let folder = folder();
    let file = folder.path().join("sources/shop.toml");
    let directory = |segment: &str| {
        let said = format!("[directory]\ntable = \"customers\"\nemail = \"email\"\nsegment = \"{segment}\"\n[[table]]");
        fs::write(&file, SHOP.replacen("[[table]]", &said, 1)).unwrap();
    };
    directory("email");
    assert_eq!(found(folder.path()), []);
    directory("emial");
    let mistakes = found(folder.path());
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    assert!(mistakes[0].file.ends_with("sources/shop.toml"));
    assert_eq!((mistakes[0].line, mistakes[0].field.as_str()), (Some(8), "directory.segment"));
    assert!(mistakes[0].cure.contains("Did you mean `email`?"), "{}", mistakes[0]);

    directory("email");
    edit(folder.path(), "record.toml", "id = \"contact\"\n", "id = \"contact\"\nsensitive = \"health\"\n");
    let mistakes = found(folder.path());
    let protected = mistakes.iter().find(|mistake| mistake.field == "directory.segment");
    let protected = protected.unwrap_or_else(|| panic!("{mistakes:#?}"));
    assert_eq!(protected.line, Some(5), "{protected}");
    assert!(protected.message.contains("the law protects further"), "{protected}");
}

#[test]
fn a_key_that_does_not_tell_rows_apart_is_named_with_the_right_one() {
    let folder = folder();
    tables(folder.path(), "ALTER TABLE customers ADD COLUMN shop INTEGER NOT NULL DEFAULT 1");
    let shop = "shop = { ignore = \"which shop\" }";
    edit(folder.path(), "sources/shop.toml", "email = { cat", &format!("{shop}\nemail = {{ cat"));
    assert_eq!(found(folder.path()), []);
    let line = edit(folder.path(), "sources/shop.toml", "key = [\"id\"]", "key = [\"shop\"]");
    let mistakes = found(folder.path());
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    assert_eq!(mistakes[0].field, "table[0].key");
    assert_eq!(mistakes[0].line, Some(line - 1), "the line that names the table");
    assert!(mistakes[0].cure.contains("own key is `id`"), "{}", mistakes[0]);
}
