//! Erasing: the plan, the execution, looking again.

use super::bench::{Shop, each_shop, person};
use habeas::sources::plan::{Action, Outcome, SourcePlan};

fn actions(plan: &SourcePlan) -> Vec<(String, Action, usize)> {
    plan.steps.iter().map(|step| (step.table.clone(), step.action, step.keys.len())).collect()
}

fn everything(shop: &Shop) -> Vec<String> {
    [
        "SELECT id || email || name || coalesce(phone, '-') || coalesce(CAST(address_id AS TEXT), '-') AS x FROM customers ORDER BY id",
        "SELECT id || coalesce(CAST(customer_id AS TEXT), '-') || coalesce(CAST(co_customer_id AS TEXT), '-') AS x FROM orders ORDER BY id",
        "SELECT order_id || product AS x FROM order_lines ORDER BY order_id, place",
        "SELECT id || billed_to || coalesce(billing_email, '-') || total AS x FROM invoices ORDER BY id",
        "SELECT id || email AS x FROM tickets ORDER BY id",
        "SELECT email AS x FROM newsletter ORDER BY lower(email)",
        "SELECT street AS x FROM addresses ORDER BY id",
    ]
    .map(|sql| shop.ask(sql))
    .to_vec()
}

#[test]
fn the_plan_says_per_table_what_goes_what_stays_until_when_and_why() {
    each_shop(|shop| {
        let plan = shop.plan(&person(&["luis@example.com"]));
        assert_eq!(plan, shop.plan(&person(&["luis@example.com"])), "the same rows give the same plan");
        let by_table = |table: &str| plan.steps.iter().filter(|step| step.table == table).collect::<Vec<_>>();
        let invoices = by_table("invoices");
        let ends: Vec<_> =
            invoices.iter().map(|step| (step.action, step.until.as_ref().and_then(|until| until.date))).collect();
        let day = |year| Some(jiff::civil::date(year, 12, 31));
        // The invoice of 2010 is past its ten years: it is not archived any more.
        assert_eq!(ends, [(Action::Strip, None), (Action::Archive, day(2034)), (Action::Archive, day(2035))]);
        assert!(invoices[1].ground.is_some());
        let tickets = by_table("tickets");
        assert_eq!(tickets.iter().map(|step| step.action).collect::<Vec<_>>(), [Action::Delete, Action::Keep]);
        // The customer's row must stay, since an invoice points to it; it stays without the person.
        let customers = by_table("customers");
        assert_eq!(customers[0].action, Action::Strip);
        assert_eq!(
            by_table("orders").iter().map(|step| step.action).collect::<Vec<_>>(),
            [Action::Delete, Action::Unlink]
        );
        let place = |table: &str| plan.steps.iter().position(|step| step.table == table).unwrap();
        assert!(place("order_lines") < place("orders") && place("orders") < place("customers"));
        let kept = plan.lines().into_iter().find(|line| line.outcome == Outcome::Kept && line.category == "support");
        assert_eq!(kept.unwrap().until.unwrap().rule, "support-3y");
    });
}

#[test]
fn a_plan_reads_back_as_written_and_holds_no_address() {
    each_shop(|shop| {
        let plan = shop.plan(&person(&["luis@example.com"]));
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<SourcePlan>(&text).unwrap(), plan);
        assert!(!text.contains("Gonçalves") && !text.contains("+33"));
    });
}

#[test]
fn erasing_leaves_the_other_persons_rows_as_they_were_and_the_person_nowhere() {
    each_shop(|shop| {
        let who = person(&["luis@example.com"]);
        let plan = shop.plan(&who);
        let (done, copies) = shop.execute(&who, &plan);
        assert!(done.deleted > 0 && done.changed > 0, "{done:?}");
        let after = everything(shop);
        assert!(!after[0].to_lowercase().contains("luis") && !after[0].contains("+33 6 11"), "{after:?}");
        assert!(after[0].contains("2anne@example.comAnne+33 6 221"), "{after:?}");
        assert_eq!(after[1], "122-,133-");
        assert_eq!(after[2], "12table,13bed");
        assert!(after[3].starts_with("100erased 100-13.86,101erased 101-5"), "{after:?}");
        assert!(after[3].contains("103Marcmarc@example.com9"), "{after:?}");
        assert_eq!(after[4], "1luis@example.com,3anne@example.com");
        assert_eq!(after[5], "anne@example.com");
        assert_eq!(after[6], "1 rue des Lilas,2 rue du Port", "the neighbour still lives there");
        let copied: Vec<_> = copies.iter().map(|copy| copy.key.plain()).collect();
        assert_eq!(copied, ["100", "101"]);
        assert_eq!(copies[0].values["billed_to"].as_deref(), Some("Luis Gonçalves"));
        assert!(!copies[0].late);
    });
}

