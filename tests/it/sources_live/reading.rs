//! Finding, reading and correcting.

use super::bench::{Shop, each_shop, person};
use habeas::sources::declaration::SourceUrl;
use habeas::sources::{self, Cell, Correction, RowKey, Searched, Sought, Traces, Value};

fn keys(shop: &Shop, who: &[&str], table: &str) -> Vec<String> {
    shop.find(&person(who))
        .rows(table)
        .map(|(key, row)| format!("{}{}", key.plain(), if row.shared { "*" } else { "" }))
        .collect()
}

fn key(shop: &Shop, number: i64) -> RowKey {
    let found = shop.find(&person(&["luis@example.com"]));
    let same = |key: &&RowKey| key.plain() == number.to_string();
    found.rows("customers").map(|(key, _)| key).find(same).cloned().unwrap_or(RowKey(vec![Cell::Text("0".into())]))
}

#[test]
fn rows_are_found_by_address_whatever_its_case_and_spaces_and_along_links() {
    each_shop(|shop| {
        assert_eq!(keys(shop, &["luis@example.com"], "customers"), ["1"]);
        assert_eq!(keys(shop, &["LUIS@EXAMPLE.com"], "orders"), ["10", "11", "12*"]);
        assert_eq!(keys(shop, &["luis@example.com"], "order_lines"), ["10-1", "10-2", "11-1", "12-1*"]);
        assert_eq!(keys(shop, &["luis@example.com"], "invoices"), ["100", "101", "102"]);
        assert_eq!(keys(shop, &["luis@example.com"], "newsletter"), ["Luis@example.com"]);
        assert_eq!(keys(shop, &["e\u{301}lise@example.com"], "customers"), ["4"]);
        assert_eq!(keys(shop, &["nobody@example.com"], "customers"), [""; 0]);
    });
}

#[test]
fn a_shared_row_is_marked_and_never_leads_to_the_other_person() {
    each_shop(|shop| {
        assert_eq!(keys(shop, &["luis@example.com"], "addresses"), ["1*"]);
        assert_eq!(keys(shop, &["marc@example.com"], "addresses"), ["2"]);
        for (table, rows) in &shop.find(&person(&["luis@example.com"])).0 {
            for key in rows.keys().filter(|_| table == "customers" || table == "newsletter" || table == "tickets") {
                assert!(["1", "2", "Luis@example.com"].contains(&key.plain().as_str()), "{table} {key:?}");
            }
        }
    });
}

#[test]
fn an_address_declared_to_lead_back_to_customers_still_leads_to_no_neighbour() {
    for database in habeas::db::testing::fresh_databases() {
        let way = "person = [{ identifier = \"email\" }, { identifier = \"second_email\" }]";
        let both = way.replace(" }]", " }, { column = \"address_id\", of = \"addresses\", at = \"id\" }]");
        let shop = Shop::declared_otherwise(database, "shop", |text| text.replacen(way, &both, 1));
        assert_eq!(keys(&shop, &["luis@example.com"], "customers"), ["1"]);
        assert_eq!(keys(&shop, &["luis@example.com"], "addresses"), ["1*"]);
        assert_eq!(keys(&shop, &["marc@example.com"], "addresses"), ["2"]);
    }
}

#[test]
fn whoever_proves_only_a_second_address_shares_the_row_with_its_owner() {
    each_shop(|shop| {
        assert_eq!(keys(shop, &["luis.second@example.org"], "customers"), ["1*"]);
        assert_eq!(keys(shop, &["luis@example.com", "luis.second@example.org"], "customers"), ["1"]);
        // An address that a row holds beside the proven one opens nothing else.
        assert_eq!(keys(shop, &["luis.second@example.org"], "newsletter"), [""; 0]);
    });
}

#[test]
fn values_are_read_as_typed_texts_and_a_colleague_by_role_only() {
    each_shop(|shop| {
        let who = person(&["luis@example.com"]);
        let rows = shop.with(|session| Ok(session.find_with_facts(&who)?.1));
        let value = |table: &str, column: &str| {
            let row = rows.iter().find(|row| row.table == table).unwrap();
            row.values.iter().find(|value| value.column == column).unwrap().content.clone()
        };
        assert_eq!(value("customers", "name"), Value::Held("Luis Gonçalves".into()));
        assert_eq!(value("customers", "children"), Value::Held("2".into()));
        assert_eq!(value("customers", "last_order_at"), Value::Held("2025-03-01".into()));
        assert_eq!(value("invoices", "total"), Value::Held("13.86".into()));
        assert!(matches!(value("customers", "agent"), Value::Colleague(_)));
        assert!(!format!("{rows:?}").contains("Luis"));
        assert!(rows.iter().all(|row| row.values.iter().all(|value| value.content.text() != Some("Zoé Martin"))));
    });
}

