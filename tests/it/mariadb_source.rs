//! What is MariaDB's own: collations that take `abc` for `ABC`, types that no other database has, keys that are checked
//! at once, tables without transactions.

use crate::mariadb::MariaDb;
use crate::sources_live::bench::{person, record};
use habeas::lang::Lang;
use habeas::sources::declaration::Declaration;
use habeas::sources::{Correction, Identifiers, RowKey, Source, Sources, check, describe, events};
use jiff::civil::date;
use std::path::Path;

const SHOP: &str = r#"
CREATE TABLE clients (
    code VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY, email VARCHAR(190) CHARACTER SET latin1 NOT NULL,
    `select` VARCHAR(300), `Zürich ``x"; --` TEXT, parent VARCHAR(20) COLLATE utf8mb4_bin, favourite INT,
    big BIGINT UNSIGNED, amount DECIMAL(20,4), ratio DOUBLE, vip TINYINT(1), flags BIT(5), colour ENUM('red','blue'),
    sizes SET('s','m','l'), born YEAR, birthday DATE, seen TIMESTAMP(3) NULL, local DATETIME, opens TIME,
    settings JSON, photo VARBINARY(40), initials VARCHAR(9) AS (LEFT(email, 2)) STORED,
    CONSTRAINT up FOREIGN KEY (parent) REFERENCES clients (code));
CREATE TABLE baskets (
    id INT PRIMARY KEY, client VARCHAR(20) COLLATE utf8mb4_general_ci NOT NULL, note TEXT);
CREATE TABLE notes (id INT PRIMARY KEY, client VARCHAR(20) COLLATE utf8mb4_bin, next INT,
    CONSTRAINT n1 FOREIGN KEY (client) REFERENCES clients (code), CONSTRAINT n2 FOREIGN KEY (next) REFERENCES notes (id));
ALTER TABLE clients ADD CONSTRAINT fav FOREIGN KEY (favourite) REFERENCES notes (id);
SET sql_mode = '';
INSERT INTO clients (code, email, `select`, `Zürich ``x"; --`, parent, big, amount, ratio, vip, flags, colour, sizes,
    born, birthday, seen, local, opens, settings, photo) VALUES
    ('abc', ' Luis@Example.COM ', 'a "b" `c` ''d''; DROP TABLE clients; -- 😀', 'ü', NULL, 18446744073709551615,
     '1234567890123456.7891', 0.1, 1, b'10011', 'blue', 's,l', 1984, '1984-02-29', '2026-03-01 10:00:00.250',
     '0000-00-00 00:00:00', '-30:15:00', '{"a": [1, "é"]}', x'00FF10'),
    ('ABC', 'anne@example.com', 'hers', NULL, NULL, 1, 1, 1, 0, b'0', 'red', '', 1990, NULL, NULL, NULL, NULL, NULL, NULL),
    ('abd', 'luis@example.com', 'second', NULL, 'abc', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL);
INSERT INTO baskets VALUES (1, 'abc', 'his'), (2, 'ABC', 'hers'), (3, 'abc ', 'nobody''s'), (4, 'ábc', 'another''s');
INSERT INTO notes VALUES (1, 'abc', NULL), (2, 'abc', 1), (3, 'ABC', NULL);
UPDATE notes SET next = 2 WHERE id = 1;
UPDATE clients SET favourite = 2 WHERE code = 'abc';
"#;

