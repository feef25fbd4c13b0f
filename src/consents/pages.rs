//! C9, my choices: what a person agreed to and can stop, with the words shown; in force at once, with undo.

mod check;
mod confirm;
mod cookies;
mod install;
mod receipt;
mod tell;

pub use install::nav;

use super::choice::{Choice, Power, Stance, choices, power};
use super::decide::{Held, choose, held, lift_all, stop_marketing, tell};
use super::difference::difference;
use super::{ALL_MARKETING, Event, EventKind, Said, store};
use crate::db::Error;
use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::{Activity, Basis};
use crate::restriction;
use crate::web::{Banner, Customer, Form, Nothing, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Entries of one click are at most this far apart: each is a little later than the one before it.
const TOGETHER: SignedDuration = SignedDuration::from_secs(1);

/// How long stopping everything can be taken back with one click.
const UNDO: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/{lang}/me/choices", Who::Customer, page),
        Route::post("/{lang}/me/choices/stop", Who::Customer, stop_all).limited(60),
        Route::post("/{lang}/me/choices/restart", Who::Customer, restart).limited(60),
        Route::post("/{lang}/me/choices/{activity}/stop", Who::Customer, stop).limited(120),
        Route::post("/{lang}/me/choices/{activity}/start", Who::Customer, start).limited(120),
    ];
    [own, confirm::routes(), check::routes(), cookies::routes(), install::routes(), receipt::routes(), tell::routes()]
        .into_iter()
        .flatten()
        .collect()
}

async fn page(visit: Visit, portal: Data<Portal>, customer: Customer) -> Result<HttpResponse, PageError> {
    let person = portal.person(&customer.person).await?;
    let Held { answers: held, down } = held(&portal, &person).await?;
    let (fingerprint, id, now) = (person.fingerprint.clone(), person.id.clone(), visit.now());
    let read = portal
        .db
        .read(move |db| Ok::<_, Error>((store::history(db, &fingerprint)?, restriction::objections(db, now, &id)?)));
    let (said, weighed) = read.await?;
    let lang = visit.lang();
    let all = choices(&portal.record, &said, &held, visit.now());
    let offered = |choice: &&Choice<'_>| {
        choice.stance != Stance::Never || choice.asked.is_some() || is_held_somewhere(&portal, choice.activity)
    };
    let items: Vec<Value> = all.iter().filter(offered).map(|choice| item(&visit, &portal, choice)).collect();
    let stopped = said.iter().find(|event| event.activity == ALL_MARKETING).is_some_and(|event| event.kind.stops());
    let any_on = all.iter().any(|choice| choice.activity.marketing && matches!(choice.stance, Stance::On(_)));
    let remains = portal.record.activities.iter().filter(|activity| power(activity).is_none());
    let remaining = |activity: &Activity| {
        let object = activity.basis == Basis::LegitimateInterest || activity.basis == Basis::PublicTask;
        let last = said.iter().find(|event| event.activity == activity.id).filter(|event| event.kind.stops());
        let frozen = weighed.iter().find(|one| one.covers(activity)).map(|one| ("choices-weighed", one.since));
        let stopped = last.map(|event| ("choices-objected", event.at)).or(frozen);
        let state = stopped.map(|(key, at)| visit.say(key, &[("date", &words::date_of(lang, at, portal.zone()))]));
        let said_of: Vec<&str> = [Some(activity.purpose.get(lang)), state.as_deref()].into_iter().flatten().collect();
        json!({
            "label": activity.name.get(lang),
            "value": said_of.join(". "),
            "actions": (object && state.is_none()).then(|| json!([{
                "href": format!("/{lang}/me/requests/new?right=object"),
                "label": visit.say("choices-object", &[]),
            }])),
        })
    };
    let automated = portal.record.activities.iter().filter_map(|activity| {
        let words = activity.automated.as_ref()?;
        Some(json!({ "label": activity.name.get(lang), "value": words.get(lang) }))
    });
    let label = |name: &String| {
        portal.sources.get(name).map_or(name.clone(), |source| source.declaration().label.get(lang).to_owned())
    };
    visit.page(
        "consents/choices.html",
        json!({
            "section": "choices",
            "items": items,
            "can_stop": any_on || !stopped,
            "down": down.iter().map(label).collect::<Vec<_>>().join(", "),
            "remains": remains.map(remaining).collect::<Vec<_>>(),
            "automated": automated.collect::<Vec<_>>(),
            "cookies": portal.record.cookie_activities(true).next().is_some(),
        }),
    )
}

