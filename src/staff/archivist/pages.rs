//! The archive for who may open it, and its openings for who watches over them.

use crate::archive::{self, By, Ground, Sought};
use crate::db::Error;
use crate::facts;
use crate::people::Address;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::staff;
use crate::web::{Colleague, FieldError, Form, PageError, Route, Visit, Who};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The longest reason.
const LONGEST: usize = 1_000;
/// The shortest: a word is none.
const SHORTEST: usize = 10;

/// The pages.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::Archive);
    vec![
        Route::get("/staff/archive", may, page),
        Route::post("/staff/archive", may, open).limited(60),
        Route::get("/staff/archive/openings", Who::Colleague(Permission::ArchiveOpenings), openings),
    ]
}

/// What is typed.
#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    sought: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    why: String,
}

fn asked(visit: &Visit, typed: &Typed) -> Value {
    let ground = |ground: &Ground| json!({ "value": ground.as_str(), "label": visit.say(&format!("archive-ground-{ground}"), &[]) });
    json!({
        "grounds": Ground::ALL.iter().map(ground).collect::<Vec<_>>(),
        "typed": { "sought": typed.sought, "ground": typed.ground, "why": typed.why },
        "longest": LONGEST,
    })
}

async fn page(visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("archive/archive.html", asked(&visit, &Typed::default()))
}

/// An address, or the reference of a request.
fn sought(text: &str) -> Option<Sought> {
    let text = text.trim();
    if text.contains('@') {
        return Address::parse(text).ok().map(Sought::Address);
    }
    let shaped = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (shaped && !text.is_empty()).then(|| Sought::Reference(text.to_ascii_uppercase()))
}

async fn open(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let (whose, ground, why) =
        (sought(&typed.sought), typed.ground.parse::<Ground>().ok(), typed.why.trim().to_owned());
    let mut errors = Vec::new();
    if whose.is_none() {
        errors.push(FieldError::new("sought", visit.say("archive-sought-wrong", &[])));
    }
    if ground.is_none() {
        errors.push(FieldError::new("ground", visit.say("archive-ground-missing", &[])));
    }
    let short = || (why.chars().count() < SHORTEST).then(|| visit.say("archive-why-short", &[]));
    if let Some(text) = visit.text_fault(&why, true, LONGEST).or_else(short) {
        errors.push(FieldError::new("why", text));
    }
    let (Some(whose), Some(ground), true) = (whose, ground, errors.is_empty()) else {
        return visit.page_with_errors("archive/archive.html", asked(&visit, &typed), &errors);
    };
    let (parts, now) = (portal.clone(), visit.now());
    let opened = portal.db.write(move |tx| {
        let by = By { now, random: &parts.random, keys: &parts.keys, colleague: &colleague.id };
        archive::open(tx, by, &whose, ground, &why)
    });
    let copies = opened.await?.copies;
    let lang = visit.lang();
    let mut groups: Vec<(String, String, Vec<Value>)> = Vec::new();
    for fact in facts::copies_as_facts(&portal, &copies, lang) {
        let heading = format!("{} – {}", fact.source_label, fact.table_label);
        let place = format!("{heading} {}", fact.row);
        let row = json!({ "label": fact.label, "value": fact.text });
        match groups.iter_mut().find(|(known, ..)| *known == place) {
            Some((.., rows)) => rows.push(row),
            None => {
                let until = facts::until_in_words(lang, &fact.until);
                let mut rows = vec![row];
                if !until.is_empty() {
                    rows.insert(0, json!({ "label": visit.say("archive-until", &[]), "value": until }));
                }
                groups.push((place, heading, rows));
            }
        }
    }
    let groups: Vec<Value> =
        groups.into_iter().map(|(_, title, rows)| json!({ "title": title, "rows": rows })).collect();
    visit.page("archive/opened.html", json!({ "groups": groups, "sought": typed.sought.trim() }))
}

async fn openings(portal: web::Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let keys = portal.keys.clone();
    let read = portal.db.read(move |db| {
        let names: BTreeMap<_, _> = staff::list(db)?.into_iter().map(|one| (one.id, one.name)).collect();
        Ok::<_, Error>((archive::openings(db, &keys)?, names))
    });
    let (found, names) = read.await?;
    let (lang, zone) = (visit.lang(), portal.zone());
    let row = |(colleague, opening): &(crate::db::Id, archive::Opening)| {
        json!({
            "at": words::moment(lang, opening.at, zone),
            "who": names.get(colleague).map_or(colleague.as_str(), String::as_str),
            "ground": visit.say(&format!("archive-ground-{}", opening.ground), &[]),
            "sought": opening.sought,
            "why": opening.why,
            "copies": opening.copies,
        })
    };
    visit.page("archive/openings.html", json!({ "rows": found.iter().map(row).collect::<Vec<_>>() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_reference_are_told_apart_and_nothing_else_is_looked_for() {
        assert!(matches!(sought(" Camille@Example.com "), Some(Sought::Address(_))));
        assert!(matches!(sought("r-2026-0412"), Some(Sought::Reference(text)) if text == "R-2026-0412"));
        for wrong in ["", "  ", "%", "@", "R 2026", "' OR 1=1", &"A".repeat(41)] {
            assert!(sought(wrong).is_none(), "{wrong}");
        }
    }
}
