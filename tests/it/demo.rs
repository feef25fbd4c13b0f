//! The folder of the demo: without a mistake, and a good teacher of what an erasure does.

use habeas::clock::Clock;
use habeas::commands::check;
use habeas::demo::prepare;
use habeas::lang::Lang;
use habeas::people::Address;
use habeas::record::Record;
use habeas::secrets::Random;
use habeas::sources::declaration::Declaration;
use habeas::sources::plan::{Action, Outcome};
use habeas::sources::{Identifiers, Plan, Sources};
use jiff::civil::date;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

struct Shop {
    _folder: TempDir,
    sources: Sources,
    record: Arc<Record>,
}

fn shop(people: u32) -> Shop {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::fixed("2026-11-24T12:00:00Z".parse().unwrap());
    let dir = prepare(&folder.path().join("shop"), people, 1, &clock, &Random::system()).unwrap().dir;
    let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
    let (record, _) = Record::parse(Path::new("record.toml"), &read("record.toml"), Lang::ALL);
    let declare = |name: &str| Declaration::parse(&dir.join(name), &read(name), Lang::ALL, &|_| None).0.unwrap();
    let sources = Sources::open(vec![declare("sources/shop.toml"), declare("sources/newsletter.toml")]);
    Shop { _folder: folder, sources, record: Arc::new(record.unwrap()) }
}

fn person(addresses: &[&str]) -> Identifiers {
    let addresses: Vec<_> = addresses.iter().map(|text| Address::parse(text).unwrap()).collect();
    Identifiers::new(&addresses)
}

async fn plan(shop: &Shop, person: &Identifiers) -> Plan {
    shop.sources.plan_erasure(person, &shop.record, date(2026, 11, 24)).await
}

fn erase(shop: &Shop, person: &Identifiers, plan: &Plan) {
    for part in &plan.sources {
        let source = shop.sources.get(&part.source).unwrap();
        source.session(|session| Ok(session.execute(person, part, |_| Ok(())).unwrap())).unwrap();
        let seen = source.session(|session| session.verify(person, Some(part))).unwrap();
        assert!(seen.is_clean(), "{}: {seen:?}", part.source);
    }
}

fn categories(plan: &Plan, outcome: Outcome) -> Vec<String> {
    let mut names: Vec<_> =
        plan.lines().into_iter().filter(|line| line.outcome == outcome).map(|line| line.category).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn check_finds_nothing_to_say_about_the_demo() {
    let parent = tempfile::tempdir().unwrap();
    let clock = Clock::fixed("2026-11-24T12:00:00Z".parse().unwrap());
    let made = prepare(&parent.path().join("shop"), 30, 1, &clock, &Random::system()).unwrap();
    assert_eq!(check(&made.config), []);
}

#[tokio::test]
async fn whoever_bought_loses_the_profile_and_keeps_the_invoices_until_a_date() {
    let shop = shop(30);
    let camille = person(&["camille.aubry@example.com"]);
    let plan = plan(&shop, &camille).await;
    assert_eq!(
        categories(&plan, Outcome::Erased),
        ["account", "address", "birthday", "contact", "loyalty", "newsletter", "orders", "preferences", "support"]
    );
    assert_eq!(categories(&plan, Outcome::Kept), ["invoices", "orders"]);
    let kept = plan.lines().into_iter().find(|line| line.category == "invoices").unwrap();
    assert_eq!(kept.until.unwrap().date, Some(date(2036, 12, 31)));
    erase(&shop, &camille, &plan);
    let again = self::plan(&shop, &camille).await;
    assert!(again.lines().iter().all(|line| line.outcome == Outcome::Kept), "{:?}", again.lines());
}

#[tokio::test]
async fn the_address_of_a_household_outlives_the_first_who_leaves_and_not_the_last() {
    let shop = shop(30);
    let (louise, marius) = (person(&["louise.beranger@example.org"]), person(&["marius.beranger@example.org"]));
    let of_address = |plan: &Plan| {
        plan.source("shop").unwrap().steps.iter().find(|step| step.table == "addresses").map(|step| step.action)
    };
    let first = plan(&shop, &louise).await;
    assert_ne!(of_address(&first), Some(Action::Delete));
    erase(&shop, &louise, &first);
    let last = plan(&shop, &marius).await;
    assert_eq!(of_address(&last), Some(Action::Delete));
    erase(&shop, &marius, &last);
}

#[tokio::test]
async fn a_second_address_leads_to_the_same_person() {
    let shop = shop(30);
    let one = plan(&shop, &person(&["aicha.bensalem@example.com"])).await;
    let other = plan(&shop, &person(&["aicha.atelier@poste.example"])).await;
    assert_eq!(one.source("shop").unwrap().rows(), other.source("shop").unwrap().rows());
}

#[tokio::test]
async fn whoever_only_reads_the_newsletter_is_gone_from_everywhere() {
    let shop = shop(30);
    let ines = person(&["Ines.Cordier@example.org"]);
    let plan = plan(&shop, &ines).await;
    assert_eq!(categories(&plan, Outcome::Erased), ["newsletter"]);
    assert_eq!(plan.lines().len(), 1);
    erase(&shop, &ines, &plan);
    assert!(self::plan(&shop, &ines).await.is_empty());
}
