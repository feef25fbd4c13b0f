//! The page behind the link of a question: what is asked, and a button for each answer. Opening it changes nothing.

use super::super::ask;
use super::super::store::{self, AskedOf};
use crate::db::Error;
use crate::portal::Portal;
use crate::secrets::Token;
use crate::web::{Form, PageError, Route, Visit, Who};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::json;

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/l/consent/{token}", Who::Anyone, page).limited(240),
        Route::post("/l/consent/{token}", Who::Anyone, answer).limited(120),
    ]
}

async fn open(portal: &Portal, visit: &Visit, path: &str) -> Result<(Token, store::Ask), PageError> {
    let token = Token::parse(path).ok_or(PageError::Gone)?;
    let (hash, now) = (token.hash(), visit.now());
    let ask = portal.db.read(move |db| store::asked(db, &hash, now)).await?.ok_or(PageError::Gone)?;
    visit.speak(ask.lang);
    Ok((token, ask))
}

async fn page(visit: Visit, portal: Data<Portal>, path: Path<String>) -> Result<HttpResponse, PageError> {
    let (_, ask) = open(&portal, &visit, &path).await?;
    let activity = portal.record.activity(&ask.activity).ok_or(PageError::Gone)?;
    visit.page(
        "consents/confirm.html",
        json!({
            "what": activity.name.get(ask.lang),
            "words": ask.words,
            "parent": ask.of == AskedOf::Parent,
            "action": visit.path(),
        }),
    )
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    answer: String,
}

async fn answer(
    visit: Visit,
    portal: Data<Portal>,
    path: Path<String>,
    form: Form<Answer>,
) -> Result<HttpResponse, PageError> {
    let (token, asked) = open(&portal, &visit, &path).await?;
    let yes = match form.0.answer.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(PageError::Invalid),
    };
    let what = portal.record.activity(&asked.activity).map(|activity| activity.name.get(asked.lang).to_owned());
    let (parts, now) = (portal.get_ref().clone(), visit.now());
    let done = portal.db.write(move |tx| {
        store::settle(tx, &token.hash(), now)?;
        ask::answer(tx, &parts, &asked, yes, now)
    });
    match done.await {
        Err(Error::Lost) => return Err(PageError::Gone),
        other => other?,
    }
    visit.page("consents/confirmed.html", json!({ "what": what, "yes": yes }))
}
