//! What is not needed is found in three customer files of other making, by name, by rule and by what is written; nothing is found in
//! one that holds none.

use crate::drafts::drafted;
use crate::harness::each_house;
use crate::mariadb::MariaDb;
use crate::sources_live::bench::record;
use habeas::config::DatabaseUrl;
use habeas::db::testing::Fresh;
use habeas::record::Record;
use habeas::roles::Role;
use habeas::sources::Sources;
use habeas::sources::declaration::Declaration;
use habeas::sources::minimise::{Doubt, Look, Why};
use jiff::civil::date;
use std::collections::BTreeSet;

/// A number of registration with its right key, as people write it.
fn nir(number: u64) -> String {
    let (digits, key) = (number.to_string(), 97 - number % 97);
    let part = |from: usize, to: usize| digits[from..to].to_owned();
    [part(0, 1), part(1, 3), part(3, 5), part(5, 7), part(7, 10), part(10, 13), format!("{key:02}")].join(" ")
}

pub fn doubts(declaration: &Declaration, record: &Record) -> Vec<Doubt> {
    let sources = Sources::open(vec![declaration.clone()]);
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
    let source = sources.get(&declaration.name).unwrap();
    source.minimise(&Look { record, since: date(2024, 11, 27), zone: &zone }).unwrap()
}

/// "table.column why what", of what seems to be about a subject.
fn about(declaration: &Declaration) -> BTreeSet<String> {
    let named = doubts(declaration, &record()).into_iter().filter(|doubt| doubt.subject.is_some());
    named.map(|one| format!("{} {} {}", one.place(), one.why.as_str(), one.subject.unwrap().as_str())).collect()
}

/// What is found now and was not before.
fn added(declaration: &Declaration, before: &BTreeSet<String>) -> Vec<String> {
    about(declaration).difference(before).cloned().collect()
}

#[test]
fn planted_columns_are_found_in_mariadb() {
    let Some(database) = MariaDb::fresh() else { return };
    database.batch(&format!("SET sql_mode = ''; {}", include_str!("../data/drafts/woo.sql")));
    let declaration = drafted("mysql", &database.url());
    for at in 0..30 {
        database.batch(&format!(
            "INSERT INTO wp_users (user_login, user_email, user_registered, display_name) VALUES ('u{at}', 'u{at}@example.com', \
             '2025-01-01', 'Union Street'); INSERT INTO wp_comments (comment_post_ID, comment_author, comment_date, comment_content) \
             VALUES (1, 'Christian Juif', '2025-01-01', 'Does the enceinte sound good? 3760123456789')"
        ));
    }
    let before = about(&declaration);
    assert_eq!(before, BTreeSet::new(), "honest texts raise no alarm");
    database.batch(
        "ALTER TABLE wp_users ADD food_allergies varchar(200), ADD religion varchar(40), ADD num_secu varchar(21), \
         ADD date_naissance date, ADD civilite varchar(8) NOT NULL DEFAULT 'Mme', ADD member_ref varchar(30), \
         ADD title varchar(60) NOT NULL DEFAULT 'Head of sales'",
    );
    database.batch(&format!("UPDATE wp_users SET member_ref = '{}' WHERE user_login = 'u7'", nir(2_850_578_006_084)));
    database.batch("UPDATE wp_comments SET comment_content = 'Parking (I''m DIABETIC), merci' WHERE comment_ID = 3");
    let expected = [
        "wp_comments.comment_content written health",
        "wp_users.civilite mandatory civility",
        "wp_users.date_naissance named birth",
        "wp_users.food_allergies named health",
        "wp_users.member_ref written nir",
        "wp_users.num_secu named nir",
        "wp_users.religion named beliefs",
    ];
    assert_eq!(added(&declaration, &before), expected);
    let all = doubts(&declaration, &record());
    let health = all.iter().find(|doubt| doubt.column == "comment_content" && doubt.why == Why::Written).unwrap();
    assert_eq!((health.rows, health.of), (Some(1), Some(30)));
}

#[test]
fn planted_columns_are_found_in_postgresql() {
    let Some(fresh) = Fresh::postgres() else { return };
    let DatabaseUrl::Postgres(url) = fresh.url() else { unreachable!() };
    let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
    client.batch_execute(include_str!("../data/drafts/pagila.sql")).unwrap();
    let declaration = drafted("postgres", url.expose());
    client
        .batch_execute(
            "SET session_replication_role = replica; INSERT INTO customer (store_id, first_name, last_name, email, address_id) \
             SELECT 1, 'Ada', 'Lovelace', 'c' || n || '@example.com', 1 FROM generate_series(1, 40) n",
        )
        .unwrap();
    let before = about(&declaration);
    assert!(before.iter().all(|one| one.starts_with("address.phone")), "{before:?}");
    client
        .batch_execute(&format!(
            "ALTER TABLE customer ADD note text, ADD faith text, ADD reference text, ADD dob date, ADD title text NOT NULL DEFAULT \
             'Mr', ADD genre text, ADD barcode bigint; UPDATE customer SET note = 'Vient en fauteuil roulant.', reference = '{}', \
             genre = 'F' WHERE customer_id < 12; UPDATE customer SET barcode = 2990000000000 + customer_id",
            nir(1_991_275_116_002).replace(' ', "")
        ))
        .unwrap();
    let expected = [
        "customer.dob named birth",
        "customer.faith named beliefs",
        "customer.genre named gender",
        "customer.note written health",
        "customer.reference written nir",
        "customer.title mandatory civility",
    ];
    assert_eq!(added(&declaration, &before), expected);
    client.batch_execute("UPDATE customer SET barcode = 1850578006084 + customer_id").unwrap();
    let short = "customer.barcode written nir".to_owned();
    assert!(about(&declaration).contains(&short), "a column full of numbers without their key");
    client.batch_execute("UPDATE customer SET title = '' WHERE customer_id = 3").unwrap();
    let left = about(&declaration);
    assert!(!left.contains("customer.title mandatory civility"), "it can be left out: {left:?}");
}