fn is_held_somewhere(portal: &Portal, activity: &Activity) -> bool {
    let mut consents = portal.sources.declarations().flat_map(|declaration| &declaration.consents);
    consents.any(|consent| consent.activity == activity.id)
}

fn item(visit: &Visit, portal: &Portal, choice: &Choice<'_>) -> Value {
    let (lang, id) = (visit.lang(), &choice.activity.id);
    let on = matches!(choice.stance, Stance::On(_));
    let day = match choice.stance {
        Stance::On(at) | Stance::Off(at) => at.map(|at| words::date_of(lang, at, portal.zone())),
        Stance::Expired(at) => Some(words::date_of(lang, at, portal.zone())),
        Stance::Never => choice.asked.map(|at| words::date_of(lang, at, portal.zone())),
    };
    let key = match (choice.power, choice.stance, day.is_some()) {
        (_, Stance::Never, true) => "choices-asked",
        (_, Stance::Never, false) => "choices-never",
        (_, Stance::Expired(_), _) => "choices-expired",
        (Power::Consent, Stance::On(_), true) => "choices-given-on",
        (Power::Consent, Stance::On(_), false) => "choices-given",
        (Power::Marketing, Stance::On(_), _) => "choices-running",
        (_, Stance::Off(_), true) => "choices-stopped-on",
        (_, Stance::Off(_), false) => "choices-stopped",
    };
    let name = choice.activity.name.get(lang);
    let label = match (on, choice.power) {
        (true, _) => "choices-stop",
        (false, Power::Consent) => "choices-agree",
        (false, Power::Marketing) => "choices-allow",
    };
    let changed = choice.last.as_ref().filter(|_| choice.outdated).map(|last| {
        json!({
            "since": words::date_of(lang, last.at, portal.zone()),
            "parts": difference(&last.words, choice.activity.wording().get(last.lang)),
            "action": format!("/{lang}/me/choices/{id}/start"),
            "label": visit.say("choices-changed-agree", &[("what", name)]),
        })
    });
    json!({
        "id": id,
        "changed": changed,
        "name": name,
        "purpose": choice.activity.purpose.get(lang),
        "state": visit.say(key, &[("date", day.as_deref().unwrap_or_default())]),
        "on": on,
        "words": choice.activity.wording().get(lang),
        "receipts": receipts(choice, lang),
        "action": format!("/{lang}/me/choices/{id}/{}", if on { "stop" } else { "start" }),
        "label": visit.say(label, &[("what", name)]),
    })
}

/// The receipts there are of a consent: to read and for programs, as soon as it was spoken of; Kantara's while it holds.
fn receipts(choice: &Choice<'_>, lang: Lang) -> Option<Value> {
    let spoken_of = choice.power == Power::Consent && (choice.asked.is_some() || choice.last.is_some());
    let path = format!("/{lang}/me/choices/{}/receipt", choice.activity.id);
    let holds = matches!(choice.stance, Stance::On(_))
        && choice.last.as_ref().is_some_and(|last| last.kind == EventKind::Given);
    spoken_of.then(
        || json!({ "page": path, "iso": format!("{path}.jsonld"), "kantara": holds.then(|| format!("{path}.json")) }),
    )
}

async fn stop(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    set(&visit, &portal, &customer, &path.into_inner().1, true).await
}

