//! The form in which an entry is written: a new one, or what is known now of one there is.

use super::{acting, found, href};
use crate::breaches::{self, Account, Breach, Figures, LONGEST, LONGEST_TITLE, Nature, New, Origin, Refused};
use crate::db::Error;
use crate::portal::Portal;
use crate::staff::desk::pages::arrived;
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// The most people or records that are believed.
const MOST: i64 = 10_000_000_000;

/// What is typed.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    facts: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    natures: Vec<String>,
    #[serde(default)]
    persons: String,
    #[serde(default)]
    people: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    categories: Vec<String>,
    #[serde(default)]
    records: String,
    #[serde(default)]
    effects: String,
    #[serde(default)]
    consequences: String,
    #[serde(default)]
    remedy: String,
    #[serde(default)]
    measures: String,
}

/// A moment as it stands in the two fields.
pub(super) fn typed_moment(portal: &Portal, at: Timestamp) -> (String, String) {
    let there = at.to_zoned_datetime(portal.zone().clone());
    (there.strftime("%d/%m/%Y").to_string(), there.strftime("%H:%M").to_string())
}

/// A moment of the two fields, not ahead of now; the mistakes else.
pub(super) fn moment(portal: &Portal, visit: &Visit, date: &str, time: &str) -> Result<Timestamp, FieldError> {
    let wrong = |field: &str, key: &str| FieldError::new(field, visit.say(key, &[]));
    let date = words::typed_day(date).ok_or_else(|| wrong("day", "error-date"))?;
    let at = arrived(date, time, portal.zone()).ok_or_else(|| wrong("time", "staff-intake-time-wrong"))?;
    if at > visit.now() { Err(wrong("day", "staff-intake-future")) } else { Ok(at) }
}

/// A count, with or without spaces in it; `None` where nothing is typed.
fn number(text: &str) -> Result<Option<i64>, ()> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    let number = digits.parse().ok().filter(|number| (0..=MOST).contains(number));
    number.map(Some).ok_or(())
}

impl Typed {
    fn of(portal: &Portal, breach: &Breach) -> Self {
        let account = breach.account.clone();
        let (day, time) = typed_moment(portal, breach.aware);
        let number = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
        Self {
            version: breach.version.to_string(),
            title: account.title,
            day,
            time,
            facts: account.facts,
            natures: account.natures.iter().map(|nature| nature.as_str().to_owned()).collect(),
            persons: account.persons,
            people: number(breach.people),
            categories: account.categories,
            records: number(breach.records),
            effects: account.effects,
            consequences: account.consequences,
            remedy: account.remedy,
            measures: account.measures,
        }
    }

    fn read(&self, portal: &Portal, visit: &Visit) -> Result<(Account, Figures), Vec<FieldError>> {
        let mut errors = Vec::new();
        let aware = moment(portal, visit, &self.day, &self.time).map_err(|error| errors.push(error)).ok();
        for (field, text, required, most) in [
            ("title", &self.title, true, LONGEST_TITLE),
            ("facts", &self.facts, true, LONGEST),
            ("persons", &self.persons, false, LONGEST),
            ("effects", &self.effects, false, LONGEST),
            ("consequences", &self.consequences, false, LONGEST),
            ("remedy", &self.remedy, false, LONGEST),
            ("measures", &self.measures, false, LONGEST),
        ] {
            errors.extend(visit.text_fault(text, required, most).map(|fault| FieldError::new(field, fault)));
        }
        let mut count = |field: &str, text: &str| {
            number(text).unwrap_or_else(|()| {
                errors.push(FieldError::new(field, visit.say("breach-number-wrong", &[])));
                None
            })
        };
        let (people, records) = (count("people", &self.people), count("records", &self.records));
        let record = portal.record.now();
        let known = |id: &&String| record.categories.iter().any(|one| one.id == **id);
        let account = Account {
            title: self.title.trim().to_owned(),
            facts: self.facts.trim().to_owned(),
            natures: Nature::ALL
                .iter()
                .copied()
                .filter(|one| self.natures.iter().any(|word| word == one.as_str()))
                .collect(),
            persons: self.persons.trim().to_owned(),
            categories: self.categories.iter().filter(known).cloned().collect(),
            effects: self.effects.trim().to_owned(),
            consequences: self.consequences.trim().to_owned(),
            remedy: self.remedy.trim().to_owned(),
            measures: self.measures.trim().to_owned(),
            dismissal: String::new(),
        };
        match aware {
            Some(aware) if errors.is_empty() => Ok((account, Figures { aware, people, records })),
            _ => Err(errors),
        }
    }
}

