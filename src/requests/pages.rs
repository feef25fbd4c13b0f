//! A person's own requests: the list, one of them, a new one.

use super::{Author, Happened, Item, ItemState, LONGEST, New, Request, Right, Subject, mails};
use crate::audit::{self, Seen};
use crate::db::{Error, Id};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::{Basis, Record};
use crate::web::{Banner, Customer, FieldError, Form, Nothing, PageError, Route, Visit, Who};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The pages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/me/requests", Who::Customer, list),
        Route::get("/{lang}/me/requests/new", Who::Customer, choose),
        Route::post("/{lang}/me/requests/new", Who::Customer, ask).limited(60),
        Route::get("/{lang}/me/requests/{ref}", Who::Customer, show),
        Route::get("/{lang}/me/requests/{ref}/deadline.ics", Who::Customer, calendar),
        Route::post("/{lang}/me/requests/{ref}/messages", Who::Customer, write).limited(60),
        Route::post("/{lang}/me/requests/{ref}/cancellation", Who::Customer, cancel),
    ]
}

/// The reasons for which the law lets a person ask for a freeze (Art. 18(1)).
const RESTRICTIONS: [&str; 4] = ["wrong", "unlawful", "claims", "objection"];

fn title(lang: Lang, right: Right) -> String {
    words::say(lang, &format!("right-{right}"), &[])
}

/// What happens next, in one sentence; the date is the company's own aim while the law's is the limit.
fn next_step(lang: Lang, request: &Request) -> String {
    let date = words::day(lang, request.target_on);
    words::say(lang, &format!("request-next-{}", request.status), &[("date", &date)])
}

fn line(lang: Lang, request: &Request, rights: &[Right], portal: &Portal) -> Value {
    let names: Vec<String> = rights.iter().map(|right| title(lang, *right)).collect();
    json!({
        "reference": request.reference,
        "href": format!("/{lang}/me/requests/{}", request.reference),
        "status": request.status.as_str(),
        "what": names.join(", "),
        "received": words::date_of(lang, request.received_at, portal.zone()),
        "due": words::day(lang, request.due_on),
        "over": request.status.is_over(),
        "next": next_step(lang, request),
    })
}

async fn list(portal: web::Data<Portal>, visit: Visit, customer: Customer) -> Result<HttpResponse, PageError> {
    let keys = portal.keys.clone();
    let requests: Vec<(Request, Vec<Right>)> = portal
        .db
        .read(move |db| {
            let own = super::of_person(db, &customer.person)?;
            let with_rights = own.into_iter().map(|request| {
                let rights = super::items(db, &keys, &request.id)?.iter().map(|item| item.right).collect();
                Ok((request, rights))
            });
            with_rights.collect::<Result<_, Error>>()
        })
        .await?;
    let lines: Vec<_> = requests.iter().map(|(request, rights)| line(visit.lang(), request, rights, &portal)).collect();
    visit.page("requests/list.html", json!({ "section": "requests", "requests": lines }))
}

/// Everything one page about one request shows.
struct Whole {
    request: Request,
    items: Vec<Item>,
    messages: Vec<super::Message>,
    events: Vec<super::Event>,
    seen: Vec<Seen>,
}

/// The request of this reference, if it is this person's: to others it does not exist.
async fn own(portal: &Portal, customer: &Customer, reference: &str) -> Result<Request, PageError> {
    let (reference, person) = (reference.to_owned(), customer.person.clone());
    let found = portal.db.read(move |db| super::by_reference(db, &reference)).await?;
    found.filter(|request| request.person == person).ok_or(PageError::NotFound)
}

async fn whole(portal: &Portal, customer: &Customer, reference: &str) -> Result<Whole, PageError> {
    let request = own(portal, customer, reference).await?;
    let keys = portal.keys.clone();
    let read = portal.db.read(move |db| {
        let items = super::items(db, &keys, &request.id)?;
        let messages = super::messages(db, &keys, &request.id, false)?;
        let events = super::events(db, &request.id, false)?;
        let mut seen = audit::seen_by(db, &request.person, 200)?;
        seen.retain(|one| one.object.as_deref() == Some(&request.reference));
        Ok::<_, Error>(Whole { request, items, messages, events, seen })
    });
    Ok(read.await?)
}

/// What people call an activity of the record; its id if it is not in the record any more.
pub fn activity_name(record: &Record, id: &str, lang: Lang) -> String {
    let known = record.activities.iter().find(|activity| activity.id == id);
    known.map_or(id, |activity| activity.name.get(lang)).to_owned()
}

