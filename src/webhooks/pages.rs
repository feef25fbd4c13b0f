//! The webhooks, for who runs the portal: what listens to what, what became of each call, a new secret, sending again.

use super::store::{self, Delivery, New, Webhook};
use super::{Event, KEPT};
use crate::db::{Db, Error, Id, Time};
use crate::outgoing::delivery::Problem;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::web::{Banner, Colleague, FieldError, Form, NavItem, Nothing, PageError, Route, Section, Visit, Who, many};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

/// How many deliveries the page of a webhook shows.
const SHOWN: i64 = 50;

/// The longest address.
const LONGEST: usize = 500;

/// The addresses.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::Accounts);
    vec![
        Route::get("/admin/webhooks", may, page),
        Route::post("/admin/webhooks", may, add).limited(60),
        Route::get("/admin/webhooks/{id}", may, one),
        Route::post("/admin/webhooks/{id}/secret", may, rotate).limited(60),
        Route::post("/admin/webhooks/{id}/removal", may, remove).limited(60),
        Route::post("/admin/webhooks/{id}/deliveries/{delivery}", may, again).limited(600),
    ]
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem::new(Section::System, "/admin/webhooks", "webhooks-nav", Permission::Accounts)]
}

#[derive(Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    url: String,
    #[serde(default, deserialize_with = "many")]
    events: Vec<String>,
}

async fn context(portal: &Portal, visit: &Visit, asked: &Asked) -> Result<Value, PageError> {
    let read = portal.db.read(|db| Ok::<_, Error>((store::list(db)?, store::counts(db)?)));
    let (webhooks, counts) = read.await?;
    let rows = webhooks.iter().map(|webhook| {
        let count = |state: &str| counts.get(&(webhook.id.clone(), state.to_owned())).copied().unwrap_or_default();
        json!({
            "id": webhook.id, "name": webhook.name, "url": webhook.url,
            "waiting": count("waiting"), "delivered": count("delivered"), "failed": count("failed"),
        })
    });
    let option = |(word, _): &(&str, Event)| json!({ "value": word, "label": word, "hint": visit.say(&format!("webhooks-event-{}", word.replace(['.', '_'], "-")), &[]) });
    Ok(json!({
        "webhooks": rows.collect::<Vec<_>>(),
        "options": Event::ALL.iter().map(option).collect::<Vec<_>>(),
        "form": { "name": asked.name, "url": asked.url, "events": asked.events },
    }))
}

async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let events = Event::ALL.iter().map(|(word, _)| (*word).to_owned()).collect();
    visit.page("webhooks/list.html", context(&portal, &visit, &Asked { events, ..Asked::default() }).await?)
}

/// What was typed, once it makes sense.
fn read(portal: &Portal, visit: &Visit, asked: &Asked) -> Result<New, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, visit.say(key, &[])));
    let name = asked.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 80 || name.contains('\n') {
        wrong("name", "webhooks-name-wrong");
    }
    let url = Some(asked.url.trim()).filter(|url| url.len() <= LONGEST).and_then(|url| url.parse::<Url>().ok());
    match url.as_ref().map(|url| portal.outgoing.may_reach(url)) {
        None => wrong("url", "webhooks-url-wrong"),
        Some(Err(_)) => wrong("url", "webhooks-url-refused"),
        Some(Ok(())) => {}
    }
    let events: Vec<Event> = asked.events.iter().filter_map(|word| word.parse().ok()).collect();
    if events.is_empty() || events.len() != asked.events.len() {
        wrong("events", "webhooks-events-wrong");
    }
    match url {
        Some(url) if errors.is_empty() => Ok(New { name, url: url.to_string(), events }),
        _ => Err(errors),
    }
}

async fn add(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Asked>,
) -> Result<HttpResponse, PageError> {
    let asked = form.0;
    let new = match read(&portal, &visit, &asked) {
        Ok(new) => new,
        Err(errors) => {
            return visit.page_with_errors("webhooks/list.html", context(&portal, &visit, &asked).await?, &errors);
        }
    };
    let (parts, now) = (portal.clone(), visit.now());
    let made = portal.db.write(move |tx| store::add(tx, now, &parts.random, &parts.keys, &colleague.id, &new)).await?;
    // Shown in the answer itself: a redirect would have to carry the secret.
    shown(&portal, &visit, &made.0, Some(made.1.expose())).await
}

