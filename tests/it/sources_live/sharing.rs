//! People who share an address, in each kind of database.

use super::bench::{Shop, person};
use habeas::db::testing::fresh_databases;
use habeas::people::{Address, Member};
use habeas::sources::{Identifiers, SqlError};

const FAMILY: &str = "family@example.com";

fn one(value: &str) -> Identifiers {
    let [source, table, column] = ["shop", "customers", "name"].map(str::to_owned);
    let member = Member { source, table, column, value: value.to_owned() };
    Identifiers::new([&Address::parse(FAMILY).unwrap().of_member(member)])
}

fn keys(shop: &Shop, who: &Identifiers, table: &str) -> Vec<String> {
    let found = shop.find(who);
    found.rows(table).map(|(key, row)| format!("{}{}", key.plain(), if row.shared { "*" } else { "" })).collect()
}

#[test]
fn those_who_share_an_address_are_never_found_together_and_each_alone_is_found_and_erased() {
    for database in fresh_databases() {
        let way = "person = [{ identifier = \"email\" }, { identifier = \"second_email\" }]";
        let apart = |text: String| text.replacen(way, &format!("{way}\nmember = \"name\""), 1);
        let shop = Shop::declared_otherwise(database, "shop", apart);
        shop.sql("UPDATE customers SET email = 'Family@example.com ' WHERE id IN (1, 2)");
        shop.sql("UPDATE invoices SET billing_email = 'family@example.com' WHERE customer_id = 1");
        shop.sql(
            "DELETE FROM tickets; DELETE FROM newsletter; INSERT INTO newsletter VALUES ('family@example.com', 'yes')",
        );
        let both = person(&[FAMILY]);
        let refused = shop.source().session(|session| session.find(&both)).map_err(|error| error.cause);
        assert_eq!(refused, Err(SqlError::Shared));
        assert_eq!(shop.with(|session| session.find_whole(&both)).rows("customers").count(), 2);

        let (luis, anne) = (one("Luis Gonçalves"), one("Anne"));
        assert_eq!(keys(&shop, &luis, "customers"), ["1"]);
        assert_eq!(keys(&shop, &luis, "orders"), ["10", "11", "12*"]);
        assert_eq!(keys(&shop, &luis, "invoices"), ["100", "101", "102"]);
        assert_eq!(keys(&shop, &anne, "customers"), ["2"]);
        assert_eq!(keys(&shop, &anne, "invoices"), [""; 0]);
        for who in [&luis, &anne] {
            assert_eq!(keys(&shop, who, "newsletter"), [""; 0], "whose it is, nobody knows");
        }
        assert_eq!(keys(&shop, &one("Marc"), "customers"), [""; 0], "he has another address");

        let (plan, traces) = (shop.plan(&luis), shop.traces(&luis));
        assert!(!format!("{plan:?}").contains("Anne"));
        shop.execute(&luis, &plan);
        let seen = shop.with(|session| session.look_again(&luis, &traces, Some(&plan), 1_000));
        assert!(seen.is_clean(), "the mailbox that Anne has too is nothing of Luis: {seen:?}");
        assert_eq!(shop.ask("SELECT name AS x FROM customers WHERE id = 2"), "Anne");
        assert_ne!(shop.ask("SELECT name AS x FROM customers WHERE id = 1"), "Luis Gonçalves");
        // One person has the address now.
        assert_eq!(keys(&shop, &both, "customers"), ["2"]);
        assert_eq!(keys(&shop, &both, "newsletter"), [FAMILY]);
    }
}
