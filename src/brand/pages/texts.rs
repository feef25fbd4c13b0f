//! A8: the company's own words, and what each language lacks.

use super::write;
use crate::brand::languages::{Share, of_record, of_sources, of_texts};
use crate::brand::store::Change;
use crate::brand::texts::{Spot, Texts};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::web::{Colleague, FieldError, Form, PageError, Visit};
use crate::words::Reading;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The page.
pub(super) const HOME: &str = "/admin/texts";
const PAGE: &str = "brand/texts.html";

/// The most texts that are named of those that a language lacks.
const NAMED: usize = 50;

fn share(visit: &Visit, origin: &str, share: &Share) -> Value {
    let place = |one: &crate::brand::languages::Lacking| match (origin, one.part.as_str()) {
        ("own", _) => visit.say(&format!("texts-{}", one.place), &[]),
        (_, "") => one.place.clone(),
        (_, part) => {
            let word = |kind: &str, name: &str| visit.say(&format!("record-{kind}-{}", name.replace('_', "-")), &[]);
            let entry = format!("{} {}", word("part", part), one.place);
            visit.say("part-wrong-at", &[("field", &entry), ("what", &word("field", &one.field))])
        }
    };
    let (said, all) = (share.all - share.lacking.len(), share.all);
    json!({
        "label": visit.say(&format!("texts-share-{origin}"), &[]),
        "value": match all {
            0 => visit.say("texts-share-none", &[]),
            _ => visit.say("texts-share", &[
                ("said", &said.to_string()),
                ("all", &all.to_string()),
                ("percent", &share.percent().to_string()),
            ]),
        },
        "lacking": share.lacking.iter().take(NAMED).map(place).collect::<Vec<_>>(),
        "more": share.lacking.len().saturating_sub(NAMED),
    })
}

fn language(portal: &Portal, visit: &Visit, lang: Lang) -> Value {
    let shares = [
        ("own", of_texts(&portal.brand.texts, lang)),
        ("record", of_record(&portal.record, lang)),
        ("sources", of_sources(portal.sources.all_declarations(), lang)),
    ];
    json!({
        "name": visit.say(&format!("language-{lang}"), &[]),
        "on": portal.settings.portal.languages.contains(&lang),
        "code": lang,
        "shares": shares.iter().map(|(origin, one)| share(visit, origin, one)).collect::<Vec<_>>(),
        "whole": shares.iter().all(|(_, one)| one.lacking.is_empty()),
    })
}

/// The name of the input of a language.
fn input(spot: Spot, lang: Lang) -> String {
    format!("{}_{lang}", spot.as_str())
}

fn spot(visit: &Visit, texts: &Texts, spot: Spot, errors: &[FieldError]) -> Value {
    let word = spot.as_str();
    let field = |lang: &Lang| {
        let words = texts.get(spot, *lang).unwrap_or_default();
        let name = input(spot, *lang);
        let reading = Reading::of(*lang, words).map(|reading| {
            let (ease, average) = (format!("{:.0}", reading.ease), format!("{:.0}", reading.average()));
            visit.say("part-reading", &[("ease", &ease), ("average", &average)])
        });
        json!({
            "label": format!("{} ({})", visit.say(&format!("texts-{word}"), &[]), visit.say(&format!("language-{lang}"), &[])),
            "error": errors.iter().find(|error| error.field == name).map_or("", |error| error.text.as_str()),
            "name": name,
            "value": words,
            "reading": reading,
        })
    };
    json!({
        "word": word,
        "title": visit.say(&format!("texts-{word}"), &[]),
        "about": visit.say(&format!("texts-{word}-about"), &[]),
        "line": spot == Spot::Service,
        "most": spot.most(),
        "fields": Lang::ALL.iter().map(field).collect::<Vec<_>>(),
    })
}

fn context(portal: &Portal, visit: &Visit, texts: &Texts, errors: &[FieldError]) -> Value {
    json!({
        "languages_told": Lang::ALL.iter().map(|lang| language(portal, visit, *lang)).collect::<Vec<_>>(),
        "spots": Spot::ALL.iter().map(|(_, one)| spot(visit, texts, *one, errors)).collect::<Vec<_>>(),
    })
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page(PAGE, context(&portal, &visit, &portal.brand.texts, &[]))
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    word: Path<String>,
    form: Form<BTreeMap<String, String>>,
) -> Result<HttpResponse, PageError> {
    let spot = Spot::of(&word).ok_or(PageError::NotFound)?;
    let typed = |lang: Lang| form.0.get(&input(spot, lang)).map_or("", |words| words.trim()).to_owned();
    let words: BTreeMap<Lang, String> = Lang::ALL.iter().map(|lang| (*lang, typed(*lang))).collect();
    let wrong = |(lang, words): (&Lang, &String)| {
        let odd =
            words.chars().any(|letter| letter.is_control() && (spot == Spot::Service || !"\r\n\t".contains(letter)));
        let key = match words.chars().count() > spot.most() {
            true => "texts-too-long",
            false if odd => "texts-odd",
            false => return None,
        };
        let most = spot.most().to_string();
        Some(FieldError::new(&input(spot, *lang), visit.say(key, &[("most", &most)])))
    };
    let errors: Vec<FieldError> = words.iter().filter_map(wrong).collect();
    if !errors.is_empty() {
        let mut texts = portal.brand.texts.clone();
        words.iter().for_each(|(lang, words)| texts.set(spot, *lang, words));
        return visit.page_with_errors(PAGE, context(&portal, &visit, &texts, &errors), &errors);
    }
    write(&portal, &visit, colleague, Change::Texts(spot, words), HOME, "texts-done").await
}