#[test]
fn a_correction_is_one_guarded_write() {
    each_shop(|shop| {
        let key = key(shop, 1);
        let correct = |column: &str, old: Option<&str>, new: Option<&str>| {
            shop.with(|session| session.correct("customers", &key, column, old, new))
        };
        assert_eq!(correct("phone", Some("+33 6 11"), Some("+33 6 99")), Correction::Changed);
        assert_eq!(shop.ask("SELECT phone AS x FROM customers ORDER BY id"), "+33 6 99,+33 6 22,-,-");
        let stale = Correction::Stale { current: Some("+33 6 99".into()) };
        assert_eq!(correct("phone", Some("+33 6 11"), Some("+33 6 77")), stale);
        assert_eq!(correct("phone", Some("+33 6 99"), None), Correction::Changed);
        assert_eq!(correct("children", Some("2"), Some("3")), Correction::Changed);
        assert_eq!(shop.ask("SELECT children + 1 AS x FROM customers WHERE id = 1"), "4");
        assert_eq!(correct("email", Some(" LUIS@Example.COM "), Some("x@example.com")), Correction::ReadOnly);
        assert_eq!(correct("agent", Some("Zoé Martin"), Some("x")), Correction::ReadOnly);
        assert_eq!(correct("address_id", Some("1"), Some("2")), Correction::ReadOnly);
        assert_eq!(correct("name", Some("Luis Gonçalves"), None), Correction::Refused);
    });
}

#[test]
fn a_correction_of_a_row_that_is_gone_says_so() {
    each_shop(|shop| {
        let key = key(shop, 1);
        shop.sql("UPDATE customers SET id = 9 WHERE id = 1 AND 1 = 0; DELETE FROM order_lines; DELETE FROM orders; DELETE FROM invoices; DELETE FROM customers WHERE id = 1");
        let done = shop.with(|session| session.correct("customers", &key, "phone", Some("+33 6 11"), Some("x")));
        assert_eq!(done, Correction::Gone);
    });
}

#[test]
fn a_connection_that_the_server_closed_a_moment_ago_is_not_used_again() {
    each_shop(|shop| {
        let find = || shop.with(|session| session.find(&person(&["luis@example.com"])));
        let found = find();
        for _ in 0..3 {
            if let Some(cut) = shop.cut() {
                assert_eq!(cut, "true", "one connection was kept");
            }
            assert_eq!(find(), found);
        }
    });
}

#[test]
fn a_consent_is_withdrawn_in_the_rows_of_the_person_only() {
    each_shop(|shop| {
        let who = person(&["luis@example.com"]);
        let withdraw = || {
            shop.with(|session| {
                let found = session.find(&who)?;
                let consent = &session.declaration.consents[0];
                let changed = session.set_consent(consent, &found, false)?;
                Ok((changed, session.consent(consent, &found)?))
            })
        };
        assert_eq!(withdraw(), (1, Some(false)));
        assert_eq!(withdraw(), (0, Some(false)));
        assert_eq!(shop.ask("SELECT subscribed AS x FROM newsletter ORDER BY email"), {
            if shop.ask("SELECT email AS x FROM newsletter ORDER BY email").starts_with("Luis") {
                "no,yes"
            } else {
                "yes,no"
            }
        });
    });
}

#[test]
fn the_directory_comes_in_batches_and_each_person_once() {
    each_shop(|shop| {
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let batch = shop.with(|session| session.directory(after.as_ref(), 3));
            let Some(last) = batch.last() else { break };
            after = Some(last.key.clone());
            seen.extend(batch.into_iter().map(|entry| (entry.address.unwrap(), entry.relation.unwrap().to_string())));
        }
        assert_eq!(seen.len(), 4);
        assert_eq!(seen[0], (" LUIS@Example.COM ".to_owned(), "2025-03-01".to_owned()));
    });
}

