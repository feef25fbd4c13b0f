//! The page behind the link of a mail to a recipient: what happened, and one button to say that it is done there too. Opening
//! it changes nothing, and it names nobody: whoever forwards the link gives no address away.

use super::State;
use super::store::{self, Linked};
use crate::portal::Portal;
use crate::record::Told;
use crate::secrets::Token;
use crate::web::{Form, Nothing, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::json;

/// The addresses.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/l/notification/{token}", Who::Anyone, page).limited(240),
        Route::post("/l/notification/{token}", Who::Anyone, confirm).limited(240),
    ]
}

async fn open(portal: &Portal, visit: &Visit, path: &str) -> Result<Linked, PageError> {
    let hash = Token::parse(path).ok_or(PageError::Gone)?.hash();
    let linked = portal.db.read(move |db| store::linked(db, &hash)).await?.ok_or(PageError::Gone)?;
    if let Some(Told::Mail { lang, .. }) = portal.record.recipient(&linked.recipient).map(|known| &known.told) {
        visit.speak(lang.unwrap_or(portal.settings.portal.default_language));
    }
    Ok(linked)
}

fn shown(visit: &Visit, portal: &Portal, linked: &Linked) -> Result<HttpResponse, PageError> {
    let lang = visit.lang();
    let label = |id: &String| {
        portal.record.category(id).map_or_else(|| id.clone(), |category| category.label.get(lang).to_owned())
    };
    let day = words::date_of(lang, linked.made_at, portal.zone());
    let company = portal.record.controller.name.as_str();
    let done = linked.settled_at.filter(|_| linked.state == State::Confirmed);
    visit.page(
        "notifications/confirm.html",
        json!({
            "what": visit.say(&format!("notification-told-{}", linked.kind), &[("company", company), ("day", &day)]),
            "categories": linked.categories.iter().map(label).collect::<Vec<_>>(),
            "due": words::day(lang, linked.due_on),
            "done": done.map(|at| words::date_of(lang, at, portal.zone())),
            "over": linked.state.is_over(),
            "action": visit.path(),
        }),
    )
}

async fn page(visit: Visit, portal: Data<Portal>, path: Path<String>) -> Result<HttpResponse, PageError> {
    let linked = open(&portal, &visit, &path).await?;
    shown(&visit, &portal, &linked)
}

/// Saying it again changes nothing.
async fn confirm(
    visit: Visit,
    portal: Data<Portal>,
    path: Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let linked = open(&portal, &visit, &path).await?;
    let (random, now) = (portal.random.clone(), visit.now());
    portal.db.write(move |tx| store::confirm(tx, now, &random, &linked)).await?;
    let linked = open(&portal, &visit, &path).await?;
    shown(&visit, &portal, &linked)
}