fn shown_item(lang: Lang, portal: &Portal, item: &Item) -> Value {
    let subject = match &item.subject {
        Some(Subject::Correction(correction)) => json!({
            "label": correction.label,
            "before": correction.before,
            "wanted": correction.wanted,
        }),
        _ => Value::Null,
    };
    let about = match &item.subject {
        Some(Subject::Named(id)) => Some(activity_name(&portal.record, id, lang)),
        _ => None,
    };
    let refused = item.state == ItemState::Refused;
    json!({
        "about": about,
        "right": title(lang, item.right),
        "article": item.right.article(),
        "state": match item.state { ItemState::Proposed | ItemState::Approved => "open", state => state.as_str() },
        "correction": subject,
        "ground": item.ground.as_ref().filter(|_| refused).map(|ground| words::say(lang, &format!("ground-{ground}"), &[])),
        "reason": item.reason.as_ref().filter(|_| refused),
    })
}

fn shown(visit: &Visit, portal: &Portal, whole: &Whole, draft: &str) -> Value {
    let (lang, zone, request) = (visit.lang(), portal.zone(), &whole.request);
    let deadline = portal.settings.requests.deadline(request.received_at);
    let dates = [
        ("received", words::day(lang, deadline.received)),
        ("raw", words::day(lang, deadline.raw)),
        ("due", words::day(lang, request.due_on)),
    ];
    let dates: Vec<(&'static str, &str)> = dates.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let labels = ["received", "in-progress", "answer", "closed"];
    let step = request.status.step();
    let steps = labels.iter().enumerate().map(|(at, label)| {
        let over = request.status.is_over();
        let state = if at < step || over {
            "done"
        } else if at == step {
            "current"
        } else {
            "todo"
        };
        json!({ "label": words::say(lang, &format!("request-step-{label}"), &[]), "state": state })
    });
    let by = |what: Happened| {
        if matches!(what, Happened::Received | Happened::Reminded | Happened::PersonWrote | Happened::Cancelled) {
            "you"
        } else {
            "staff"
        }
    };
    let events = whole.events.iter().map(|event| {
        json!({
            "title": words::say(lang, &format!("request-event-{}", event.what), &[]),
            "at": words::moment(lang, event.at, zone),
            "datetime": event.at.to_string(),
            "by": words::say(lang, &format!("request-by-{}", by(event.what)), &[]),
        })
    });
    let messages = whole.messages.iter().map(|message| {
        let (by, kind) = if message.author == Author::Person { ("you", "theirs") } else { ("staff", "ours") };
        json!({
            "by": words::say(lang, &format!("request-by-{by}"), &[]),
            "at": words::moment(lang, message.at, zone),
            "datetime": message.at.to_string(),
            "text": message.text,
            "kind": kind,
        })
    });
    let seen = whole.seen.iter().map(|one| {
        let word = |name: &str| one.detail.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        json!({
            "at": words::moment(lang, one.at, zone),
            "role": words::say(lang, &format!("request-seen-{}", word("role")), &[]),
            "what": words::say(lang, &format!("request-seen-{}", word("what")), &[]),
        })
    });
    let rights: Vec<Right> = whole.items.iter().map(|item| item.right).collect();
    let authority = &portal.record.authority;
    json!({
        "section": "requests",
        "request": line(lang, request, &rights, portal),
        "deadline": words::say(lang, &format!("deadline-{}", deadline.rule.key()), &dates),
        "steps": steps.collect::<Vec<_>>(),
        "items": whole.items.iter().map(|item| shown_item(lang, portal, item)).collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
        "seen": seen.collect::<Vec<_>>(),
        "authority": { "name": authority.name, "website": authority.website },
        "dpo": portal.record.dpo.as_ref().map(|dpo| json!({ "name": dpo.name, "email": dpo.email })),
        "draft": draft,
        "longest": LONGEST,
    })
}

async fn show(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let whole = whole(&portal, &customer, &path.1).await?;
    visit.page("requests/request.html", shown(&visit, &portal, &whole, ""))
}

/// The last day as an entry for a calendar (RFC 5545). The reference names nobody.
async fn calendar(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let request = own(&portal, &customer, &path.1).await?;
    let day = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    let summary = visit.say("request-calendar", &[("reference", &request.reference)]);
    let after = request.due_on.tomorrow().unwrap_or(request.due_on);
    let text = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Habeas//requests//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@{}", request.reference, portal.settings.portal.host),
        format!("DTSTAMP:{}", request.received_at.strftime("%Y%m%dT%H%M%SZ")),
        format!("DTSTART;VALUE=DATE:{}", day(request.due_on)),
        format!("DTEND;VALUE=DATE:{}", day(after)),
        format!("SUMMARY:{}", summary.replace([',', ';'], " ")),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
        String::new(),
    ];
    let name = format!("{}.ics", request.reference);
    Ok(visit.download(&name, "text/calendar; charset=utf-8", text.join("\r\n").into_bytes()))
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    message: String,
}

