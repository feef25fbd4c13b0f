//! Erasing some categories only: what was chosen goes, the person and everything else stay as they are.

use super::bench::{Shop, each_shop, person};
use habeas::sources::plan::{Line, Outcome, SourcePlan, Step};
use std::collections::BTreeMap;

const LUIS: &[&str] = &["luis@example.com"];

/// Every table as text.
fn tables(shop: &Shop) -> BTreeMap<&'static str, String> {
    let all = [
        ("addresses", "SELECT id || '|' || coalesce(street, '-')"),
        (
            "customers",
            "SELECT id || '|' || email || '|' || coalesce(second_email, '-') || '|' || name || '|' || \
             coalesce(phone, '-') || '|' || coalesce(CAST(children AS TEXT), '-') || '|' || \
             coalesce(CAST(last_order_at AS TEXT), '-') || '|' || coalesce(CAST(address_id AS TEXT), '-')",
        ),
        (
            "orders",
            "SELECT id || '|' || coalesce(CAST(customer_id AS TEXT), '-') || '|' || \
             coalesce(CAST(co_customer_id AS TEXT), '-') || '|' || coalesce(note, '-')",
        ),
        ("order_lines", "SELECT order_id || '|' || place || '|' || product"),
        ("invoices", "SELECT id || '|' || customer_id || '|' || total || '|' || billed_to || '|' || billing_email"),
        ("tickets", "SELECT id || '|' || email || '|' || body"),
        ("newsletter", "SELECT email || '|' || subscribed"),
    ];
    let ask =
        |(table, select): (&'static str, &str)| (table, shop.ask(&format!("{select} AS x FROM {table} ORDER BY 1")));
    all.into_iter().map(ask).collect()
}

/// Carries a part out; the tables that are other than before.
fn carried_out(shop: &Shop, who: &[&str], categories: &[&str]) -> (SourcePlan, Vec<&'static str>) {
    let before = tables(shop);
    let plan = shop.plan_part(&person(who), categories);
    let (_, copies) = shop.execute(&person(who), &plan);
    assert!(copies.is_empty(), "a part archives nothing");
    let changed = tables(shop).into_iter().filter(|(table, rows)| before[table] != *rows).map(|(table, _)| table);
    (plan, changed.collect())
}

fn outcomes(plan: &SourcePlan) -> Vec<(Outcome, String, usize)> {
    plan.lines().into_iter().map(|Line { outcome, category, rows, .. }| (outcome, category, rows)).collect()
}

#[test]
fn contact_data_go_but_for_what_says_who_it_is_and_what_must_be_there() {
    each_shop(|shop| {
        let (plan, changed) = carried_out(shop, LUIS, &["contact"]);
        assert_eq!(changed, ["customers"], "the address is shared with Anne, who keeps it");
        let luis = "1| LUIS@Example.COM |luis.second@example.org|Luis Gonçalves|-|-|2025-03-01|-";
        let anne = "2|anne@example.com|-|Anne|+33 6 22|0|2024-01-01|1";
        let customers = &tables(shop)["customers"];
        assert!(customers.contains(luis) && customers.contains(anne), "{customers}");
        let contact = |outcome, rows| (outcome, "contact".to_owned(), rows);
        assert_eq!(
            outcomes(&plan),
            [contact(Outcome::Erased, 1), contact(Outcome::Shared, 1), contact(Outcome::Needed, 1)]
        );
    });
}

#[test]
fn a_row_that_only_the_person_has_goes_whole_and_the_link_to_it() {
    each_shop(|shop| {
        let (_, changed) = carried_out(shop, &["marc@example.com"], &["contact"]);
        assert_eq!(changed, ["addresses", "customers"]);
        assert_eq!(shop.ask("SELECT id AS x FROM addresses"), "1");
        assert_eq!(shop.ask("SELECT address_id AS x FROM customers WHERE id = 3"), "-");
    });
}