async fn start(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    set(&visit, &portal, &customer, &path.into_inner().1, false).await
}

async fn set(
    visit: &Visit,
    portal: &Portal,
    customer: &Customer,
    id: &str,
    stops: bool,
) -> Result<HttpResponse, PageError> {
    let activity = portal.record.activity(id).ok_or(PageError::NotFound)?;
    // What the cookie banner asks is kept in a browser, and changed there.
    let power = power(activity).filter(|_| !portal.record.is_asked_by_banner(activity)).ok_or(PageError::NotFound)?;
    let kind = match (power, stops) {
        (Power::Consent, true) => EventKind::Withdrawn,
        (Power::Consent, false) => EventKind::Given,
        (Power::Marketing, true) => EventKind::Objected,
        (Power::Marketing, false) => EventKind::ObjectionEnded,
    };
    let person = portal.person(&customer.person).await?;
    let (parts, lang, activity) = (portal.clone(), visit.lang(), activity.clone());
    portal
        .db
        .write(move |tx| {
            if choose(tx, &parts, &person, lang, &activity, kind, Said::CHOICES)? {
                // Starting one thing again ends "no marketing at all", which would silence it.
                if !stops && activity.marketing {
                    lift_all(tx, &parts, &person, lang)?;
                }
                tell(tx, &parts, &person, lang, activity.name.get(lang), stops)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    let page = format!("/{}/me/choices", visit.lang());
    let other = if stops { "start" } else { "stop" };
    let key = if stops { "choices-now-stopped" } else { "choices-now-started" };
    Ok(visit.redirect_with(&page, &Banner::success(key, &[]).undo(&format!("{page}/{id}/{other}"))))
}

/// Everything that is marketing stops, in one click.
async fn stop_all(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let person = portal.person(&customer.person).await?;
    let held = held(&portal, &person).await?;
    let (parts, lang) = (portal.get_ref().clone(), visit.lang());
    portal.db.write(move |tx| stop_marketing(tx, &parts, &person, lang, &held)).await?;
    let page = format!("/{}/me/choices", visit.lang());
    let banner = Banner::success("choices-now-all-stopped", &[]).undo(&format!("{page}/restart"));
    Ok(visit.redirect_with(&page, &banner))
}

/// Takes back the stopping of all marketing, and what was stopped with it and not since.
async fn restart(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let person = portal.person(&customer.person).await?;
    let (parts, lang) = (portal.get_ref().clone(), visit.lang());
    let restarted = portal
        .db
        .write(move |tx| {
            let last = store::decided(tx, &person.fingerprint, ALL_MARKETING)?;
            let recent = parts.clock.now().saturating_sub(UNDO).unwrap_or(parts.clock.now());
            let Some(stopped) = last.filter(|event| event.kind.stops() && event.at >= recent) else {
                return Ok(false);
            };
            lift_all(tx, &parts, &person, lang)?;
            for activity in parts.record.activities.iter().filter(|activity| activity.marketing) {
                let mine = store::decided(tx, &person.fingerprint, &activity.id)?;
                let with_it = |event: &Event| event.at.duration_since(stopped.at).abs() <= TOGETHER;
                let kind = match mine.filter(with_it).map(|event| event.kind) {
                    Some(EventKind::Withdrawn) => EventKind::Given,
                    Some(EventKind::Objected) => EventKind::ObjectionEnded,
                    _ => continue,
                };
                choose(tx, &parts, &person, lang, activity, kind, Said::CHOICES)?;
            }
            tell(tx, &parts, &person, lang, &words::say(lang, "choices-all-marketing", &[]), false)?;
            Ok::<_, Error>(true)
        })
        .await?;
    let page = format!("/{}/me/choices", visit.lang());
    let banner = match restarted {
        true => Banner::success("choices-now-started", &[]),
        false => Banner::warning("choices-too-late", &[]),
    };
    Ok(visit.redirect_with(&page, &banner))
}