fn context(portal: &Portal, visit: &Visit, typed: &Typed, reference: Option<&str>) -> Value {
    let lang = visit.lang();
    let record = portal.record.now();
    let categories = record.categories.iter().map(|one| json!({ "value": one.id, "label": one.label.get(lang) }));
    let natures = Nature::ALL.iter().map(|nature| {
        let say = |end: &str| visit.say(&format!("breach-nature-{nature}{end}"), &[]);
        json!({ "value": nature.as_str(), "label": say(""), "hint": say("-hint") })
    });
    json!({
        "reference": reference,
        "action": reference.map_or("/staff/breaches".to_owned(), |reference| format!("{}/account", href(reference))),
        "back": reference.map_or("/staff/breaches".to_owned(), href),
        "categories": categories.collect::<Vec<_>>(),
        "natures": natures.collect::<Vec<_>>(),
        "longest": LONGEST,
        "longest_title": LONGEST_TITLE,
        "hours": breaches::Term::of(portal.settings.requests.regime.breach_notice_hours).hours(),
        "typed": {
            "version": typed.version, "title": typed.title, "day": typed.day, "time": typed.time, "facts": typed.facts,
            "natures": typed.natures, "persons": typed.persons, "people": typed.people, "categories": typed.categories,
            "records": typed.records, "effects": typed.effects, "consequences": typed.consequences,
            "remedy": typed.remedy, "measures": typed.measures,
        },
    })
}

pub(super) async fn new(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let (day, time) = typed_moment(&portal, visit.now());
    let typed = Typed { day, time, ..Typed::default() };
    visit.page("breaches/account.html", context(&portal, &visit, &typed, None))
}

pub(super) async fn create(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let (account, figures) = match form.0.read(&portal, &visit) {
        Ok(read) => read,
        Err(errors) => {
            let context = context(&portal, &visit, &form.0, None);
            return visit.page_with_errors("breaches/account.html", context, &errors);
        }
    };
    let made = acting(&portal, &visit, &colleague, move |tx, by| {
        let (aware, people) = (figures.aware, figures.people);
        let new = New { origin: Origin::Officer, cause: None, aware, account: account.clone(), people, person: None };
        let breach = breaches::open(tx, by, new)?.ok_or(Error::Unique)?;
        if figures.records.is_some() {
            breaches::write(tx, by, &breach, &account, figures)?;
        }
        Ok(breach.reference)
    });
    let reference = made.await.map_err(refused)?;
    Ok(visit.redirect_with(&href(&reference), &Banner::success("breach-opened", &[])))
}

pub(super) async fn edit(portal: Data<Portal>, visit: Visit, path: Path<String>) -> Result<HttpResponse, PageError> {
    let (breach, _) = found(&portal, &path).await?;
    if !breach.state.is_running() {
        return Ok(visit.redirect(&href(&breach.reference)));
    }
    let typed = Typed::of(&portal, &breach);
    visit.page("breaches/account.html", context(&portal, &visit, &typed, Some(&breach.reference)))
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let (breach, _) = found(&portal, &path).await?;
    let back = href(&breach.reference);
    let read = form.0.read(&portal, &visit);
    let moved = form.0.version != breach.version.to_string();
    let mut errors = read.as_ref().err().cloned().unwrap_or_default();
    if moved {
        // Nothing of anybody is written over: what was typed is kept, and saved again it replaces what is there now.
        errors.insert(0, FieldError::new("facts", visit.say("breach-moved", &[])));
    }
    let (Ok((account, figures)), false) = (read, moved) else {
        let typed = Typed { version: breach.version.to_string(), ..form.0 };
        let context = context(&portal, &visit, &typed, Some(&breach.reference));
        return visit.page_with_errors("breaches/account.html", context, &errors);
    };
    let written =
        acting(&portal, &visit, &colleague, move |tx, by| breaches::write(tx, by, &breach, &account, figures));
    let banner = match written.await {
        Ok(()) => Banner::success("breach-written", &[]),
        Err(Refused::Database(Error::Lost)) => Banner::warning("breach-moved", &[]),
        Err(other) => return Err(refused(other)),
    };
    Ok(visit.redirect_with(&back, &banner))
}

/// What a page answers where something could not be done that no form of ours asks for.
pub(super) fn refused(why: Refused) -> PageError {
    match why {
        Refused::Database(error) => error.into(),
        Refused::Over
        | Refused::NotADraft
        | Refused::Faults(_)
        | Refused::Missing(_)
        | Refused::NotReady
        | Refused::SamePerson => PageError::Conflict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_have_spaces_and_must_be_one() {
        assert_eq!(number(" 1 200 "), Ok(Some(1200)));
        assert_eq!(number("12\u{202f}000"), Ok(Some(12_000)));
        assert_eq!(number("  "), Ok(None));
        for wrong in ["about 3", "-1", "1.5", "99999999999"] {
            assert_eq!(number(wrong), Err(()), "{wrong}");
        }
    }
}