#[test]
fn looking_again_finds_the_plan_done_and_before_it_not() {
    each_shop(|shop| {
        let who = person(&["luis@example.com"]);
        let plan = shop.plan(&who);
        let before = shop.with(|session| session.verify(&who, Some(&plan)));
        assert!(!before.is_done() && !before.residues.is_empty(), "{before:?}");
        shop.execute(&who, &plan);
        let after = shop.with(|session| session.verify(&who, Some(&plan)));
        assert!(after.is_clean(), "{after:?}");
    });
}

#[test]
fn a_second_run_changes_nothing() {
    each_shop(|shop| {
        let who = person(&["luis@example.com"]);
        let plan = shop.plan(&who);
        shop.execute(&who, &plan);
        let after = everything(shop);
        let (again, copies) = shop.execute(&who, &plan);
        assert_eq!((again.deleted, again.changed), (0, 0));
        assert!(copies.iter().all(|copy| copy.late), "{copies:?}");
        let fresh = shop.plan(&who);
        assert_eq!(actions(&fresh), [("tickets".to_owned(), Action::Keep, 1)]);
        shop.execute(&who, &fresh);
        assert_eq!(everything(shop), after);
    });
}

#[test]
fn a_key_that_was_given_to_somebody_else_meanwhile_harms_nobody() {
    each_shop(|shop| {
        let who = person(&["marc@example.com"]);
        let plan = shop.plan(&who);
        shop.sql("UPDATE customers SET email = 'newcomer@example.com' WHERE id = 3");
        let before = everything(shop);
        let (done, copies) = shop.execute(&who, &plan);
        assert_eq!((done.deleted, done.changed, copies.len()), (0, 0, 0));
        assert_eq!(everything(shop), before);
    });
}

#[test]
fn an_archive_that_fails_leaves_the_source_untouched() {
    each_shop(|shop| {
        let who = person(&["luis@example.com"]);
        let plan = shop.plan(&who);
        let before = everything(shop);
        shop.execute_failing(&who, &plan);
        assert_eq!(everything(shop), before);
    });
}

#[test]
fn a_row_that_another_persons_row_points_to_stays_stripped() {
    each_shop(|shop| {
        shop.sql("UPDATE customers SET referred_by = 3 WHERE id = 2; DELETE FROM invoices WHERE id = 103");
        let who = person(&["marc@example.com"]);
        let plan = shop.plan(&who);
        let customer = plan.steps.iter().find(|step| step.table == "customers").unwrap();
        assert_eq!(customer.action, Action::Strip);
        shop.execute(&who, &plan);
        assert_eq!(shop.ask("SELECT email AS x FROM customers WHERE id = 3"), "erased-3@erased.invalid");
        assert_eq!(shop.ask("SELECT count(*) AS x FROM addresses WHERE id = 2"), "0", "its address goes all the same");
    });
}

#[test]
fn somebody_to_whom_nothing_points_is_gone_altogether() {
    each_shop(|shop| {
        shop.sql("UPDATE customers SET address_id = 2 WHERE id = 3; DELETE FROM invoices WHERE id = 103");
        let who = person(&["marc@example.com"]);
        let plan = shop.plan(&who);
        assert!(plan.steps.iter().all(|step| step.action == Action::Delete), "{:?}", actions(&plan));
        shop.execute(&who, &plan);
        assert_eq!(shop.ask("SELECT count(*) AS x FROM customers WHERE id = 3"), "0");
        assert_eq!(shop.ask("SELECT count(*) AS x FROM addresses WHERE id = 2"), "0");
        assert_eq!(shop.ask("SELECT count(*) AS x FROM order_lines WHERE order_id = 13"), "0");
        assert!(shop.with(|session| session.verify(&who, Some(&plan))).is_clean());
    });
}

#[test]
fn an_address_left_in_a_strangers_text_is_reported() {
    each_shop(|shop| {
        shop.sql("UPDATE tickets SET body = 'Please write to MARC@example.com instead' WHERE id = 3");
        let who = person(&["marc@example.com"]);
        let plan = shop.plan(&who);
        shop.execute(&who, &plan);
        let seen = shop.with(|session| session.verify(&who, Some(&plan)));
        assert!(seen.is_done() && !seen.is_clean());
        assert_eq!((seen.residues[0].table.as_str(), seen.residues[0].column.as_str()), ("tickets", "body"));
    });
}

#[test]
fn a_row_written_since_the_plan_was_made_is_reported() {
    each_shop(|shop| {
        let who = person(&["marc@example.com"]);
        let plan = shop.plan(&who);
        shop.execute(&who, &plan);
        shop.sql("INSERT INTO newsletter VALUES ('marc@example.com', 'yes')");
        let seen = shop.with(|session| session.verify(&who, Some(&plan)));
        assert_eq!(seen.unplanned.get("newsletter"), Some(&1));
    });
}
