//! What colleagues do to a campaign, each a resource of its own.

use super::campaign::blocked;
use super::campaign_at;
use super::evidence::samples;
use crate::portal::Portal;
use crate::refresh::campaign::{Act, Refusal};
use crate::refresh::{self, ActError, By};
use crate::web::{Banner, Colleague, Form, Nothing, PageError, Visit};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Settled {
    #[serde(default)]
    outcome: String,
}

async fn act(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    what: Act,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let back = format!("/marketing/campaigns/{}", campaign.id);
    if matches!(what, Act::Submit | Act::Approve) && blocked(&portal, &campaign)? {
        return Ok(visit.redirect_with(&back, &Banner::warning("refresh-message-wrong", &[])));
    }
    let said = if what == Act::Approve { samples(&portal, &campaign)? } else { Vec::new() };
    let (parts, now) = (portal.clone(), visit.now());
    let done = portal.db.write(move |tx| {
        let by = By { colleague: &colleague.id, now, random: &parts.random };
        if what == Act::Approve {
            refresh::approve(tx, &by, &campaign, &said)
        } else {
            refresh::act(tx, &by, &campaign.id, what)
        }
    });
    let banner = match done.await {
        Ok(state) => Banner::success(&format!("refresh-now-{state}"), &[]),
        Err(ActError::Refused(Refusal::OwnCampaign)) => Banner::warning("refresh-own", &[]),
        Err(ActError::Refused(Refusal::State) | ActError::Database(crate::db::Error::Lost)) => {
            Banner::warning("refresh-moved", &[])
        }
        Err(ActError::Message) => Banner::warning("refresh-message-wrong", &[]),
        Err(ActError::Database(error)) => return Err(error.into()),
    };
    Ok(visit.redirect_with(&back, &banner))
}

/// One handler for each act, so that each has an address and a permission of its own.
macro_rules! acts {
    ($($name:ident => $act:ident),*) => {$(
        pub(super) async fn $name(
            portal: Data<Portal>,
            visit: Visit,
            colleague: Colleague,
            id: Path<String>,
            _: Form<Nothing>,
        ) -> Result<HttpResponse, PageError> {
            act(portal, visit, colleague, id, Act::$act).await
        }
    )*};
}

acts!(submit => Submit, reopen => Reopen, approve => Approve, pause => Pause, resume => Resume, stop => Stop);

pub(super) async fn settle_unknown(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Settled>,
) -> Result<HttpResponse, PageError> {
    let as_sent = match form.0.outcome.as_str() {
        "sent" => true,
        "failed" => false,
        _ => return Err(PageError::Invalid),
    };
    let campaign = campaign_at(&portal, &id).await?;
    let (parts, now, key) = (portal.clone(), visit.now(), campaign.id.clone());
    portal
        .db
        .write(move |tx| {
            let by = By { colleague: &colleague.id, now, random: &parts.random };
            refresh::resolve_unknown(tx, &by, &key, as_sent)
        })
        .await?;
    let back = format!("/marketing/campaigns/{}", campaign.id);
    Ok(visit.redirect_with(&back, &Banner::success("refresh-settled", &[])))
}
