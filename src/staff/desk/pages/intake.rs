//! S8: a request that arrived by post, by phone, in a shop or on a social network. Its clock began when it arrived.

use super::member;
use crate::lang::Lang;
use crate::people::Address;
use crate::portal::Portal;
use crate::requests::{Channel, LONGEST, Right};
use crate::staff::desk::{self, Act, By, Intake, Mistake, Refused, Whose};
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

/// What is typed into the form.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    received: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    company: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    rights: Vec<String>,
    #[serde(default)]
    message: String,
    #[serde(default)]
    lang: String,
}

/// The most characters of the name and the address of a company.
pub(super) const SHORT: usize = 400;

fn option(visit: &Visit, value: &str, key: &str) -> Value {
    json!({ "value": value, "label": visit.say(key, &[]) })
}

/// The rights that a colleague may write down; those after a death have a page of their own.
pub(super) fn rights(visit: &Visit) -> Vec<Value> {
    let living = Right::ALL.iter().filter(|one| !one.is_after_death());
    living.map(|one| option(visit, one.as_str(), &format!("right-{one}"))).collect()
}

/// The languages to answer in.
pub(super) fn langs(visit: &Visit) -> Vec<Value> {
    Lang::ALL.iter().map(|one| option(visit, one.as_str(), &format!("staff-lang-{one}"))).collect()
}

fn context(portal: &Portal, visit: &Visit, typed: &Typed) -> Value {
    let channels = Channel::LOGGED.iter().map(|one| option(visit, one.as_str(), &format!("channel-{one}")));
    json!({
        "rights": rights(visit),
        "channels": channels.collect::<Vec<_>>(),
        "langs": langs(visit),
        "longest": LONGEST,
        "told_apart_by": member::label(portal, visit),
        "typed": {
            "number": typed.number, "company": typed.company,
            "received": typed.received, "time": typed.time, "channel": typed.channel, "email": typed.email,
            "rights": typed.rights, "message": typed.message, "lang": typed.lang,
        },
    })
}

/// The moment something arrived; midnight where only the day is known, which is never later than it was.
pub(in crate::staff) fn arrived(day: Date, time: &str, zone: &TimeZone) -> Option<Timestamp> {
    let time = match time.trim() {
        "" => Time::midnight(),
        text => {
            let (hour, minute) = text.split_once([':', 'h'])?;
            Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()?
        }
    };
    zone.to_timestamp(day.to_datetime(time)).ok()
}

fn read(visit: &Visit, portal: &Portal, typed: &Typed) -> Result<Intake, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, visit.say(key, &[])));
    let day = words::typed_day(&typed.received);
    let at = day.and_then(|day| arrived(day, &typed.time, portal.zone()));
    match (day, at) {
        (None, _) => wrong("received", "error-date"),
        (Some(_), None) => wrong("time", "staff-intake-time-wrong"),
        _ => {}
    }
    let channel = typed.channel.parse().ok();
    if channel.is_none() {
        wrong("channel", "error-choice");
    }
    let company = typed.company.trim();
    let whose = match company.is_empty() {
        true => Address::parse(&typed.email).ok().map(Whose::Person),
        false => Some(Whose::Company(company.to_owned())),
    };
    if whose.is_none() {
        wrong("email", "error-email");
    }
    let mut rights: Vec<Right> = typed.rights.iter().filter_map(|word| word.parse().ok()).collect();
    rights.sort_unstable();
    rights.dedup();
    if rights.is_empty() {
        wrong("rights", "error-choice");
    }
    let lang = typed.lang.parse().ok();
    if lang.is_none() {
        wrong("lang", "error-choice");
    }
    errors.extend(visit.text_fault(&typed.message, false, LONGEST).map(|fault| FieldError::new("message", fault)));
    errors.extend(visit.text_fault(company, false, SHORT).map(|fault| FieldError::new("company", fault)));
    let (Some(at), Some(channel), Some(whose), Some(lang)) = (at, channel, whose, lang) else { return Err(errors) };
    let read = Intake { at, channel, whose, rights, lang, message: typed.message.trim().to_owned() };
    let fault = |mistake: Mistake| match mistake {
        Mistake::Future => Some(("received", "staff-intake-future")),
        Mistake::Ancient => Some(("received", "staff-intake-ancient")),
        Mistake::Channel => Some(("channel", "error-choice")),
        Mistake::Rights => (!read.rights.is_empty()).then_some(("rights", "error-choice")),
        // Said above, with its number.
        Mistake::Message => None,
    };
    let faults = read.mistakes(visit.now()).into_iter().filter_map(fault);
    errors.extend(faults.map(|(field, key)| FieldError::new(field, visit.say(key, &[]))));
    if errors.is_empty() { Ok(read) } else { Err(errors) }
}

pub(super) async fn show(portal: web::Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let typed = Typed { lang: visit.lang().to_string(), ..Typed::default() };
    visit.page("staff/intake.html", context(&portal, &visit, &typed))
}

/// Takes the request in with its true time, for the colleague who types it, and confirms it to the person.
pub(super) async fn save(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let mut read = match read(&visit, &portal, &typed) {
        Ok(read) => read,
        Err(errors) => {
            return visit.page_with_errors("staff/intake.html", context(&portal, &visit, &typed), &errors);
        }
    };
    let wrong = |field: &str, text: String| {
        let error = FieldError::new(field, text);
        visit.page_with_errors("staff/intake.html", context(&portal, &visit, &typed), &[error])
    };
    if let Whose::Person(address) = read.whose {
        match member::meant(&portal, &visit, address, &typed.number).await {
            Ok(address) => read.whose = Whose::Person(address),
            Err(text) => return wrong("number", text),
        }
    }
    let (parts, now) = (portal.clone(), visit.now());
    let opened = portal.db.write(move |tx| {
        let by = By { id: &colleague.id, role: Some(colleague.role) };
        let act = Act { now, random: &parts.random, keys: &parts.keys, by };
        desk::intake(tx, act, &parts.settings.requests, read)
    });
    let opened = match opened.await {
        Ok(opened) => opened,
        Err(Refused::Moved) => return wrong("email", visit.say("staff-intake-moved", &[])),
        Err(Refused::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(anyhow::Error::from(refused).into()),
    };
    let reference = opened.request.reference;
    let key = if opened.is_reminder { "staff-intake-reminded" } else { "staff-intake-done" };
    let banner = Banner::success(key, &[("reference", &reference)]);
    Ok(visit.redirect_with(&format!("/staff/cases/{reference}"), &banner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenario_4_a_time_is_one_of_the_company() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let at = |time: &str| arrived("2026-08-31".parse().unwrap(), time, &zone).map(|at| at.to_string());
        assert_eq!(at("23:59").as_deref(), Some("2026-08-31T21:59:00Z"));
        assert_eq!(at("9h30").as_deref(), Some("2026-08-31T07:30:00Z"));
        assert_eq!(at("").as_deref(), Some("2026-08-30T22:00:00Z"));
        assert_eq!(at("25:00"), None);
    }
}