fn text_error(visit: &Visit, text: &str) -> Option<FieldError> {
    if text.trim().is_empty() {
        return Some(FieldError::new("message", visit.say("error-required", &[])));
    }
    (text.chars().count() > LONGEST).then(|| {
        let most = i64::try_from(LONGEST).unwrap_or(i64::MAX);
        FieldError::new("message", words::count(visit.lang(), "error-too-long", "max", most))
    })
}

async fn write(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    path: web::Path<(String, String)>,
    form: Form<Written>,
) -> Result<HttpResponse, PageError> {
    let text = form.0.message;
    if let Some(error) = text_error(&visit, &text) {
        let whole = whole(&portal, &customer, &path.1).await?;
        return visit.page_with_errors("requests/request.html", shown(&visit, &portal, &whole, &text), &[error]);
    }
    let request = own(&portal, &customer, &path.1).await?;
    let (parts, now, back) =
        (portal.clone(), visit.now(), format!("/{}/me/requests/{}", visit.lang(), request.reference));
    portal.db.write(move |tx| super::reply(tx, now, &parts.random, &parts.keys, &request, text.trim())).await?;
    Ok(visit.redirect_with(&back, &Banner::success("request-written", &[])))
}

async fn cancel(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    path: web::Path<(String, String)>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let request = own(&portal, &customer, &path.1).await?;
    let (random, now, back) =
        (portal.random.clone(), visit.now(), format!("/{}/me/requests/{}", visit.lang(), request.reference));
    portal.db.write(move |tx| super::cancel(tx, now, &random, &request)).await?;
    Ok(visit.redirect_with(&back, &Banner::success("request-cancelled", &[])))
}

/// What is typed in a new request.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    right: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    activity: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    step: String,
}

/// The right typed, if it is one that is asked for here.
fn asked_right(word: &str) -> Option<Right> {
    word.parse().ok().filter(|right| Right::ASKED.contains(right))
}

/// The activities a person can object to (Art. 21(1)): those on a legitimate interest or a public task.
fn activities(portal: &Portal, lang: Lang) -> Vec<(String, String)> {
    let open = portal.record.activities.iter();
    let open = open.filter(|one| matches!(one.basis, Basis::LegitimateInterest | Basis::PublicTask));
    open.map(|one| (one.id.clone(), one.name.get(lang).to_owned())).collect()
}

async fn choose(portal: web::Data<Portal>, visit: Visit, typed: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    match asked_right(&typed.right) {
        Some(right) => visit.page("requests/details.html", details(&visit, &portal, right, &Asked::default())),
        None => {
            let options: Vec<_> = Right::ASKED
                .iter()
                .map(|right| {
                    json!({
                        "value": right.as_str(),
                        "label": title(visit.lang(), *right),
                        "hint": visit.say(&format!("request-ask-{right}"), &[]),
                    })
                })
                .collect();
            let context = json!({ "section": "requests", "options": options });
            if typed.right.is_empty() {
                return visit.page("requests/new.html", context);
            }
            let errors = [FieldError::new("right", visit.say("error-choice", &[]))];
            visit.page_with_errors("requests/new.html", context, &errors)
        }
    }
}

fn details(visit: &Visit, portal: &Portal, right: Right, typed: &Asked) -> Value {
    let reasons = RESTRICTIONS
        .map(|reason| json!({ "value": reason, "label": visit.say(&format!("request-why-{reason}"), &[]) }));
    let activities = activities(portal, visit.lang()).into_iter();
    json!({
        "section": "requests",
        "right": right.as_str(),
        "title": title(visit.lang(), right),
        "lead": visit.say(&format!("request-ask-{right}"), &[]),
        "hint": visit.say(&format!("request-tell-{right}"), &[]),
        "reasons": if right == Right::Restrict { json!(reasons) } else { json!([]) },
        "activities": if right == Right::Object {
            activities.map(|(value, label)| json!({ "value": value, "label": label })).collect()
        } else {
            Vec::new()
        },
        "typed": { "reason": typed.reason, "activity": typed.activity, "message": typed.message },
        "longest": LONGEST,
    })
}

