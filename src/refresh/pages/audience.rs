//! M2: whom a campaign goes to, in counts, and why one address is left out. Who plans mailings learns only reasons of the
//! mailing itself; reasons of a person's life are for the data protection officer. Each look is logged.

use super::{campaign_at, rules, shown};
use crate::db::{Db, Error, Id};
use crate::people::Address;
use crate::portal::Portal;
use crate::refresh::audience::{self, Exclusion};
use crate::refresh::jobs::policy;
use crate::refresh::{self, By, Campaign, Why};
use crate::roles::Permission;
use crate::web::{Colleague, FieldError, Form, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) const PAGE: &str = "refresh/audience.html";

#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    reason: String,
}

/// What the page shows besides the counts.
pub(super) struct Shown {
    pub(super) typed: Typed,
    pub(super) answer: Option<Value>,
    /// The rules as they stand in the form.
    pub(super) rules: rules::Typed,
    /// The name for the rules as it stands in its form.
    pub(super) name: String,
    /// Some of those who would get the mail, if they were asked for.
    pub(super) sample: Option<Vec<String>>,
}

impl Shown {
    pub(super) fn of(campaign: &Campaign) -> Self {
        let rules = rules::Typed::of(&campaign.rules);
        Self { typed: Typed::default(), answer: None, rules, name: String::new(), sample: None }
    }
}

pub(super) fn label(visit: &Visit, reason: Exclusion) -> String {
    visit.say(&format!("refresh-exclusion-{}", reason.as_str()), &[])
}

pub(super) fn sentence(portal: &Portal, visit: &Visit, campaign: &Campaign, reason: Exclusion) -> String {
    let (confirmed, asked) = policy(portal).months(&campaign.schedule);
    let months = if reason == Exclusion::Asked { asked } else { confirmed }.to_string();
    let days = audience::ORDER_DAYS.to_string();
    visit.say(&format!("refresh-exclusion-{}-why", reason.as_str()), &[("months", &months), ("days", &days)])
}

/// What is told of one address, to this colleague.
fn answer(portal: &Portal, visit: &Visit, campaign: &Campaign, colleague: &Colleague, why: &Why) -> Value {
    let sees_all = colleague.may(Permission::Exclusions);
    let told = |reason: &&Exclusion| sees_all || !reason.is_private();
    let reasons: Vec<Value> = why
        .reasons
        .iter()
        .filter(told)
        .map(|reason| json!({ "label": label(visit, *reason), "why": sentence(portal, visit, campaign, *reason) }))
        .collect();
    let given = why.given.iter().filter(|_| sees_all).map(|(reason, since)| {
        let day = words::date_of(visit.lang(), *since, portal.zone());
        json!({ "reason": reason.as_str(), "label": label(visit, *reason), "day": day })
    });
    let open = Exclusion::BY_HAND.iter().filter(|reason| !why.given.iter().any(|(given, _)| given == *reason));
    let options = open.map(|reason| {
        let hint = sentence(portal, visit, campaign, *reason);
        json!({ "value": reason.as_str(), "label": label(visit, *reason), "hint": hint })
    });
    json!({
        "due": why.reasons.is_empty() && why.chosen,
        "outside": !why.chosen,
        "reasons": reasons,
        "hidden": why.reasons.len() > reasons.len(),
        "given": given.collect::<Vec<_>>(),
        "options": if sees_all { options.collect::<Vec<_>>() } else { Vec::new() },
    })
}