#[test]
fn planted_columns_are_found_in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hotel.sqlite");
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.execute_batch(include_str!("../data/drafts/booking.sql")).unwrap();
    let declaration = drafted("sqlite", &file.display().to_string());
    let before = about(&declaration);
    let of_its_own = [
        "hotel_guestprofile.allergies mandatory health",
        "hotel_guestprofile.allergies named health",
        "hotel_guestprofile.birth_date named birth",
        "hotel_guestprofile.nationality mandatory nationality",
        "hotel_guestprofile.nationality named nationality",
    ];
    assert_eq!(before.iter().map(String::as_str).collect::<Vec<_>>(), of_its_own);
    connection
        .execute_batch(&format!(
            "PRAGMA foreign_keys = OFF; ALTER TABLE auth_user ADD COLUMN remarks text; ALTER TABLE auth_user ADD COLUMN \
             ref text; ALTER TABLE auth_user ADD COLUMN birthday date; ALTER TABLE auth_user ADD COLUMN salutation text NOT NULL \
             DEFAULT 'Mrs'; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) INSERT INTO auth_user \
             (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name, remarks, ref) SELECT \
             'x', 0, 'u' || i, 'Church', 'u' || i || '@example.com', 0, 1, '2025-05-05', 'Faith', 'Breakfast: halal/kosher', \
             '{}' FROM n; CREATE TABLE medical_files (id integer PRIMARY KEY, user_id integer, content text)",
            nir(2_690_149_588_157)
        ))
        .unwrap();
    let expected = [
        "auth_user.birthday named birth",
        "auth_user.ref written nir",
        "auth_user.remarks written beliefs",
        "auth_user.salutation mandatory civility",
        "medical_files.content named health",
    ];
    assert_eq!(added(&declaration, &before), expected);
    // Of the others: nobody declares the new columns, nobody fills the last sign-in in.
    let all = doubts(&declaration, &record());
    let places = |why: Why| {
        all.iter()
            .filter(|one| one.why == why)
            .map(Doubt::place)
            .filter(|place| place.starts_with("auth_user."))
            .collect::<Vec<_>>()
    };
    let new = ["auth_user.birthday", "auth_user.ref", "auth_user.remarks", "auth_user.salutation"];
    assert_eq!(places(Why::NoPurpose), new);
    assert_eq!(places(Why::Empty), ["auth_user.last_login"]);
}

#[test]
fn an_officer_looks_keeps_what_is_needed_and_hears_of_a_new_doubt() {
    each_house(|house| {
        let officer = house.colleague(Role::Dpo);
        let page = officer.open("/admin/sources/minimisation").expect(200).shows("Not looked into yet");
        house.shop().execute_batch("ALTER TABLE customers ADD COLUMN allergies TEXT").unwrap();
        let page = officer.submit(page.form("/admin/sources/minimisation"), &[]).expect(200);
        let page =
            page.shows("To be decided").shows("customers.allergies").shows("health (Art. 9)").shows("No purpose");
        let link = page.links().into_iter().find(|link| link.contains("column=allergies")).unwrap();
        let asking = officer.open(&link).expect(200).shows("customers.allergies");
        let send =
            |reason: &str| officer.submit(asking.form("/admin/sources/minimisation/reason"), &[("reason", reason)]);
        send(" ").expect(422).shows("Fill in this field");
        let long = "a".repeat(501);
        assert!(send(&long).expect(422).body().contains(&long), "nothing typed is lost");
        let page = send("Deliveries of lavender honey: explicit consent.").expect(200).shows("The reason was kept");
        assert!(!page.links().iter().any(|link| link.contains("column=allergies")));
        let page = page.shows("One column kept with a reason").shows("explicit consent");
        // What is written in it is another doubt than what its name says.
        house.shop().execute_batch("UPDATE customers SET allergies = 'Muslim, eats halal' WHERE id = 3").unwrap();
        let page = officer.submit(page.form("/admin/sources/minimisation"), &[]).expect(200);
        assert!(page.links().iter().any(|link| link.contains("column=allergies")));
        page.shows("religion or beliefs (Art. 9): fewer than 10 of");
        let again = officer.open(&link).expect(200);
        let page =
            officer.submit(again.form("/admin/sources/minimisation/reason"), &[("reason", "Asked by the kitchen.")]);
        let page = page.expect(200).shows("Asked by the kitchen.");
        let page = officer.submit(page.form("/admin/sources/minimisation/reason/removal"), &[]).expect(200);
        page.shows("The column is in doubt again.");
        assert!(officer.open(&link).expect(200).text().contains("Why it is needed"));
        officer.open("/admin/sources/minimisation/reason?source=shop&table=customers&column=nothing").expect(404);
        // The answers are in the log, without their words.
        let logged = house.query("SELECT action || COALESCE(detail, '') FROM audit_events");
        let said = |word: &str| logged.iter().flatten().filter(|record| record.contains(word)).count();
        assert_eq!((said("minimisation.kept"), said("minimisation.reopened"), said("kitchen")), (2, 1, 0));
    });
}
