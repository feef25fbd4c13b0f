//! The receipt behind the link of the last mail: for whoever has the mail, without signing in, and for as long as the log
//! lasts. It says nothing about the person.

use crate::audit::{self, note};
use crate::erasure::present;
use crate::erasure::receipt::Receipt;
use crate::erasure::store;
use crate::notifications;
use crate::portal::Portal;
use crate::secrets::Token;
use crate::web::{PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};

/// A receipt and what proves it.
struct Proven {
    receipt: Receipt,
    file: String,
    told: Vec<notifications::Standing>,
}

async fn proven(visit: &Visit, portal: &Portal, token: &str) -> Result<Proven, PageError> {
    let hash = Token::parse(token).ok_or(PageError::NotFound)?.hash();
    let read = move |db: &mut crate::db::Db| {
        let Some((id, lang, idx)) = store::receipt(db, &hash)? else { return Ok(None) };
        let (event, proof) = (audit::event_at(db, idx)?, audit::prove(db, idx)?);
        let told = notifications::of_cause(db, notifications::Kind::Erasure, id.as_str())?;
        Ok::<_, crate::db::Error>(event.zip(proof).map(|(event, proof)| (lang, event, proof, told)))
    };
    let (lang, event, proof, told) = portal.db.read(read).await?.ok_or(PageError::NotFound)?;
    visit.speak(lang);
    let damaged = || PageError::Internal(anyhow::anyhow!("a receipt cannot be read"));
    let receipt = event.detail.as_deref().and_then(|text| serde_json::from_str(text).ok()).ok_or_else(damaged)?;
    let file = proof.text_with(&event.data().ok_or_else(damaged)?);
    Ok(Proven { receipt, file, told })
}

pub(super) async fn page(visit: Visit, portal: Data<Portal>, token: Path<String>) -> Result<HttpResponse, PageError> {
    let Proven { receipt, told, .. } = proven(&visit, &portal, &token).await?;
    let lang = visit.lang();
    let told = told.iter().map(|standing| {
        let id = &standing.recipient;
        let name = portal.record.recipient(id).map_or_else(|| id.clone(), |recipient| recipient.name.clone());
        let state = words::say(lang, &format!("notification-{}", standing.state), &[]);
        let value = match standing.at {
            Some(at) => {
                let day = words::date_of(lang, at, portal.zone());
                words::say(lang, "notification-state-on", &[("state", &state), ("day", &day)])
            }
            None => state,
        };
        json!({ "label": name, "value": value })
    });
    let source = |part: &crate::erasure::receipt::Part| -> Value {
        json!({
            "label": part.label.get(lang),
            "rows": present::rows_of_receipt(lang, &portal.record, &part.lines),
            "verified": part.verified_at.map(|at| words::moment(lang, at, portal.zone())),
            "left": part.left > 0,
            "by_hand": part.by_hand,
        })
    };
    let origin = audit::origin(&portal.settings.portal.host);
    visit.page(
        "erasure/receipt.html",
        json!({
            "company": receipt.controller,
            "reference": receipt.reference,
            "only": receipt.only.as_ref().map(|chosen| present::names(lang, &portal.record.now(), chosen)),
            "asked": words::date_of(lang, receipt.asked_at, portal.zone()),
            "finished": words::moment(lang, receipt.erased_at, portal.zone()),
            "gone_by": receipt.gone_by.map(|day| words::day(lang, day)),
            "verified": receipt.verified,
            "sources": receipt.sources.iter().map(source).collect::<Vec<_>>(),
            "told": told.collect::<Vec<_>>(),
            "file": format!("/receipt/{}/habeas-receipt.tlog-proof", token.as_str()),
            "key": note::verifier(&origin, &portal.keys.audit().verifying_key()),
        }),
    )
}

pub(super) async fn file(visit: Visit, portal: Data<Portal>, token: Path<String>) -> Result<HttpResponse, PageError> {
    let Proven { file, .. } = proven(&visit, &portal, &token).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"habeas-receipt.tlog-proof\""))
        .body(file))
}
