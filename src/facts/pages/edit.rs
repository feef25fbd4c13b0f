use super::super::correct::{self, Became, Manner, Sent, Undone};
use super::super::store::Changed;
use super::super::{Editing, Fact, typed};
use super::{Known, down, frozen, handle, known};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::people::Person;
use crate::portal::Portal;
use crate::requests::{self, Right, Subject};
use crate::sources::declaration::ColumnKind;
use crate::web::{Banner, Customer, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    row: String,
}

/// The fields of a sent form, by name.
pub type Fields = BTreeMap<String, String>;

/// The facts of one row that can be changed or asked for.
fn group<'k>(portal: &Portal, known: &'k Known, category: &str, row: &str) -> Vec<&'k Fact> {
    let open = |fact: &&Fact| fact.category == category && matches!(fact.edit, Editing::Own | Editing::Review);
    let mut found: Vec<&Fact> = known.facts.iter().filter(open).collect();
    let wanted = match row {
        "" => found.first().map(|fact| handle(portal, fact)),
        row => Some(row.to_owned()),
    };
    found.retain(|fact| Some(handle(portal, fact)) == wanted);
    found
}

fn kind_of(portal: &Portal, fact: &Fact) -> Option<ColumnKind> {
    let source = portal.sources.get(&fact.source)?;
    Some(source.declaration().table(&fact.table)?.column(&fact.column)?.held()?.kind.clone())
}

/// C5: the form.
pub async fn form(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<HttpResponse, PageError> {
    let (_, category) = path.into_inner();
    let known = known(&portal, &visit, &customer).await?;
    if let Some(answer) = frozen(&visit, &known) {
        return Ok(answer);
    }
    let facts = group(&portal, &known, &category, &which.row);
    if facts.is_empty() {
        return Err(PageError::NotFound);
    }
    visit.page("facts/edit.html", page_of(&visit, &portal, &known, &category, &facts, &Fields::new(), &[]))
}

/// The page with these facts; with what was typed, if it came back with mistakes.
fn page_of(
    visit: &Visit,
    portal: &Portal,
    known: &Known,
    category: &str,
    facts: &[&Fact],
    typed: &Fields,
    errors: &[FieldError],
) -> Value {
    let lang = visit.lang();
    let field = |fact: &&Fact| {
        let name = format!("new-{}", fact.column);
        // What is sensitive does not stand in a form that only had to be opened.
        let now = fact.value.clone().filter(|_| !fact.sensitive).unwrap_or_default();
        let (input, options) = input_of(visit, kind_of(portal, fact), &now);
        let error = errors.iter().find(|error| error.field == name).map_or("", |error| error.text.as_str());
        json!({
            "name": name,
            "label": fact.label,
            "value": typed.get(&name).unwrap_or(&now),
            "old_name": format!("old-{}", fact.column),
            "old": now,
            "input": input,
            "autocomplete": autocomplete(portal, fact),
            "options": options,
            "hint": hint(visit, fact),
            "error": error,
        })
    };
    let first = facts.first();
    json!({
        "section": "me",
        "title": first.map(|fact| fact.table_label.clone()),
        "fields": facts.iter().map(field).collect::<Vec<_>>(),
        "has_review": facts.iter().any(|fact| fact.edit == Editing::Review),
        "action": first.map(|fact| format!("/{lang}/me/data/{category}/edit?row={}", handle(portal, fact))),
        "back": format!("/{lang}/me/data/{category}"),
        "source": first.map(|fact| fact.source_label.clone()),
        "down": down(portal, visit, &known.holdings),
    })
}

fn hint(visit: &Visit, fact: &Fact) -> String {
    let hidden = (fact.sensitive && fact.is_held()).then(|| visit.say("facts-hidden-hint", &[]));
    let review = (fact.edit == Editing::Review).then(|| visit.say("facts-review-hint", &[]));
    hidden.into_iter().chain(review).collect::<Vec<_>>().join(" ")
}

fn option(value: &str, label: &str) -> Value {
    json!({ "value": value, "label": label })
}

fn no_answer(visit: &Visit) -> Value {
    option("", &visit.say("facts-no-answer", &[]))
}

/// What is chosen from for a kind whose every value is known; `None` for other kinds.
pub fn options_of(visit: &Visit, kind: &ColumnKind) -> Option<Vec<Value>> {
    match kind {
        ColumnKind::Boolean => {
            let (yes, no) = (visit.say("fact-yes", &[]), visit.say("fact-no", &[]));
            Some(vec![no_answer(visit), option("true", &yes), option("false", &no)])
        }
        ColumnKind::Choice(codes) => {
            let words = codes.iter().map(|(code, words)| option(code, words.get(visit.lang())));
            Some(std::iter::once(no_answer(visit)).chain(words).collect())
        }
        _ => None,
    }
}

/// The field for a kind, and what it offers; a code that is none of those offered is typed.
fn input_of(visit: &Visit, kind: Option<ColumnKind>, now: &str) -> (&'static str, Vec<Value>) {
    let among = |known: Vec<(&str, String)>| {
        let offers = now.is_empty() || known.iter().any(|(code, _)| *code == now);
        let options = known.iter().map(|(code, name)| option(code, name));
        offers.then(|| ("select", std::iter::once(no_answer(visit)).chain(options).collect()))
    };
    match kind {
        Some(ColumnKind::Phone) => ("tel", Vec::new()),
        Some(ColumnKind::Email) => ("email", Vec::new()),
        Some(ColumnKind::Date) => ("date", Vec::new()),
        Some(ColumnKind::Country) => among(words::countries(visit.lang())).unwrap_or(("text", Vec::new())),
        Some(ColumnKind::Language) => among(languages(visit)).unwrap_or(("text", Vec::new())),
        kind => kind.and_then(|kind| options_of(visit, &kind)).map_or(("text", Vec::new()), |all| ("select", all)),
    }
}

fn languages(visit: &Visit) -> Vec<(&'static str, String)> {
    Lang::ALL.iter().map(|lang| (lang.as_str(), visit.say(&format!("language-{lang}"), &[]))).collect()
}

/// What browsers may fill in (WCAG 1.3.5), for the kinds that say it.
fn autocomplete(portal: &Portal, fact: &Fact) -> &'static str {
    match kind_of(portal, fact) {
        Some(ColumnKind::Phone) => "tel",
        Some(ColumnKind::Email) => "email",
        Some(ColumnKind::Country) => "country",
        _ => "off",
    }
}