#[test]
fn the_directory_tells_group_zone_country_and_the_last_check_where_columns_hold_them() {
    each_shop(|shop| {
        let mut declaration = shop.declaration();
        let directory = declaration.directory.as_mut().unwrap();
        (directory.segment, directory.zone) = (Some("agent".to_owned()), Some("phone".to_owned()));
        (directory.country, directory.checked) = (Some("name".to_owned()), Some("last_order".to_owned()));
        let sources = habeas::sources::Sources::open(vec![declaration]);
        let source = sources.iter().next().unwrap();
        let entries = source.session(|session| session.directory(None, 10)).unwrap();
        let told = |at: usize| {
            let entry = &entries[at];
            let checked = entry.checked.map(|day| day.to_string());
            [&entry.segment, &entry.zone, &entry.country, &checked]
                .map(|text| text.as_deref().unwrap_or("-").to_owned())
        };
        assert_eq!(told(0), ["Zoé Martin", "+33 6 11", "Luis Gonçalves", "2025-03-01"]);
        assert_eq!(told(2), ["-", "-", "Marc", "2023-01-01"], "what is not there moves nothing else");
        assert_eq!(entries[0].relation, entries[0].checked, "one column may say both");
    });
}

#[test]
fn a_source_that_does_not_answer_is_named_and_hides_no_other() {
    each_shop(|shop| {
        let text = include_str!("shop.toml").replace("KIND", "sqlite").replace("URL", "/nowhere/at/all.sqlite");
        let text = text.replace("name = \"shop\"", "name = \"broken\"");
        let languages = habeas::lang::Lang::ALL;
        let path = std::path::Path::new("broken.toml");
        let (broken, _) = habeas::sources::declaration::Declaration::parse(path, &text, languages, &|_| None);
        let mut all: Vec<_> = shop.sources.declarations().cloned().collect();
        all.push(broken.unwrap());
        let sources = habeas::sources::Sources::open(all);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let plan = runtime.block_on(sources.plan_erasure(
            &person(&["luis@example.com"]),
            &shop.record,
            jiff::civil::date(2026, 11, 24),
        ));
        assert_eq!(plan.unreachable, ["broken"]);
        assert_eq!(plan.sources.iter().map(|part| part.source.as_str()).collect::<Vec<_>>(), ["shop"]);
    });
}

#[test]
fn a_large_table_is_asked_to_have_the_indexes_that_people_are_looked_up_by() {
    each_shop(|shop| {
        let declaration = shop.declaration();
        let schema = || sources::describe(&declaration.url).unwrap();
        let slow = || sources::unindexed(&declaration, &schema()).unwrap();
        assert_eq!(slow(), [], "few rows are read at once");
        shop.sql(
            "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 11000)
             INSERT INTO customers (id, email, name) SELECT i, 'P' || i || '@example.com', 'P' FROM n;
             UPDATE customers SET name = 'see P7001@example.com.' WHERE id = 5000",
        );
        let mut found = slow();
        let marks: Vec<_> = found.extract_if(.., |one| one.field == "url").collect();
        let columns: Vec<&str> = found.iter().map(|one| one.field.rsplit('.').next().unwrap()).collect();
        assert_eq!(columns, ["email", "second_email", "address_id"], "{found:#?}");
        assert!(found.iter().all(|one| !one.is_error() && one.line.is_some()));
        let only_there = usize::from(matches!(declaration.url, SourceUrl::Postgres(_)));
        assert_eq!(marks.len(), only_there, "{marks:#?}");
        assert!(
            marks.iter().all(|one| one.message.contains("`customers`") && one.cure.contains("sources indexes shop"))
        );
        let left = || {
            let who = person(&["p7001@example.com"]);
            let traces = Traces::of(&who);
            shop.with(|session| session.search(&[Sought { person: &who, traces: &traces, steps: &[] }], 4_000))
                .remove(0)
        };
        let read = left();
        let statements = sources::index_statements(&declaration).unwrap();
        assert_eq!(statements.len(), 3 + 2 * only_there);
        statements.iter().for_each(|statement| shop.sql(statement));
        assert_eq!(slow(), []);
        assert_eq!(shop.find(&person(&["p5000@example.com"])).count(), 1);
        // Of the first 4,000 rows at most where they are read; of all where an index answers.
        assert_eq!(read.partly, ["customers"]);
        let indexed = left();
        let places = |searched: &Searched| {
            searched.residues.iter().map(|one| (one.column.clone(), one.rows)).collect::<Vec<_>>()
        };
        if only_there == 1 {
            assert_eq!((places(&indexed), indexed.partly.len()), (vec![("email".into(), 1), ("name".into(), 1)], 0));
        } else {
            assert_eq!(indexed, read);
        }
    });
}
