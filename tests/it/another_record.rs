//! A version of the record in which every text is another one than in the demo's, and the reading of pages made from it.

use crate::harness::House;
use crate::html::text;
use crate::journeys_record::draft_as_text;
use habeas::roles::Role;

/// Parts that the record of the demo does without.
const MORE: &str = r#"
[representative]
name = "Mandat Europe SARL"
email = "x@mandat.example"
address = "1 rue du Port, Lille"
phone = "0320"
[[joint_controller]]
name = "Lavandes Réunies GIE"
email = "x@reunies.example"
address = "2 place Haute, Sault"
phone = "0490"
"#;

/// What the first activity is given beside what it says: everything that an activity can say.
const FIRST: &str = r#"
sub_purposes = [{ en = "Parcels", fr = "Colis" }, { en = "Accounts", fr = "Comptes" }]
automated = { en = "Orders above 900 euros are declined", fr = "Les commandes de plus de 900 euros sont refusées" }
departments = { en = "Workshop", fr = "Atelier" }
impact = { en = "Not needed", fr = "Pas nécessaire" }
owner = "Workshop"
software = "Shopkeeper"
review = "2027-01-01"
"#;

/// Keys whose texts are words of the file and no words for people.
const WORDS: &[&str] = &[
    "id",
    "card",
    "role",
    "told",
    "starts",
    "from",
    "duration",
    "phase",
    "basis",
    "retention",
    "activity",
    "recipient",
    "categories",
    "recipients",
    "security",
    "country",
    "consent_max_age",
    "life",
    "review",
];

/// The record of the demo, each of its texts another one, a carrier far away, an adequate country, an archive by criteria.
pub fn another(content: &str) -> String {
    let content = content
        .replacen("[[category]]", &format!("{MORE}[[category]]"), 1)
        .replacen("mandatory =", &format!("{}\nmandatory =", FIRST.trim()), 1)
        .replacen("country = \"FR\"\nwebsite", "country = \"FR\"\nphone = \"0492\"\nwebsite", 1)
        .replacen("[authority]", "phone = \"0493\"\n[authority]", 1)
        .replacen(
            "country = \"FR\"\ncontact = \"dpo@colis-du-sud",
            "country = \"IN\"\nsafeguard = \"Clauses\"\ndocument = \"Contract 7\"\ncontact = \"dpo@colis-du-sud",
            1,
        )
        .replacen("country = \"BE\"", "country = \"CH\"", 1);
    let mut table: toml::Table = content.parse().unwrap();
    let mut count = 0;
    table.iter_mut().for_each(|(key, value)| mark(key, value, &mut count));
    assert!(count > 250, "only {count} texts were found");
    toml::to_string(&table).unwrap()
}

fn mark(key: &str, value: &mut toml::Value, count: &mut usize) {
    match value {
        toml::Value::String(_) if WORDS.contains(&key) => {}
        toml::Value::String(text) => {
            *count += 1;
            *text = match (text.contains('@'), text.split_once("://")) {
                (true, _) => format!("v{count}.{text}"),
                (_, Some((scheme, rest))) => format!("{scheme}://v{count}.{rest}"),
                // The name of a cookie is no sentence.
                _ if key == "name" && *text == text.to_lowercase() => format!("v{count}{text}"),
                _ => format!("{text} ·{count}"),
            };
        }
        toml::Value::Array(list) => list.iter_mut().for_each(|one| mark(key, one, count)),
        toml::Value::Table(table) => table.iter_mut().for_each(|(key, value)| mark(key, value, count)),
        _ => {}
    }
}

/// Written by one colleague, approved by another, over the pages.
pub fn approve(house: &House, content: &str) {
    let writer = house.colleague(Role::Dpo);
    let edit = draft_as_text(house, &writer);
    let written = writer.submit(edit.form("/content"), &[("content", content)]).expect(200);
    let sent = writer.submit(written.form("/submission"), &[]).expect(200);
    let second = house.colleague(Role::Admin);
    second.submit(second.open(&sent.path).form("/approval"), &[]).expect(200).shows("The version is approved");
}

pub type Rows = Vec<(String, String)>;

/// White space as a reader sees it.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rows of every list of names and values in a piece of a page.
pub fn rows(html: &str) -> Rows {
    let row = |piece: &str| {
        let (label, rest) = piece.split_once("</dt>").unwrap();
        let value = rest.split_once("</dd>").unwrap().0;
        (text(&format!("<p>{label}")), text(&format!("<p>{}", value.split_once("<dd>").unwrap().1)))
    };
    html.split("<dt>").skip(1).map(row).collect()
}

/// From `begin` to `end`, both found once or more.
pub fn between<'h>(html: &'h str, begin: &str, end: &str) -> &'h str {
    let rest = html.split_once(begin).unwrap_or_else(|| panic!("no {begin} in:\n{}", text(html))).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {begin}")).0
}