fn declaration(database: &MariaDb) -> Declaration {
    let labelled = |name: &str, rest: &str| {
        format!("{name} = {{ category = \"contact\", label = {{ en = \"x\", fr = \"x\" }}{rest} }}\n")
    };
    let mut text = format!(
        "name = \"maria\"\nkind = \"mariadb\"\nurl = \"{}\"\nlabel = {{ en = \"Shop\", fr = \"Boutique\" }}\n",
        database.url()
    );
    let table = |name: &str, key: &str, person: &str| {
        format!(
            "[[table]]\nname = \"{name}\"\nkey = [\"{key}\"]\nlabel = {{ en = \"x\", fr = \"x\" }}\n\
             reason = {{ en = \"x\", fr = \"x\" }}\nperson = [{person}]\nerase = \"delete\"\n[table.columns]\n"
        )
    };
    text += &table("clients", "code", "{ identifier = \"email\" }");
    for (name, rest) in [
        ("code", ""),
        ("email", ", kind = \"email\", edit = \"review\""),
        ("select", ", edit = \"self\""),
        ("\"Zürich `x\\\"; --\"", ", edit = \"self\""),
        ("parent", ""),
        ("favourite", ", kind = \"integer\""),
        ("big", ", kind = \"integer\", edit = \"self\""),
        ("amount", ", kind = \"money\", currency = \"EUR\", edit = \"self\""),
        ("ratio", ", kind = \"decimal\", edit = \"self\""),
        ("vip", ", kind = \"boolean\", edit = \"self\""),
        ("flags", ", kind = \"integer\", edit = \"self\""),
        ("colour", ", edit = \"self\""),
        ("sizes", ", edit = \"self\""),
        ("born", ", kind = \"integer\", edit = \"self\""),
        ("birthday", ", kind = \"date\", edit = \"self\""),
        ("seen", ", kind = \"datetime\", edit = \"self\""),
        ("local", ", kind = \"datetime\", edit = \"self\""),
        ("opens", ""),
        ("settings", ", kind = \"json\""),
        ("photo", ", kind = \"binary\""),
        ("initials", ""),
    ] {
        text += &labelled(name, rest);
    }
    text += &table("baskets", "id", "{ column = \"client\", of = \"clients\", at = \"code\" }");
    text += &(labelled("id", ", kind = \"integer\"") + &labelled("client", "") + &labelled("note", ""));
    text += &table("notes", "id", "{ column = \"client\", of = \"clients\", at = \"code\" }");
    text +=
        &(labelled("id", ", kind = \"integer\"") + &labelled("client", "") + &labelled("next", ", kind = \"integer\""));
    let (declaration, found) = Declaration::parse(Path::new("maria.toml"), &text, Lang::ALL, &|_| None);
    declaration.unwrap_or_else(|| panic!("{found:#?}\n{text}"))
}

fn shop() -> Option<(MariaDb, Sources)> {
    let database = MariaDb::fresh()?;
    database.batch(SHOP);
    let sources = Sources::open(vec![declaration(&database)]);
    Some((database, sources))
}

fn value(source: &Source, who: &Identifiers, code: &str, column: &str) -> Option<String> {
    let rows = source.session(|session| Ok(session.find_with_facts(who)?.1));
    let row = rows.unwrap().into_iter().find(|row| row.table == "clients" && row.key.plain() == code).unwrap();
    let value = row.values.into_iter().find(|value| value.column == column).unwrap();
    value.content.text().map(str::to_owned)
}

#[test]
fn rows_are_found_letter_by_letter_whatever_the_collation_says() {
    let Some((_database, sources)) = shop() else { return };
    let source = sources.get("maria").unwrap();
    let found = source.session(|session| session.find(&person(&["luis@example.com"]))).unwrap();
    let keys = |table: &str| found.rows(table).map(|(key, _)| key.plain()).collect::<Vec<_>>();
    assert_eq!(
        (keys("clients"), keys("baskets"), keys("notes")),
        (vec!["abc".into(), "abd".into()], vec!["1".into()], vec!["1".into(), "2".into()])
    );
}