/// Saves what may be saved, and passes the rest on to a colleague.
pub async fn save(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Query(which): Query<Which>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse, PageError> {
    let (_, category) = path.into_inner();
    let known = known(&portal, &visit, &customer).await?;
    if let Some(answer) = frozen(&visit, &known) {
        return Ok(answer);
    }
    let facts = group(&portal, &known, &category, &which.row);
    if facts.is_empty() {
        return Err(PageError::NotFound);
    }
    let mut errors = Vec::new();
    let (mut own, mut asked) = (Vec::new(), Vec::new());
    for fact in &facts {
        let name = format!("new-{}", fact.column);
        let Some(text) = fields.get(&name) else { continue };
        let old = match fact.sensitive {
            true => fact.value.clone(),
            false => fields.get(&format!("old-{}", fact.column)).filter(|old| !old.is_empty()).cloned(),
        };
        let Some(kind) = kind_of(&portal, fact) else { continue };
        if fact.sensitive && text.trim().is_empty() {
            continue;
        }
        if text.trim() == old.as_deref().unwrap_or_default() {
            continue;
        }
        match typed::read(&kind, text) {
            Err(mistake) => errors.push(FieldError::new(&name, visit.say(mistake.key(), &[("label", &fact.label)]))),
            Ok(new) if new == old => {}
            Ok(new) if fact.edit == Editing::Own => own.push((name, sent(fact, old, new))),
            Ok(new) => asked.push(wish(fact, old, new)),
        }
    }
    if !errors.is_empty() {
        let page = page_of(&visit, &portal, &known, &category, &facts, &fields, &errors);
        return visit.page_with_errors("facts/edit.html", page, &errors);
    }
    let back = format!("/{}/me/data/{category}", visit.lang());
    if own.is_empty() && asked.is_empty() {
        return Ok(visit.redirect_with(&back, &Banner::info("facts-nothing-changed", &[])));
    }
    let sent: Vec<Sent> = own.iter().map(|(_, sent)| sent.clone()).collect();
    let (batch, became) = correct::correct(&portal, &known.person, &sent, Manner::Told).await?;
    let reference = ask(&portal, &visit, &known.person, asked).await?;
    for ((name, sent), became) in own.iter().zip(&became) {
        let (label, nothing) = (sent.label.as_str(), visit.say("fact-empty", &[]));
        let text = match became {
            Became::Written | Became::Held => continue,
            Became::Stale(now) => {
                let now = now.clone().unwrap_or(nothing);
                visit.say("facts-error-stale", &[("label", label), ("now", &now)])
            }
            Became::Gone => visit.say("facts-error-gone", &[("label", label)]),
            Became::Refused => visit.say("facts-error-refused", &[("label", label)]),
            Became::Unknown => visit.say("facts-error-down", &[("label", label)]),
        };
        errors.push(FieldError::new(name, text));
    }
    if !errors.is_empty() {
        // What is there now is what the next attempt must replace; the person sees both.
        let known = super::known(&portal, &visit, &customer).await?;
        let facts = group(&portal, &known, &category, &which.row);
        let page = page_of(&visit, &portal, &known, &category, &facts, &fields, &errors);
        return visit.page_with_errors("facts/edit.html", page, &errors);
    }
    let undo = format!("/{}/me/corrections/{batch}/undo", visit.lang());
    Ok(match (sent.is_empty(), reference) {
        (false, None) => visit.redirect_with(&back, &Banner::success("facts-saved", &[]).undo(&undo)),
        (false, Some(reference)) => {
            let banner = Banner::success("facts-saved-and-asked", &[("reference", &reference)]);
            visit.redirect_with(&back, &banner.undo(&undo))
        }
        (true, Some(reference)) => {
            visit.redirect_with(&back, &Banner::success("facts-asked", &[("reference", &reference)]))
        }
        (true, None) => visit.redirect(&back),
    })
}

fn sent(fact: &Fact, before: Option<String>, after: Option<String>) -> Sent {
    let (table, row, column) = (fact.table.clone(), fact.row.clone(), fact.column.clone());
    Sent {
        category: fact.category.clone(),
        source: fact.source.clone(),
        label: fact.label.clone(),
        changed: Changed { table, row, column, before, after },
    }
}

fn wish(fact: &Fact, before: Option<String>, wanted: Option<String>) -> requests::Correction {
    requests::Correction {
        source: fact.source.clone(),
        table: fact.table.clone(),
        key: fact.row.clone(),
        column: fact.column.clone(),
        label: fact.label.clone(),
        before,
        wanted,
    }
}

/// One request for each value that a colleague decides; the reference of the first.
async fn ask(
    portal: &Portal,
    visit: &Visit,
    person: &Person,
    asked: Vec<requests::Correction>,
) -> Result<Option<String>, PageError> {
    if asked.is_empty() {
        return Ok(None);
    }
    let (parts, person, lang) = (portal.clone(), person.clone(), visit.lang());
    let open = move |tx: &mut Db| {
        let Portal { random, keys, settings, .. } = &parts;
        let now = parts.clock.now();
        let mut first = None;
        for correction in asked {
            let what = words::say(lang, "facts-asked-what", &[("label", &correction.label)]);
            let new = requests::New {
                person: person.id.clone(),
                right: Right::Rectify,
                lang,
                subject: Some(Subject::Correction(correction)),
                message: String::new(),
            };
            let opened = requests::open(tx, now, random, keys, &settings.requests, new)?;
            if !opened.is_reminder {
                let received = Mail::RequestReceived {
                    reference: opened.request.reference.clone(),
                    what,
                    due: opened.request.due_on,
                    usual: Some(opened.request.target_on),
                    frozen: false,
                    link: format!("/{lang}/me/requests/{}", opened.request.reference),
                };
                mail::queue(tx, now, random, keys, &person.address(keys)?, lang, &received)?;
            }
            first.get_or_insert(opened.request.reference);
        }
        Ok::<_, Error>(first)
    };
    Ok(portal.db.write(open).await?)
}

#[derive(Deserialize)]
pub struct Removal {
    #[serde(default)]
    row: String,
    #[serde(default)]
    column: String,
}

/// Deletes one value that need not be there; it can be taken back for 72 hours.
pub async fn remove(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Form(removal): Form<Removal>,
) -> Result<HttpResponse, PageError> {
    let (_, category) = path.into_inner();
    let known = known(&portal, &visit, &customer).await?;
    if let Some(answer) = frozen(&visit, &known) {
        return Ok(answer);
    }
    let mut facts = group(&portal, &known, &category, &removal.row).into_iter();
    let fact = facts.find(|fact| fact.column == removal.column && fact.edit == Editing::Own && fact.is_held());
    let fact = fact.filter(|_| !removal.row.is_empty()).ok_or(PageError::NotFound)?;
    let gone = sent(fact, fact.value.clone(), None);
    let (batch, became) = correct::correct(&portal, &known.person, &[gone], Manner::Told).await?;
    let lang = visit.lang();
    let banner = match became.first() {
        Some(Became::Written) => {
            Banner::success("facts-removed", &[]).undo(&format!("/{lang}/me/corrections/{batch}/undo"))
        }
        Some(Became::Unknown) => Banner::warning("facts-remove-down", &[]),
        _ => Banner::warning("facts-remove-refused", &[]),
    };
    Ok(visit.redirect_with(&format!("/{lang}/me/data/{category}"), &banner))
}

/// Takes back the corrections sent together.
pub async fn undo(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (_, batch) = path.into_inner();
    let batch: Id = batch.parse().map_err(|_| PageError::NotFound)?;
    let person = portal.person(&customer.person).await?;
    let banner = match correct::undo(&portal, &person, &batch).await? {
        Undone::All => Banner::success("facts-undone", &[]),
        Undone::NotAll => Banner::warning("facts-undone-not-all", &[]),
        Undone::TooLate => Banner::warning("facts-undo-too-late", &[]),
    };
    Ok(visit.redirect_with(&format!("/{}/me", visit.lang()), &banner))
}
