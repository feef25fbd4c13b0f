//! A shop that sets traps: what is shown is all and only the person's, an erasure is all or nothing and harms nobody else,
//! and what is left in tables that nobody declared is named.

use super::bench::{Shop, person};
use habeas::db::testing::fresh_databases;
use habeas::sources::plan::Action;
use habeas::sources::{Searched, Sought};
use std::collections::{BTreeMap, BTreeSet};

/// Runs a test on the shop with traps in each kind of database; `more` is run after its own SQL.
fn each_trap(more: &str, test: impl Fn(&Shop)) {
    for database in fresh_databases() {
        let (sql, declared) = (include_str!("traps.sql"), include_str!("traps.toml"));
        let shop = Shop::of(database, sql, declared);
        // The ring is closed: a → b → c → d → a, by a foreign key that the database checks at once.
        shop.close_ring();
        if !more.is_empty() {
            shop.sql(more);
        }
        test(&shop);
    }
}

const TABLES: &[(&str, &str)] = &[
    ("staff", "id || name || email || coalesce(boss, 0)"),
    ("places", "id || street"),
    (
        "people",
        "id || email || coalesce(other_email, '-') || name || coalesce(phone, '-') || coalesce(place_id, 0) || coalesce(brought_by, 0)",
    ),
    ("cards", "id || '/' || owner || holder"),
    ("\"order\"", "id || '/' || \"user\" || \"group\""),
    ("payments", "id || '/' || coalesce(order_id, 0) || '/' || coalesce(card_id, 0)"),
    ("lines", "order_id || '/' || place || product"),
    ("tickets", "id || email || body"),
    ("topics", "email || topic"),
    ("ring_a", "id || '/' || person"),
    ("ring_b", "id || '/' || a"),
    ("ring_c", "id || '/' || b"),
    ("ring_d", "id || '/' || c"),
    ("products", "id || name"),
    ("people_backup_2019", "id || mail"),
];

fn everything(shop: &Shop) -> BTreeMap<&'static str, BTreeSet<String>> {
    let rows = |(table, row): &(&'static str, &str)| {
        let text = shop.ask(&format!("SELECT {row} AS x FROM {table}"));
        (*table, text.split(',').map(str::to_owned).collect())
    };
    TABLES.iter().map(rows).collect()
}

fn keys(shop: &Shop, who: &[&str]) -> BTreeMap<String, Vec<String>> {
    let found = shop.find(&person(who));
    let rows = |(table, rows): (&String, &BTreeMap<_, habeas::sources::FoundRow>)| {
        let key = |(key, row): (&habeas::sources::RowKey, &habeas::sources::FoundRow)| {
            format!("{}{}", key.plain(), if row.shared { "*" } else { "" })
        };
        (table.clone(), rows.iter().map(key).collect())
    };
    found.0.iter().map(rows).collect()
}

#[test]
fn what_is_shown_is_all_and_only_the_persons() {
    each_trap("", |shop| {
        let luis = keys(shop, &["luis@example.com"]);
        let rows = |table: &str| luis.get(table).cloned().unwrap_or_default().join(" ");
        assert_eq!(rows("people"), "1", "neither Anne whom he brought, nor jo.luis@, nor …com.br");
        assert_eq!(rows("places"), "1*", "Anne lives there too");
        assert_eq!(rows("order"), "10 11", "his own, not Anne's that his card paid");
        assert_eq!(rows("cards"), "1", "not Anne's card that paid his order");
        assert_eq!(rows("payments"), "100* 101 102*");
        assert_eq!(rows("lines"), "10-1 11-1", "no line of an order that does not exist");
        assert_eq!(rows("tickets"), "1", "not the other tickets of the same colleague");
        assert_eq!(rows("topics"), "luis@example.com-news luis@example.com-sales");
        assert_eq!([rows("ring_a"), rows("ring_b"), rows("ring_c"), rows("ring_d")], ["1", "1", "1", "1"]);
        assert!(!luis.contains_key("staff"));
        let stranger = keys(shop, &["stranger@example.com"]);
        assert_eq!(stranger, BTreeMap::from([("tickets".to_owned(), vec!["3".to_owned()])]));
        // A colleague's address leads to none of the customers they look after.
        assert_eq!(keys(shop, &["zoe@shop.example"]), BTreeMap::new());
    });
}