#[test]
fn every_type_is_read_as_it_is_written_back_and_compared_exactly() {
    let Some((database, sources)) = shop() else { return };
    let source = sources.get("maria").unwrap();
    let who = person(&["luis@example.com"]);
    let expected = [
        ("email", " Luis@Example.COM "),
        ("select", "a \"b\" `c` 'd'; DROP TABLE clients; -- 😀"),
        ("Zürich `x\"; --", "ü"),
        ("big", "18446744073709551615"),
        ("amount", "1234567890123456.7891"),
        ("ratio", "0.1"),
        ("vip", "true"),
        ("flags", "19"),
        ("colour", "blue"),
        ("sizes", "s,l"),
        ("born", "1984"),
        ("birthday", "1984-02-29"),
        ("seen", "2026-03-01 10:00:00.25+00"),
        ("opens", "-30:15:00"),
        ("settings", "{\"a\": [1, \"é\"]}"),
        ("photo", "00ff10"),
        ("initials", " L"),
    ];
    for (column, text) in expected {
        assert_eq!(value(source, &who, "abc", column).as_deref(), Some(text), "{column}");
    }
    assert_eq!(value(source, &who, "abc", "local"), None, "a zero date says nothing");
    let key = RowKey(vec![habeas::sources::Cell::Text("abc".into())]);
    let correct = |column: &str, old: Option<&str>, new: Option<&str>| {
        source.session(|session| session.correct("clients", &key, column, old, new)).unwrap()
    };
    for (column, old, new) in [
        ("select", "a \"b\" `c` 'd'; DROP TABLE clients; -- 😀", "'; DELETE FROM clients; -- \\"),
        ("Zürich `x\"; --", "ü", "Ü "),
        ("big", "18446744073709551615", "18446744073709551614"),
        ("amount", "1234567890123456.7891", "1234567890123456.7892"),
        ("ratio", "0.1", "0.25"),
        ("vip", "true", "false"),
        ("flags", "19", "3"),
        ("colour", "blue", "red"),
        ("sizes", "s,l", "m"),
        ("born", "1984", "1985"),
        ("birthday", "1984-02-29", "1985-03-01"),
        ("seen", "2026-03-01 10:00:00.25+00", "2026-03-02 11:00:00+00"),
    ] {
        let wrong = correct(column, Some("something else"), Some(new));
        assert_eq!(wrong, Correction::Stale { current: Some(old.into()) }, "{column}");
        assert_eq!(correct(column, Some(old), Some(new)), Correction::Changed, "{column}");
        assert_eq!(value(source, &who, "abc", column).as_deref(), Some(new), "{column}");
    }
    assert_eq!(correct("local", None, Some("2026-01-01 00:00:00")), Correction::Changed);
    assert_eq!(correct("colour", Some("red"), Some("green")), Correction::Refused, "not one of the set");
    assert_eq!(
        correct("email", Some(" Luis@Example.COM "), Some("x😀@example.com")),
        Correction::Refused,
        "not in latin1"
    );
    assert_eq!(database.rows("SELECT `select` FROM clients WHERE BINARY code = 'ABC'"), [["hers"]]);
}

#[test]
fn rows_that_point_to_each_other_in_a_circle_are_erased_and_nobody_elses() {
    let Some((database, sources)) = shop() else { return };
    let source = sources.get("maria").unwrap();
    let who = person(&["luis@example.com"]);
    source
        .session(|session| {
            let events = events(session.declaration, &session.find(&who)?);
            let plan = session.plan(&who, &record(), &events, date(2026, 11, 24))?;
            let done = session.execute(&who, &plan, |_| Ok(())).unwrap();
            assert_eq!(done.deleted, 5);
            assert!(session.verify(&who, Some(&plan))?.is_clean());
            assert_eq!(session.execute(&who, &plan, |_| Ok(())).unwrap().deleted, 0);
            Ok(())
        })
        .unwrap();
    assert_eq!(database.rows("SELECT code FROM clients"), [["ABC"]]);
    assert_eq!(database.rows("SELECT id FROM baskets ORDER BY id"), [["2"], ["3"], ["4"]]);
    assert_eq!(database.rows("SELECT id FROM notes"), [["3"]]);
}

#[test]
fn check_accepts_the_declaration_and_names_a_table_that_knows_no_transactions() {
    let Some((database, _sources)) = shop() else { return };
    let declaration = declaration(&database);
    assert_eq!(check(&declaration, &describe(&declaration.url).unwrap()), []);
    database.batch("ALTER TABLE baskets ENGINE = MyISAM");
    let found = check(&declaration, &describe(&declaration.url).unwrap());
    assert!(found.len() == 1 && found[0].message.contains("transactions"), "{found:#?}");
}