/// The mistakes in what was typed.
fn mistakes(visit: &Visit, portal: &Portal, right: Right, typed: &Asked) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let choose = |field: &str| FieldError::new(field, visit.say("error-choice", &[]));
    if right == Right::Restrict && !RESTRICTIONS.contains(&typed.reason.as_str()) {
        errors.push(choose("reason"));
    }
    let known = activities(portal, visit.lang());
    if right == Right::Object && !known.is_empty() && !known.iter().any(|(id, _)| *id == typed.activity) {
        errors.push(choose("activity"));
    }
    // A freeze needs no more than its reason; everything else is understood from the person's words.
    errors.extend(
        text_error(visit, &typed.message).filter(|_| right != Right::Restrict || !typed.message.trim().is_empty()),
    );
    errors
}

async fn ask(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    form: Form<Asked>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let Some(right) = asked_right(&typed.right) else {
        return Ok(visit.redirect(&format!("/{}/me/requests/new", visit.lang())));
    };
    let errors = mistakes(&visit, &portal, right, &typed);
    if !errors.is_empty() {
        return visit.page_with_errors("requests/details.html", details(&visit, &portal, right, &typed), &errors);
    }
    match typed.step.as_str() {
        "send" => send(&portal, &visit, customer.person, right, &typed).await,
        "edit" => visit.page("requests/details.html", details(&visit, &portal, right, &typed)),
        _ => visit.page("requests/check.html", check(&visit, &portal, right, &typed)),
    }
}

fn check(visit: &Visit, portal: &Portal, right: Right, typed: &Asked) -> Value {
    let deadline = portal.settings.requests.deadline(visit.now());
    let activity = activities(portal, visit.lang()).into_iter().find(|(id, _)| *id == typed.activity);
    let mut rows = vec![json!({ "label": visit.say("request-check-what", &[]), "value": title(visit.lang(), right) })];
    if right == Right::Restrict {
        let reason = visit.say(&format!("request-why-{}", typed.reason), &[]);
        rows.push(json!({ "label": visit.say("request-check-why", &[]), "value": reason }));
    }
    if let Some((_, label)) = activity.filter(|_| right == Right::Object) {
        rows.push(json!({ "label": visit.say("request-check-about", &[]), "value": label }));
    }
    if !typed.message.trim().is_empty() {
        rows.push(json!({ "label": visit.say("request-check-words", &[]), "value": typed.message }));
    }
    json!({
        "section": "requests",
        "rows": rows,
        "due": words::day(visit.lang(), deadline.due),
        "fields": {
            "right": right.as_str(), "reason": typed.reason, "activity": typed.activity, "message": typed.message,
        },
    })
}

async fn send(
    portal: &web::Data<Portal>,
    visit: &Visit,
    person: Id,
    right: Right,
    typed: &Asked,
) -> Result<HttpResponse, PageError> {
    let (lang, now) = (visit.lang(), visit.now());
    let mut message = typed.message.trim().to_owned();
    if right == Right::Restrict {
        let reason = visit.say(&format!("request-why-{}", typed.reason), &[]);
        message = format!("{reason}\n\n{message}").trim().to_owned();
    }
    let subject =
        Some(typed.activity.clone()).filter(|id| right == Right::Object && !id.is_empty()).map(Subject::Named);
    let new = New { person, right, lang, subject, message };
    let parts = portal.clone();
    let opened = portal
        .db
        .write(move |tx| {
            let (random, keys) = (&parts.random, &parts.keys);
            let opened = super::open(tx, now, random, keys, &parts.settings.requests, new)?;
            if !opened.is_reminder {
                mails::confirm(tx, now, random, keys, &opened.request, right)?;
            }
            Ok::<_, Error>(opened)
        })
        .await?;
    let key = if opened.is_reminder { "request-reminded" } else { "request-sent" };
    let reference = opened.request.reference;
    let banner = Banner::success(key, &[("reference", &reference)]);
    Ok(visit.redirect_with(&format!("/{lang}/me/requests/{reference}"), &banner))
}