async fn one(portal: Data<Portal>, visit: Visit, path: Path<String>) -> Result<HttpResponse, PageError> {
    shown(&portal, &visit, &id(&path)?, None).await
}

fn id(text: &str) -> Result<Id, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn shown(portal: &Portal, visit: &Visit, id: &Id, secret: Option<&str>) -> Result<HttpResponse, PageError> {
    let id = id.clone();
    let read = portal.db.read(move |db: &mut Db| {
        let Some(webhook) = store::by_id(db, &id)? else { return Ok::<_, Error>(None) };
        let deliveries = store::deliveries(db, &id, SHOWN)?;
        Ok(Some((webhook, deliveries)))
    });
    let (webhook, deliveries) = read.await?.ok_or(PageError::NotFound)?;
    let at = |time: Time| words::moment(visit.lang(), time.timestamp(), portal.zone());
    let old = webhook.old_until.filter(|until| visit.now() < until.timestamp()).map(at);
    visit.page(
        "webhooks/one.html",
        json!({
            "id": webhook.id, "name": webhook.name, "url": webhook.url,
            "events": Event::list(&webhook.events).iter().map(|event| event.as_str()).collect::<Vec<_>>(),
            "since": words::date_of(visit.lang(), webhook.created_at.timestamp(), portal.zone()),
            "old": old,
            "secret": secret,
            "days": KEPT.as_hours() / 24,
            "deliveries": deliveries.iter().map(|one| row(portal, visit, &webhook, one)).collect::<Vec<_>>(),
        }),
    )
}

fn row(portal: &Portal, visit: &Visit, webhook: &Webhook, one: &Delivery) -> Value {
    let at = |time: Time| words::moment(visit.lang(), time.timestamp(), portal.zone());
    let problem: Option<Problem> = one.problem.as_deref().and_then(|word| word.parse().ok());
    let trouble = problem.map(|problem| {
        visit.say(&format!("notification-problem-{}", problem.word()), &[("status", &problem.status())])
    });
    let next = one.next_at.filter(|_| one.state == "waiting" && problem.is_some());
    json!({
        "event": one.kind,
        "id": one.event,
        "reference": one.reference,
        "at": at(one.happened_at),
        "state": one.state,
        "says": visit.say(&format!("webhooks-state-{}", one.state), &[]),
        "attempts": words::count(visit.lang(), "webhooks-attempts", "count", i64::from(one.attempts)),
        "settled": one.settled_at.map(at),
        "trouble": trouble,
        "next": next.map(|time| visit.say("webhooks-next", &[("at", &at(time))])),
        "again": format!("/admin/webhooks/{}/deliveries/{}", webhook.id, one.id),
    })
}

async fn rotate(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, now, webhook) = (portal.clone(), visit.now(), id(&path)?);
    let of = webhook.clone();
    let work = move |tx: &mut Db| store::rotate(tx, now, &parts.random, &parts.keys, &colleague.id, &of);
    let secret = portal.db.write(work).await?;
    shown(&portal, &visit, &webhook, Some(secret.expose())).await
}

async fn remove(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (random, now, webhook) = (portal.random.clone(), visit.now(), id(&path)?);
    portal.db.write(move |tx| store::remove(tx, now, &random, &colleague.id, &webhook)).await?;
    Ok(visit.redirect_with("/admin/webhooks", &Banner::success("webhooks-removed", &[])))
}

async fn again(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<(String, String)>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (webhook, delivery) = (id(&path.0)?, id(&path.1)?);
    let (random, now, of) = (portal.random.clone(), visit.now(), webhook.clone());
    let work = move |tx: &mut Db| {
        store::by_id(tx, &of)?.ok_or(Error::NotFound)?;
        store::again(tx, now, &random, &colleague.id, &of, &delivery)
    };
    let sent = portal.db.write(work).await?;
    let key = if sent { "webhooks-sent-again" } else { "webhooks-under-way" };
    Ok(visit.redirect_with(&format!("/admin/webhooks/{webhook}"), &Banner::success(key, &[])))
}
