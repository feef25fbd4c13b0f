//! First drafts of three customer files that the guesses were not made for: a blog with a shop, a film rental, a hotel.

use crate::mariadb::MariaDb;
use crate::sources_live::bench::record;
use habeas::config::DatabaseUrl;
use habeas::db::testing::Fresh;
use habeas::diagnostic::Severity;
use habeas::lang::Lang;
use habeas::sources::declaration::Declaration;
use habeas::sources::{check, check_against, describe, draft};
use std::path::Path;

/// The draft as it is, with every guess taken for right, and what is wrong with it.
pub fn drafted(kind: &str, url: &str) -> Declaration {
    let probe = format!(
        "name = \"x\"\nkind = \"{kind}\"\nurl = \"{url}\"\nlabel = {{ en = \"x\", fr = \"x\" }}\n[[table]]\nname = \"x\"\n\
         key = [\"x\"]\nlabel = {{ en = \"x\", fr = \"x\" }}\nperson = [{{ identifier = \"x\" }}]\nerase = \"delete\"\n\
         [table.columns]\nx = {{ ignore = \"x\" }}\n"
    );
    let read = |text: &str| {
        let (declaration, found) = Declaration::parse(Path::new("draft.toml"), text, Lang::ALL, &|_| None);
        assert!(found.iter().all(|mistake| mistake.severity != Severity::Error), "{found:#?}\n{text}");
        declaration.unwrap()
    };
    let schema = describe(&read(&probe).url).unwrap();
    let text = draft(&schema, kind, url, "draft", Lang::ALL);
    let declaration = read(&text);
    let mut found = check(&declaration, &schema);
    found.extend(check_against(&declaration, &record()));
    assert_eq!(found, [], "{text}");
    declaration
}

fn tables(declaration: &Declaration) -> Vec<&str> {
    declaration.tables.iter().map(|table| table.name.as_str()).collect()
}

#[test]
fn a_blog_with_a_shop_in_mariadb() {
    let Some(database) = MariaDb::fresh() else { return };
    database.batch(&format!("SET sql_mode = ''; {}", include_str!("../data/drafts/woo.sql")));
    let declaration = drafted("mysql", &database.url());
    let expected =
        ["wp_comments", "wp_usermeta", "wp_users", "wp_wc_customer_lookup", "wp_wc_order_addresses", "wp_wc_orders"];
    assert_eq!(tables(&declaration), expected);
}

#[test]
fn a_film_rental_in_postgresql() {
    let Some(fresh) = Fresh::postgres() else { return };
    let DatabaseUrl::Postgres(url) = fresh.url() else { unreachable!() };
    let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
    client.batch_execute(include_str!("../data/drafts/pagila.sql")).unwrap();
    let declaration = drafted("postgres", url.expose());
    assert_eq!(tables(&declaration), ["address", "customer", "payment", "rental"]);
    assert!(declaration.table("address").unwrap().shared, "an address may be of a household");
}

#[test]
fn a_hotel_in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hotel.sqlite");
    rusqlite::Connection::open(&file).unwrap().execute_batch(include_str!("../data/drafts/booking.sql")).unwrap();
    let declaration = drafted("sqlite", &file.display().to_string());
    let expected = [
        "auth_user",
        "auth_user_groups",
        "hotel_booking",
        "hotel_guestprofile",
        "hotel_review",
        "newsletter_subscription",
    ];
    assert_eq!(tables(&declaration), expected);
}
