//! Restrictions of processing that stand (Art. 18), and ending them after telling the person.

use super::super::{Act, By};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::people;
use crate::portal::Portal;
use crate::requests::LONGEST;
use crate::restriction::{self, NOTICE, Restriction};
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: &str = "/staff/restrictions";

/// What the page of a case says of a restriction.
pub(super) fn banner(lang: Lang, portal: &Portal, restriction: &Restriction) -> Value {
    let day = |at: Timestamp| words::date_of(lang, at, portal.zone());
    json!({
        "since": day(restriction.began_at),
        "ground": words::say(lang, &format!("staff-restrict-ground-{}", restriction.ground), &[]),
        "ends": restriction.lifting.as_ref().map(|lifting| day(lifting.at)),
    })
}

/// What was typed into the form of one restriction.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    why: String,
    #[serde(skip)]
    of: String,
}

async fn context(portal: &Portal, visit: &Visit, typed: &Typed) -> Result<Value, PageError> {
    let keys = portal.keys.clone();
    let read = portal.db.read(move |db| {
        let mut found = Vec::new();
        for restriction in restriction::open(db, &keys)? {
            let lang = people::by_id(db, &restriction.person)?.map(|person| person.lang);
            found.push((restriction, lang));
        }
        Ok::<_, Error>(found)
    });
    let lang = visit.lang();
    let found = read.await?;
    let row = |(restriction, spoken): &(Restriction, Option<Lang>)| {
        let spoken = spoken.unwrap_or(portal.settings.portal.default_language);
        let mut row = banner(lang, portal, restriction);
        if let Some(row) = row.as_object_mut() {
            row.insert("id".to_owned(), json!(restriction.id));
            row.insert("reference".to_owned(), json!(restriction.reference));
            row.insert("lang_name".to_owned(), json!(visit.say(&format!("staff-lang-{spoken}"), &[])));
            row.insert("typed".to_owned(), json!(if typed.of == restriction.id.as_str() { &typed.why } else { "" }));
        }
        row
    };
    let end = visit.now().saturating_add(NOTICE).unwrap_or(visit.now());
    Ok(json!({
        "rows": found.iter().map(row).collect::<Vec<_>>(),
        "end": words::date_of(lang, end, portal.zone()),
        "longest": LONGEST,
    }))
}

pub(super) async fn page(portal: web::Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("staff/restrictions.html", context(&portal, &visit, &Typed::default()).await?)
}

/// Runs a change on the restriction of the address; `None` if it is not there any more.
async fn change<T: Send + 'static>(
    portal: &web::Data<Portal>,
    visit: &Visit,
    colleague: Colleague,
    id: &str,
    work: impl FnOnce(&mut Db, restriction::By<'_>, &Restriction) -> Result<T, Error> + Send + 'static,
) -> Result<Option<T>, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let (parts, now) = (portal.clone(), visit.now());
    let done = portal.db.write(move |tx| {
        let Some(found) = restriction::by_id(tx, &parts.keys, &id)? else { return Ok::<_, Error>(None) };
        let by = By { id: &colleague.id, role: Some(colleague.role) };
        let act = Act { now, random: &parts.random, keys: &parts.keys, by };
        work(tx, act.restricting(), &found).map(Some)
    });
    Ok(done.await?)
}

pub(super) async fn end(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = Typed { of: path.clone(), ..form.0 };
    let why = typed.why.trim().to_owned();
    if let Some(text) = visit.text_fault(&why, true, LONGEST) {
        let context = context(&portal, &visit, &typed).await?;
        return visit.page_with_errors(
            "staff/restrictions.html",
            context,
            &[FieldError::new(&format!("why-{}", typed.of), text)],
        );
    }
    let told =
        change(&portal, &visit, colleague, &path, move |tx, by, found| restriction::announce(tx, by, found, &why));
    let banner = match told.await?.flatten() {
        Some(at) => {
            let when = words::date_of(visit.lang(), at, portal.zone());
            Banner::success("staff-restrictions-told", &[("when", &when)])
        }
        None => Banner::warning("staff-restrictions-late", &[]),
    };
    Ok(visit.redirect_with(PAGE, &banner))
}

pub(super) async fn keep(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let kept = change(&portal, &visit, colleague, &path, restriction::keep).await?;
    let banner = match kept {
        Some(true) => Banner::success("staff-restrictions-kept", &[]),
        _ => Banner::warning("staff-restrictions-late", &[]),
    };
    Ok(visit.redirect_with(PAGE, &banner))
}