#[test]
fn erasing_takes_the_persons_share_and_leaves_every_other_row_as_it_was() {
    each_trap("", |shop| {
        let before = everything(shop);
        let who = person(&["luis@example.com"]);
        let plan = shop.plan(&who);
        shop.execute(&who, &plan);
        let after = everything(shop);
        for (table, rows) in &before {
            let gone: Vec<&String> = rows.difference(&after[table]).collect();
            let new: Vec<&String> = after[table].difference(rows).collect();
            let expected: (&[&str], &[&str]) = match *table {
                // Anne's row, which says who brought her, keeps his row; of him it says nothing any more.
                "people" => (
                    &["1luis@example.comlg@example.orgLuis Gonçalves+33 6 11 22 33 4410"],
                    &["1erased-1@erased.invalid-erased-00"],
                ),
                "cards" => (&["1/1L GONCALVES"], &[]),
                "\"order\"" => (&["10/1web", "11/1web"], &[]),
                "payments" => (&["100/10/2", "101/11/1", "102/12/1"], &["100/0/2", "102/12/0"]),
                "lines" => (&["10/1lamp", "11/1chair"], &[]),
                "tickets" => (&["1luis@example.comBroken lamp"], &[]),
                "topics" => (&["luis@example.comnews", "luis@example.comsales"], &[]),
                "ring_a" | "ring_b" | "ring_c" | "ring_d" => (&["1/1"], &[]),
                _ => (&[], &[]),
            };
            assert_eq!(
                (gone, new),
                (
                    expected.0.iter().map(|s| s.to_string()).collect::<Vec<_>>().iter().collect(),
                    expected.1.iter().map(|s| s.to_string()).collect::<Vec<_>>().iter().collect()
                ),
                "{table}"
            );
        }
        assert!(shop.plan(&who).steps.is_empty(), "nothing is left to erase");
    });
}

#[test]
fn what_nobody_declared_is_named_with_table_and_column_and_the_neighbours_are_not() {
    each_trap("", |shop| {
        let who = person(&["luis@example.com"]);
        let (plan, traces) = (shop.plan(&who), shop.traces(&who));
        shop.execute(&who, &plan);
        let seen = shop.with(|session| session.look_again(&who, &traces, Some(&plan), 1_000_000));
        assert!(seen.is_done() && seen.unplanned.is_empty() && !seen.is_clean());
        let named: Vec<_> = seen
            .residues
            .iter()
            .map(|residue| (residue.table.as_str(), residue.column.as_str(), residue.rows, residue.declared))
            .collect();
        assert_eq!(
            named,
            [
                ("people_backup_2019", "mail", 1, false),
                ("people_backup_2019", "tel", 1, false),
                ("people_backup_2019", "who", 1, false),
                ("products", "name", 1, false),
            ],
            "not jo.luis@example.com, not luis@example.com.br"
        );
        let text = format!("{seen:?}{}", serde_json::to_string(&seen).unwrap());
        assert!(!text.to_lowercase().contains("luis@") && !text.contains("33"), "{text}");
        let partly = shop.with(|session| session.look_again(&who, &traces, Some(&plan), 2));
        assert!(partly.partly.contains(&"people_backup_2019".to_owned()), "{:?}", partly.partly);
    });
}

#[test]
fn a_number_or_name_that_another_person_has_too_is_no_residue() {
    let same = "UPDATE people SET phone = '0699887766', name = 'Marc Vidal' WHERE id = 4;
        INSERT INTO people_backup_2019 VALUES (9, NULL, '06 99 88 77 66', 'Marc Vidal')";
    each_trap(same, |shop| {
        let who = person(&["marc@example.com"]);
        let (plan, traces) = (shop.plan(&who), shop.traces(&who));
        shop.execute(&who, &plan);
        let seen = shop.with(|session| session.look_again(&who, &traces, Some(&plan), 1_000_000));
        assert_eq!(seen.residues, [], "they may be those of number 4");
    });
}

