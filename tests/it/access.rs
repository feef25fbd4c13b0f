//! A package: opens offline, equals what the page shows, hashes right, harms no spreadsheet.

use crate::sources_live::bench::{Shop, each_shop, person};
use habeas::access::{Contents, package};
use habeas::facts;
use habeas::lang::Lang;
use habeas::web::View;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

fn contents(shop: &Shop, who: &str, lang: Lang) -> Contents {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let holdings = runtime.block_on(facts::look(&shop.sources, &person(&[who])));
    let today = jiff::civil::date(2026, 11, 24);
    let facts = facts::assemble(&shop.record, shop.sources.declarations(), &holdings.held, lang, today);
    let held: Vec<String> = facts.iter().filter(|fact| fact.is_held()).map(|fact| fact.category.clone()).collect();
    let held: Vec<&str> = held.iter().map(String::as_str).collect();
    let controller = &shop.record.controller;
    Contents {
        lang,
        at: "2026-11-24T12:00:00Z".parse().unwrap(),
        controller: serde_json::json!({ "name": controller.name, "authority": shop.record.authority }),
        information: serde_json::to_value(shop.record.access_information(&held, lang)).unwrap(),
        facts,
        own: Vec::new(),
        missing: holdings.down,
        marks: Vec::new(),
        hidden: Default::default(),
    }
}

fn files(contents: &Contents) -> BTreeMap<String, Vec<u8>> {
    let zip = package::write(Cursor::new(Vec::new()), contents, &View::new().unwrap()).unwrap();
    let mut zip = zip::ZipArchive::new(zip).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn a_package_holds_the_facts_of_the_page_and_every_hash_is_right() {
    each_shop(|shop| {
        let contents = contents(shop, "luis@example.com", Lang::En);
        let files = files(&contents);
        let data: serde_json::Value = serde_json::from_slice(&files["data.json"]).unwrap();
        assert_eq!(data["facts"], serde_json::to_value(&contents.facts).unwrap());
        assert!(!contents.facts.is_empty());
        let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
        assert_eq!(sums.lines().count(), files.len() - 1);
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            assert_eq!(sum, habeas::secrets::hex(&Sha256::digest(&files[name])), "{name}");
        }
        for name in ["index.html", "style.css", "data.pdf", "schema.json", "README.txt", "csv/shop/invoices.csv"] {
            assert!(files.contains_key(name), "{name} of {:?}", files.keys());
        }
    });
}

#[test]
fn its_page_opens_offline_in_both_languages_and_names_no_colleague() {
    each_shop(|shop| {
        for lang in Lang::ALL {
            let files = files(&contents(shop, "luis@example.com", *lang));
            let page = String::from_utf8(files["index.html"].clone()).unwrap();
            assert!(page.contains("Luis Gonçalves") && page.contains(&format!("lang=\"{lang}\"")));
            assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("/assets/"));
            for (name, bytes) in &files {
                assert!(!String::from_utf8_lossy(bytes).contains("Zoé Martin"), "{name} names a colleague");
                assert!(!String::from_utf8_lossy(bytes).contains("marc@example.com"), "{name} names somebody else");
            }
        }
    });
}

#[test]
fn a_table_is_one_line_for_each_row_and_no_cell_is_a_formula() {
    each_shop(|shop| {
        shop.sql("UPDATE invoices SET billed_to = '=HYPERLINK(\"x\")' WHERE id = 100");
        let files = files(&contents(shop, "luis@example.com", Lang::En));
        let text = String::from_utf8(files["csv/shop/invoices.csv"].clone()).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let billed = header.iter().position(|name| name == "billed_to").unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().any(|row| &row[billed] == "'=HYPERLINK(\"x\")"), "{text}");
        let customers = String::from_utf8(files["csv/shop/customers.csv"].clone()).unwrap();
        assert!(customers.contains("'+33 6 11"), "{customers}");
    });
}

#[test]
fn scenario_21_nothing_held_is_a_package_too_and_says_so() {
    each_shop(|shop| {
        let files = files(&contents(shop, "nobody@example.com", Lang::Fr));
        let page = String::from_utf8(files["index.html"].clone()).unwrap();
        assert!(page.contains("Rien n’est gardé sur vous"), "{page}");
        assert!(!files.keys().any(|name| name.starts_with("csv/")));
    });
}
