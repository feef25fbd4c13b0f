//! The portal's own data, under the same law as everybody's (law.md 3.1): the files of requests, the register of breaches,
//! what erased people chose.
//!
//! What lives shorter is tidied where it lives: tokens and sign-ins ([`crate::identity`]), letters that left
//! ([`crate::mail`]), packages ([`crate::access`]), files of forms never sent ([`crate::attachments`]), the archive
//! ([`crate::erasure`]). So is the proof of a campaign, which lives five years ([`crate::refresh`]).

use crate::db::{Db, Error};
use crate::jobs::Failure;
use crate::portal::Portal;
use crate::{api, attachments, breaches, consents, requests, staff};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde_json::Value;

/// How long the desk works with a request after it is closed: for a question, or a complaint.
fn at_hand() -> Span {
    2.months()
}

/// Then its file is a proof for as long as a claim can be made (C. civ. 2224).
fn proof() -> Span {
    5.years().months(2)
}

/// How long an entry of the register of breaches is kept after its end: the law names no time (Art. 33(5)), a claim can be made as long.
fn register() -> Span {
    5.years()
}

/// How long the ledger says what an erased person chose: a claim can be made as long (law.md 3.1).
fn chosen() -> Span {
    5.years()
}

/// The most requests forgotten in one transaction.
const BATCH: i64 = 200;

/// The first moment of the day that lies so far back: what ended before it is over.
fn before(today: Date, age: Span, zone: &TimeZone) -> Result<Timestamp, Failure> {
    let day = today.saturating_sub(age);
    zone.to_timestamp(day.at(0, 0, 0, 0)).map_err(|error| Failure::GiveUp(error.into()))
}

/// Forgets what is over: how somebody who asked without signing in is reached two months after the end of their request,
/// the whole file five years later, with what the desk sent for it. Goes on where it was cut off.
pub(super) async fn tidy(portal: Portal, _: Value) -> Result<(), Failure> {
    let (today, zone) = (portal.today(), portal.zone());
    let (at_hand, proof) = (before(today, at_hand(), zone)?, before(today, proof(), zone)?);
    portal.db.write(move |tx| requests::forget_contacts(tx, at_hand)).await?;
    portal.db.write(move |tx| staff::desk::forget_reminders(tx, proof)).await?;
    let answered = portal.clock.now().saturating_sub(api::once::KEPT).unwrap_or(Timestamp::MIN);
    portal.db.write(move |tx| api::once::forget(tx, answered)).await?;
    let ended = before(today, register(), zone)?;
    portal.db.write(move |tx| breaches::forget(tx, ended)).await?;
    let chosen = before(today, chosen(), zone)?;
    portal.db.write(move |tx| consents::store::forget(tx, chosen)).await?;
    loop {
        let forget = move |tx: &mut Db| {
            let over = requests::closed_before(tx, proof, BATCH)?;
            for request in &over {
                attachments::forget(tx, &attachments::Owner::request(request.clone()))?;
                attachments::forget(tx, &attachments::Owner::proof(request.clone()))?;
                attachments::forget_at_desk(tx, request)?;
                requests::forget(tx, request)?;
            }
            Ok::<_, Error>(over.len())
        };
        let gone = portal.db.write(forget).await?;
        if gone == 0 {
            break;
        }
        tracing::info!(gone, "files of requests have ended");
    }
    Ok(())
}