#[test]
fn orders_go_with_their_lines_and_the_day_from_which_the_rest_is_counted_stays() {
    each_shop(|shop| {
        let (plan, changed) = carried_out(shop, LUIS, &["orders"]);
        assert_eq!(changed, ["order_lines", "orders"]);
        assert_eq!(shop.ask("SELECT id AS x FROM orders ORDER BY id"), "12,13", "the one that Anne has too stays");
        assert_eq!(shop.ask("SELECT co_customer_id AS x FROM orders WHERE id = 12"), "-", "his link to it does not");
        assert_eq!(shop.ask("SELECT order_id AS x FROM order_lines ORDER BY 1"), "12,13");
        let order = |outcome, rows| (outcome, "orders".to_owned(), rows);
        assert_eq!(outcomes(&plan), [order(Outcome::Erased, 5), order(Outcome::Shared, 2), order(Outcome::Needed, 1)]);
    });
}

#[test]
fn what_a_law_keeps_stays_and_what_is_past_its_day_goes() {
    each_shop(|shop| {
        let (plan, changed) = carried_out(shop, LUIS, &["invoices", "support"]);
        assert_eq!(changed, ["invoices", "tickets"]);
        assert_eq!(shop.ask("SELECT id AS x FROM tickets ORDER BY id"), "1,3", "the ticket of 2019 was kept too long");
        assert_eq!(
            shop.ask("SELECT billed_to AS x FROM invoices ORDER BY id"),
            "Luis Gonçalves,Luis Gonçalves,erased 102,Marc",
            "the law asks for an invoice as it was issued, for ten years"
        );
        let kept = plan.lines().into_iter().filter(|line| line.outcome == Outcome::Kept);
        let ends: Vec<_> = kept.map(|line| (line.category, line.until.unwrap().rule, line.ground.is_some())).collect();
        let kept = |category: &str, rule: &str| (category.to_owned(), rule.to_owned(), true);
        assert_eq!(ends, [kept("invoices", "invoices-10y"), kept("support", "support-3y")]);
    });
}

#[test]
fn a_row_that_holds_nothing_but_what_was_chosen_goes_with_the_address_in_it() {
    each_shop(|shop| {
        let (_, changed) = carried_out(shop, LUIS, &["preferences"]);
        assert_eq!(changed, ["newsletter"]);
        assert_eq!(shop.ask("SELECT email AS x FROM newsletter"), "anne@example.com");
    });
}

#[test]
fn with_every_category_the_person_is_still_known() {
    each_shop(|shop| {
        let (_, changed) = carried_out(shop, LUIS, &["contact", "orders", "invoices", "support", "preferences"]);
        assert_eq!(changed, ["customers", "invoices", "newsletter", "order_lines", "orders", "tickets"]);
        let found = shop.find(&person(LUIS));
        assert_eq!(found.rows("customers").count(), 1);
    });
}

#[test]
fn what_is_gone_is_not_planned_again_and_what_was_written_since_is_seen() {
    each_shop(|shop| {
        let chosen = ["contact", "orders"];
        let (plan, _) = carried_out(shop, LUIS, &chosen);
        let again = shop.plan_part(&person(LUIS), &chosen);
        assert!(!again.steps.iter().any(Step::changes_something), "{again:?}");
        let look = || {
            let now = shop.plan_part(&person(LUIS), &chosen);
            shop.with(|session| session.look_at_part(&person(LUIS), &plan, &now))
        };
        assert!(look().is_clean(), "{:?}", look());
        shop.sql(
            "UPDATE customers SET phone = '+33 6 99' WHERE id = 1; INSERT INTO orders VALUES (14, 1, NULL, 'new')",
        );
        let seen = look();
        assert_eq!(seen.unfinished, BTreeMap::from([("customers".to_owned(), 1)]));
        assert_eq!(seen.unplanned, BTreeMap::from([("orders".to_owned(), 1)]));
    });
}
