//! The register of breaches: the list, its export, and the addresses of the entries.

mod account;
mod acts;
mod affected;
mod entry;
mod letters;
mod report;
mod term;

pub(in crate::staff) use term::{reminder, running};

use crate::breaches::{self, Breach, By, Decision, Format};
use crate::db::{Error, Id};
use crate::portal::Portal;
use crate::roles::Permission;
use crate::staff;
use crate::web::{Colleague, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The pages.
pub fn routes() -> Vec<Route> {
    let officer = Who::Colleague(Permission::Breaches);
    let second = Who::Colleague(Permission::BreachMailing);
    let anyone = Who::Colleague(Permission::Home);
    vec![
        Route::get("/staff/incident", anyone, report::page),
        Route::post("/staff/incident", anyone, report::save).limited(60),
        Route::get("/staff/breaches", officer, register),
        Route::post("/staff/breaches", officer, account::create).limited(60),
        Route::get("/staff/breaches/new", officer, account::new),
        Route::get("/staff/breaches/export/{name}", officer, file),
        Route::get("/staff/breaches/{reference}", officer, entry::page),
        Route::get("/staff/breaches/{reference}/account", officer, account::edit),
        Route::post("/staff/breaches/{reference}/account", officer, account::save),
        Route::post("/staff/breaches/{reference}/confirmation", officer, acts::confirm),
        Route::post("/staff/breaches/{reference}/dismissal", officer, acts::dismiss),
        Route::get("/staff/breaches/{reference}/authority", officer, acts::authority_page),
        Route::post("/staff/breaches/{reference}/authority", officer, acts::authority),
        Route::get("/staff/breaches/{reference}/people", officer, acts::people_page),
        Route::post("/staff/breaches/{reference}/people", officer, acts::people),
        Route::post("/staff/breaches/{reference}/closure", officer, acts::close),
        Route::get("/staff/breaches/{reference}/notice", officer, letters::notice),
        Route::get("/staff/breaches/{reference}/letter", officer, letters::letter),
        Route::post("/staff/breaches/{reference}/letter", officer, letters::write),
        Route::get("/staff/breaches/{reference}/mailing", second, letters::mailing),
        Route::post("/staff/breaches/{reference}/mailing/request", officer, letters::ask),
        Route::post("/staff/breaches/{reference}/mailing/withdrawal", officer, letters::withdraw),
        Route::post("/staff/breaches/{reference}/mailing/resumption", officer, letters::resume).limited(60),
        Route::post("/staff/breaches/{reference}/mailing/approval", second, letters::approve),
        Route::get("/staff/breaches/{reference}/affected", officer, affected::page).limited(240),
        Route::post("/staff/breaches/{reference}/affected/count", officer, affected::keep).limited(120),
        Route::post("/staff/breaches/{reference}/affected/list", officer, affected::list).limited(120),
    ]
}

/// The address of an entry.
fn href(reference: &str) -> String {
    format!("/staff/breaches/{reference}")
}

/// An entry with what was decided about it.
async fn found(portal: &Portal, reference: &str) -> Result<(Breach, Vec<Decision>), PageError> {
    let (keys, reference) = (portal.keys.clone(), reference.to_owned());
    let read = portal.db.read(move |db| {
        let Some(breach) = breaches::by_reference(db, &keys, &reference)? else { return Ok::<_, Error>(None) };
        let decisions = breaches::decisions(db, &keys, &breach.id)?;
        Ok(Some((breach, decisions)))
    });
    read.await?.ok_or(PageError::NotFound)
}

/// Every entry with its decisions, and the names of colleagues by id.
type Register = (Vec<(Breach, Vec<Decision>)>, BTreeMap<String, String>);

async fn whole(portal: &Portal) -> Result<Register, PageError> {
    let keys = portal.keys.clone();
    let read = portal.db.read(move |db| {
        let mut entries = Vec::new();
        for breach in breaches::all(db, &keys)? {
            let decisions = breaches::decisions(db, &keys, &breach.id)?;
            entries.push((breach, decisions));
        }
        let names = staff::list(db)?.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
        Ok::<_, Error>((entries, names))
    });
    Ok(read.await?)
}

async fn register(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let (entries, _) = whole(&portal).await?;
    let now = visit.now();
    let shown = |(breach, decisions): &(Breach, Vec<Decision>)| {
        json!({
            "reference": breach.reference,
            "href": href(&breach.reference),
            "title": breach.account.title,
            "state": visit.say(&format!("breach-state-{}", breach.state), &[]),
            "kind": entry::kind(breach.state),
            "aware": words::moment(visit.lang(), breach.aware, portal.zone()),
            "people": breach.people,
            "term": term::shown(&visit, &portal, breach.due, breaches::standing_of(breach, decisions, now)),
        })
    };
    let rows: Vec<Value> = entries.iter().map(shown).collect();
    visit.page("breaches/register.html", json!({ "rows": rows }))
}

/// The register as a file: the part of the address after the dot says in which form.
async fn file(portal: Data<Portal>, visit: Visit, name: Path<String>) -> Result<HttpResponse, PageError> {
    let format =
        name.strip_prefix("register.").and_then(|end| end.parse::<Format>().ok()).ok_or(PageError::NotFound)?;
    let (entries, names) = whole(&portal).await?;
    let lang = visit.lang();
    let labels =
        portal.record.now().categories.iter().map(|one| (one.id.clone(), one.label.get(lang).to_owned())).collect();
    let bytes = breaches::export(&entries, &names, &labels, format, visit.now())?;
    Ok(visit.download(&name.replace("register", "breaches"), format.media_type(), bytes))
}

/// Does something with an entry in one transaction, as this colleague.
async fn acting<T: Send + 'static>(
    portal: &Portal,
    visit: &Visit,
    colleague: &Colleague,
    work: impl FnOnce(&mut crate::db::Db, By<'_>) -> Result<T, breaches::Refused> + Send + 'static,
) -> Result<T, breaches::Refused> {
    let (parts, now, id): (Portal, _, Id) = (portal.clone(), visit.now(), colleague.id.clone());
    portal.db.write(move |tx| work(tx, By::of(&parts, now, Some(&id)))).await
}
