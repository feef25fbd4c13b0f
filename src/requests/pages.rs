//! A person's own requests: the list, one of them, a new one.

mod ask;
mod authorities;
mod deceased;
mod outside;

use super::{Author, Happened, Item, ItemState, LONGEST, Request, Right, Subject, clock};
use crate::attachments::{self, Attachment, Owner};
use crate::audit::{self, Seen};
use crate::db::{Error, Id};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::Record;
use crate::web::{Banner, Customer, FieldError, Form, Nothing, PageError, Route, Upload, Visit, Who};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The pages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/ask", Who::Anyone, outside::form),
        Route::post("/{lang}/ask", Who::Anyone, outside::ask).limited(20),
        Route::get("/{lang}/ask/deceased", Who::Anyone, deceased::form),
        Route::post("/{lang}/ask/deceased", Who::Anyone, deceased::ask).limited(20),
        Route::get("/{lang}/ask/request", Who::Anyone, outside::key),
        Route::post("/{lang}/ask/request", Who::Anyone, outside::follow).limited(60),
        Route::post("/{lang}/ask/request/document", Who::Anyone, outside::document).limited(20),
        Route::get("/{lang}/authorities", Who::Anyone, authorities::show),
        Route::get("/{lang}/me/requests", Who::Customer, list),
        Route::get("/{lang}/me/requests/new", Who::Customer, ask::choose),
        Route::post("/{lang}/me/requests/new", Who::Customer, ask::ask).limited(60),
        Route::get("/{lang}/me/requests/{ref}", Who::Customer, show),
        Route::get("/{lang}/me/requests/{ref}/deadline.ics", Who::Customer, calendar),
        Route::post("/{lang}/me/requests/{ref}/messages", Who::Customer, write).limited(60),
        Route::get("/{lang}/me/requests/{ref}/files/{file}", Who::Customer, file),
        Route::post("/{lang}/me/requests/{ref}/cancellation", Who::Customer, cancel),
    ]
}

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
    files: Vec<Attachment>,
    deadline: clock::Deadline,
    extension: Option<String>,
}

/// The request of this reference, if it is this person's: to others it does not exist.
async fn own(portal: &Portal, customer: &Customer, reference: &str) -> Result<Request, PageError> {
    let (reference, person) = (reference.to_owned(), customer.person.clone());
    let found = portal.db.read(move |db| super::by_reference(db, &reference)).await?;
    found.filter(|request| request.person == person).ok_or(PageError::NotFound)
}

async fn whole(portal: &Portal, customer: &Customer, reference: &str) -> Result<Whole, PageError> {
    let request = own(portal, customer, reference).await?;
    let (keys, rules) = (portal.keys.clone(), portal.settings.requests.clone());
    let read = portal.db.read(move |db| {
        let items = super::items(db, &keys, &request.id)?;
        let messages = super::messages(db, &keys, &request.id, false)?;
        let events = super::events(db, &request.id, false)?;
        let mut seen = audit::seen_by(db, &request.person, 200)?;
        seen.retain(|one| one.object.as_deref() == Some(&request.reference));
        let files = attachments::of(db, &keys, &Owner::request(request.id.clone()))?;
        let deadline = rules.deadline_of(db, &request)?;
        let extension = super::extension_reason(db, &keys, &request.id)?;
        Ok::<_, Error>(Whole { request, items, messages, events, seen, files, deadline, extension })
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
        "frozen": item.right == Right::Object && matches!(item.state, ItemState::Open | ItemState::Proposed),
        "correction": subject,
        "ground": item.ground.as_ref().filter(|_| refused).map(|ground| words::say(lang, &format!("ground-{ground}"), &[])),
        "reason": item.reason.as_ref().filter(|_| refused),
    })
}

fn shown(visit: &Visit, portal: &Portal, whole: &Whole, draft: &str) -> Value {
    let (lang, zone, request) = (visit.lang(), portal.zone(), &whole.request);
    let deadline = &whole.deadline;
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
        if matches!(
            what,
            Happened::Received | Happened::Reminded | Happened::PersonWrote | Happened::Cancelled | Happened::Reopened
        ) {
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
        "deadline": clock::sentence(lang, deadline),
        "paused": clock::paused_sentence(lang, deadline),
        "extended": request.extended.map(|(at, ground)| json!({
            "ground": words::say(lang, &format!("extension-mail-{ground}"), &[]),
            "reason": whole.extension,
            "at": words::date_of(lang, at, zone),
            "due": words::day(lang, request.due_on),
        })),
        "steps": steps.collect::<Vec<_>>(),
        "items": whole.items.iter().map(|item| shown_item(lang, portal, item)).collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
        "seen": seen.collect::<Vec<_>>(),
        "authority": { "name": authority.name, "website": authority.website, "address": authority.address },
        "dpo": portal.record.dpo.as_ref().map(|dpo| json!({ "name": dpo.name, "email": dpo.email })),
        "draft": draft,
        "reopenable": super::ended_unidentified(request, &whole.items),
        "complaint": whole.items.iter().any(|item| item.right == Right::Complaint),
        "longest": LONGEST,
        "files": attachments::pages::shown(portal, visit, &whole.files),
        "file_hint": attachments::pages::hint(portal, visit),
        "accept": attachments::pages::ACCEPT,
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
    visit.text_fault(text, true, LONGEST).map(|fault| FieldError::new("message", fault))
}

async fn write(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    path: web::Path<(String, String)>,
    mut upload: Upload,
) -> Result<HttpResponse, PageError> {
    let request = own(&portal, &customer, &path.1).await?;
    let owner = Owner::request(request.id.clone());
    let mut errors = attachments::pages::receive(&portal, &visit, &mut upload, &owner, Some(&customer.person)).await?;
    let text = upload.form::<Written>().await?.message;
    errors.extend(text_error(&visit, &text));
    if !errors.is_empty() {
        let whole = whole(&portal, &customer, &path.1).await?;
        return visit.page_with_errors("requests/request.html", shown(&visit, &portal, &whole, &text), &errors);
    }
    let (parts, now, back) =
        (portal.clone(), visit.now(), format!("/{}/me/requests/{}", visit.lang(), request.reference));
    let heard = portal.db.write(move |tx| {
        let (random, keys, rules) = (&parts.random, &parts.keys, &parts.settings.requests);
        super::heard(tx, now, now, random, keys, rules, &request, text.trim())
    });
    let reopens = heard.await?;
    let banner = if reopens { "request-reopened" } else { "request-written" };
    Ok(visit.redirect_with(&back, &Banner::success(banner, &[])))
}

/// A file that the person added themselves.
async fn file(
    portal: web::Data<Portal>,
    customer: Customer,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let request = own(&portal, &customer, &path.1).await?;
    let id: Id = path.2.parse().map_err(|_| PageError::NotFound)?;
    let keys = portal.keys.clone();
    let found = portal.db.read(move |db| attachments::one(db, &keys, &Owner::request(request.id), &id)).await?;
    Ok(attachments::pages::send(&portal, &found.ok_or(PageError::NotFound)?))
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