pub(super) async fn context(
    portal: &Portal,
    visit: &Visit,
    campaign: &Campaign,
    more: Shown,
) -> Result<Value, PageError> {
    let policy = policy(portal);
    let months = policy.months(&campaign.schedule).0;
    let horizon = campaign.horizon(&policy, visit.now());
    let counted = portal.db.read(move |db| refresh::audience(db, &horizon)).await?;
    let counts = Exclusion::ALL.iter().zip(counted.excluded);
    let reason = |(reason, count): (&Exclusion, i64)| {
        json!({
            "label": label(visit, *reason),
            "why": sentence(portal, visit, campaign, *reason),
            "count": audience::shown(count),
            "empty": count == 0,
        })
    };
    let [english, french] = counted.due;
    let empty = counted.total() == 0 && counted.outside > 0;
    Ok(json!({
        "rules": rules::shown(portal, visit, campaign, &more.rules, &more.name).await?,
        "outside": audience::shown(counted.outside),
        "narrowest": if empty { rules::narrowest(portal, visit, campaign).await? } else { None },
        "empty_by_rules": empty,
        "sampled": more.sample.is_some(),
        "sample": more.sample,
        "campaign": shown(visit, campaign),
        "months": months,
        "total": audience::shown(counted.total()),
        "left_out": audience::shown(counted.excluded.iter().sum()),
        "none_out": counted.excluded.iter().all(|count| *count == 0),
        "by_language": [
            { "label": visit.say("refresh-lang-fr", &[]), "value": audience::shown(french) },
            { "label": visit.say("refresh-lang-en", &[]), "value": audience::shown(english) },
        ],
        "reasons": counts.map(reason).collect::<Vec<_>>(),
        "email": more.typed.email,
        "reason": more.typed.reason,
        "answer": more.answer,
    }))
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let whole = context(&portal, &visit, &campaign, Shown::of(&campaign)).await?;
    visit.page(PAGE, whole)
}

/// What is done about an address before its reasons are read.
#[derive(Clone, Copy)]
enum Deed {
    Look,
    Bar,
    Unbar,
}

/// The page again with what was found: the address is not in the URL, so there is nothing to lead to.
async fn about(
    portal: &Portal,
    visit: &Visit,
    colleague: &Colleague,
    id: &str,
    typed: Typed,
    deed: Deed,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(portal, id).await?;
    let reason = Exclusion::by_hand(&typed.reason);
    let mut errors = Vec::new();
    let address = Address::parse(&typed.email).ok();
    if address.is_none() {
        errors.push(FieldError::new("email", visit.say("error-email", &[])));
    }
    if matches!(deed, Deed::Bar | Deed::Unbar) && reason.is_none() {
        errors.push(FieldError::new("reason", visit.say("refresh-bar-choose", &[])));
    }
    let Some(address) = address else {
        let whole = context(portal, visit, &campaign, Shown { typed, ..Shown::of(&campaign) }).await?;
        return visit.page_with_errors(PAGE, whole, &errors);
    };
    let horizon = campaign.horizon(&policy(portal), visit.now());
    let (parts, now, by_whom, key) = (portal.clone(), visit.now(), colleague.id.clone(), campaign.id.clone());
    let why = portal
        .db
        .write(move |tx: &mut Db| {
            let (by, print) =
                (By { colleague: &by_whom, now, random: &parts.random }, address.fingerprint(&parts.keys));
            decide(tx, &by, &key, &print, deed, reason)?;
            refresh::why(tx, &by, &key, &print, &horizon)
        })
        .await?;
    let found = answer(portal, visit, &campaign, colleague, &why);
    let typed = if errors.is_empty() { Typed { reason: String::new(), ..typed } } else { typed };
    let whole = context(portal, visit, &campaign, Shown { typed, answer: Some(found), ..Shown::of(&campaign) }).await?;
    if errors.is_empty() { visit.page(PAGE, whole) } else { visit.page_with_errors(PAGE, whole, &errors) }
}

fn decide(
    tx: &mut Db,
    by: &By<'_>,
    campaign: &Id,
    print: &str,
    deed: Deed,
    reason: Option<Exclusion>,
) -> Result<(), Error> {
    match (deed, reason) {
        (Deed::Bar, Some(reason)) => refresh::bar(tx, by, campaign, print, reason),
        (Deed::Unbar, Some(reason)) => refresh::unbar(tx, by, campaign, print, reason),
        _ => Ok(()),
    }
}

pub(super) async fn look(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    about(&portal, &visit, &colleague, &id, form.0, Deed::Look).await
}

pub(super) async fn bar(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    about(&portal, &visit, &colleague, &id, form.0, Deed::Bar).await
}

pub(super) async fn unbar(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    about(&portal, &visit, &colleague, &id, form.0, Deed::Unbar).await
}
