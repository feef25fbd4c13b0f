//! C7: ask for a package, see how far it is, fetch it.

mod estate;

use super::{Package, State, by_hand, file, jobs, store};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::people;
use crate::portal::Portal;
use crate::requests::{self, Right};
use crate::web::{Banner, Customer, Form, Nothing, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header;
use actix_web::web::{Bytes, Data, Path};
use serde::Deserialize;
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The routes of this capability.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/{lang}/me/download", Who::Customer, start),
        Route::post("/{lang}/me/download", Who::FreshCustomer, ask),
        Route::post("/{lang}/me/download/{package}", Who::FreshCustomer, fetch),
        Route::post("/{lang}/ask/package", Who::Anyone, estate::fetch).limited(20),
    ]
}

async fn start(visit: Visit, portal: Data<Portal>, customer: Customer) -> Result<HttpResponse, PageError> {
    let parts = portal.clone();
    let read = portal.db.read(move |db| {
        let waits = by_hand::awaited(db, &parts, &customer.person)?;
        Ok::<_, Error>((store::newest(db, &customer.person)?, waits))
    });
    let (package, waits) = read.await?;
    let lang = visit.lang();
    let waits = waits.iter().map(|task| {
        let (source, date) = (portal.sources.called(&task.source, lang), words::day(lang, task.due));
        visit.say("access-by-hand-line", &[("source", &source), ("date", &date)])
    });
    let waits: Vec<String> = waits.collect();
    let shown = package.as_ref().map(|package| {
        let over = package.expires_at.is_some_and(|end| end <= visit.now());
        let state = if package.state == State::Ready && over { State::Expired } else { package.state };
        let labels = |by_hand: bool| {
            let missing = package.missing.iter().filter(|name| portal.sources.manual(name).is_some() == by_hand);
            missing.map(|source| portal.sources.called(source, visit.lang())).collect::<Vec<_>>().join(", ")
        };
        json!({
            "id": package.id,
            "state": state.as_str(),
            "asked": words::date_of(lang, package.asked_at, portal.zone()),
            "until": package.expires_at.map(|end| words::date_of(lang, end, portal.zone())),
            "size": size(&visit, package.size),
            "big": package.size > 20_000_000,
            "facts": package.facts,
            "missing": labels(false),
            "unknown": labels(true),
        })
    });
    visit.page("access/download.html", json!({ "section": "download", "package": shown, "waits": waits }))
}

/// "12 KB", "3 MB": rounded up.
fn size(visit: &Visit, bytes: u64) -> String {
    let (key, number) = match bytes {
        0..1_000_000 => ("access-kilobytes", bytes.div_ceil(1_000)),
        _ => ("access-megabytes", bytes.div_ceil(1_000_000)),
    };
    visit.say(key, &[("size", &number.to_string())])
}

async fn ask(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, lang) = (portal.get_ref().clone(), visit.lang());
    let work = move |tx: &mut Db| {
        let Portal { random, keys, settings, .. } = &parts;
        let now = parts.clock.now();
        if people::by_id(tx, &customer.person)?.is_some_and(|person| person.leaves_at.is_some()) {
            return Ok(false);
        }
        let wish = requests::New {
            person: customer.person.clone(),
            right: Right::Access,
            lang,
            subject: None,
            message: String::new(),
        };
        let (id, is_new) = store::ask(tx, now, random, &customer.person, None, lang)?;
        if is_new {
            let request = requests::open(tx, now, random, keys, &settings.requests, wish)?.request;
            store::answers(tx, &id, request.id.as_str())?;
            if let Some(person) = people::by_id(tx, &customer.person)? {
                by_hand::ask(tx, &parts, &person, id.as_str())?;
            }
            jobs::enqueue_prepare(tx, now, random, &id)?;
        }
        Ok::<_, Error>(true)
    };
    let page = format!("/{lang}/me/download");
    Ok(match portal.db.write(work).await? {
        true => visit.redirect(&page),
        false => visit.redirect_with(&page, &Banner::warning("frozen-refused", &[])),
    })
}

#[derive(Deserialize)]
struct Address {
    package: String,
}

async fn fetch(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    address: Path<Address>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id: Id = address.package.parse().map_err(|_| PageError::NotFound)?;
    let (parts, key, person) = (portal.get_ref().clone(), id.clone(), customer.person.clone());
    let work = move |tx: &mut Db| {
        let Some(package) = store::by_id(tx, &key)?.filter(|package| package.person == person) else {
            return Ok(None);
        };
        let now = parts.clock.now();
        let is_over = package.expires_at.is_none_or(|end| end <= now);
        if is_over || !store::fetched(tx, now, &key)? {
            return Ok(Some((package, false)));
        }
        let event = audit::Event {
            actor: Actor::Person(person.clone()),
            action: "access.fetched",
            object: Some(key.to_string()),
            person: Some(person),
            detail: json!({}),
        };
        audit::append(tx, now, &parts.random, &event)?;
        Ok::<_, Error>(Some((package, true)))
    };
    let Some((package, is_ready)) = portal.db.write(work).await? else { return Err(PageError::NotFound) };
    if !is_ready {
        let gone = Banner::warning("access-gone", &[]);
        return Ok(visit.redirect_with(&format!("/{}/me/download", visit.lang()), &gone));
    }
    send(&portal, &package)
}

/// The file, read while it is sent.
fn send(portal: &Portal, package: &Package) -> Result<HttpResponse, PageError> {
    send_file(File::open(file(portal, &package.id)).map_err(|_| PageError::Gone)?)
}

fn send_file(file: File) -> Result<HttpResponse, PageError> {
    let size = file.metadata().map_err(|_| PageError::Gone)?.len();
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\""))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(Sending { file, left: size }))
}

struct Sending {
    file: File,
    left: u64,
}

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;

impl MessageBody for Sending {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut piece = vec![0; PIECE.min(usize::try_from(self.left).unwrap_or(PIECE))];
        Poll::Ready(Some(self.file.read(&mut piece).map(|count| {
            piece.truncate(count);
            self.left = if count == 0 { 0 } else { self.left.saturating_sub(count as u64) };
            Bytes::from(piece)
        })))
    }
}