#[test]
fn a_rule_of_the_database_that_refuses_leaves_every_table_as_it_was() {
    // Anne's row must stay, because number 4 says that she brought them; and it cannot be stripped.
    for database in fresh_databases() {
        let sql = include_str!("traps.sql").replace("length(name) >= 3", "length(name) >= 3 AND name <> 'erased'");
        let shop = Shop::of(database, &sql, include_str!("traps.toml"));
        let before = everything(&shop);
        let who = person(&["anne@example.com"]);
        let plan = shop.plan(&who);
        assert!(plan.steps.iter().any(|step| step.table == "people" && step.action == Action::Strip));
        assert!(plan.steps.iter().any(|step| step.action == Action::Delete));
        let refused = shop.source().session(|session| Ok(session.execute(&who, &plan, |_| Ok(()))));
        assert!(refused.unwrap().is_err());
        assert_eq!(everything(&shop), before, "all or nothing");
    }
}

#[test]
fn a_customer_number_leads_to_the_same_person_in_another_source_and_to_nobody_else() {
    for (one, other) in fresh_databases().into_iter().zip(fresh_databases().into_iter().rev()) {
        let shop = Shop::of(one, include_str!("traps.sql"), include_str!("traps.toml"));
        let club = Shop::of(
            other,
            "CREATE TABLE points (id INTEGER PRIMARY KEY, client VARCHAR(20), email VARCHAR(120), score INTEGER);
             INSERT INTO points VALUES (1, '1', 'old@example.net', 7), (2, '2', 'anne@example.com', 9), (3, NULL, NULL, 1);",
            "name = \"club\"\nkind = \"KIND\"\nurl = \"URL\"\nlabel = { en = \"Club\", fr = \"Club\" }\n[[table]]\nname = \"points\"\nkey = [\"id\"]\nlabel = { en = \"Points\", fr = \"Points\" }\nreason = { en = \"x\", fr = \"x\" }\nperson = [{ column = \"client\", source = \"traps\", of = \"people\", at = \"id\" }, { identifier = \"email\" }]\nerase = \"delete\"\n[table.columns]\nid = { ignore = \"key\" }\nclient = { ignore = \"link\" }\nemail = { category = \"contact\", label = { en = \"E\", fr = \"E\" }, kind = \"email\" }\nscore = { category = \"orders\", label = { en = \"S\", fr = \"S\" }, kind = \"integer\" }\n",
        );
        let both = habeas::sources::Sources::open(vec![shop.declaration(), club.declaration()]);
        let wait = |who: &[&str]| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
            runtime.block_on(both.recognise(&person(who)))
        };
        let rows = |who: &[&str]| {
            let known = wait(who);
            assert_eq!(known.silent, Vec::<String>::new());
            club.find(&known.person).rows("points").map(|(key, row)| (key.plain(), row.shared)).collect::<Vec<_>>()
        };
        assert_eq!(rows(&["luis@example.com"]), [("1".to_owned(), false)], "under an address the shop does not know");
        assert_eq!(rows(&["anne@example.com"]), [("2".to_owned(), false)]);
        assert_eq!(rows(&["marc@example.com"]), []);
        assert_eq!(rows(&["stranger@example.com"]), []);
        // Whoever proves only the second address shares the row with its owner: it gives no number away.
        assert_eq!(rows(&["lg@example.org"]), []);
    }
}

#[test]
fn of_many_people_one_walk_finds_what_a_search_for_each_alone_finds() {
    let same = "UPDATE people SET phone = '0699887766', name = 'Marc Vidal' WHERE id = 4";
    each_trap(same, |shop| {
        let luis = person(&["luis@example.com"]);
        let (plan, traces) = (shop.plan(&luis), shop.traces(&luis));
        shop.execute(&luis, &plan);
        let others = ["marc@example.com", "anne@example.com", "jo.luis@example.com", "nobody@example.com"];
        let others = others.map(|address| (person(&[address]), shop.traces(&person(&[address]))));
        let steps = plan.steps.as_slice();
        let mut people = vec![Sought { person: &luis, traces: &traces, steps }];
        people.extend(others.iter().map(|(person, traces)| Sought { person, traces, steps: &[] }));
        let together = shop.with(|session| session.search(&people, 1_000_000));
        let alone = |sought: &Sought<'_>| {
            shop.with(|session| Ok(session.search(std::slice::from_ref(sought), 1_000_000)?.remove(0)))
        };
        let alone: Vec<Searched> = people.iter().map(alone).collect();
        assert_eq!(together, alone);
        let found: Vec<usize> = together.iter().map(|searched| searched.residues.len()).collect();
        assert!(found[0] == 4 && found[1..4].iter().all(|count| *count > 0) && found[4] == 0, "{found:?}");
    });
}
