//! How a colleague signs in: passkeys, recovery codes and sessions, each to be added or ended by the colleague. What changes a way
//! in asks for a fresh proof first.

use crate::db::{Error, Id};
use crate::portal::Portal;
use crate::roles::Permission;
use crate::secrets::Token;
use crate::staff::own::own;
use crate::staff::passkey::pages::{Answer, answered, as_json, ask, asked, ceremony};
use crate::staff::passkey::{self, Added, Entered};
use crate::staff::ways::{Change, changed, is_last};
use crate::staff::{self, Factor, provider};
use crate::web::{Banner, ClientIp, Colleague, FieldError, Form, Nothing, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

/// Where it all is.
const HERE: &str = "/staff/me/sign-in";

/// The most characters of a passkey's name.
const LONGEST_NAME: usize = 60;

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    let (own, fresh) = (Who::Colleague(Permission::Home), Who::FreshColleague(Permission::Home));
    vec![
        Route::get("/staff/me/sign-in", own, page),
        Route::get("/staff/me/sign-in/again", own, again_page),
        Route::post("/staff/me/sign-in/again", own, again).limited(60),
        Route::post("/staff/me/sign-in/again/passkey/question", own, again_question).limited(120),
        Route::post("/staff/me/sign-in/again/passkey", own, again_passkey).limited(60),
        Route::get("/staff/me/sign-in/passkeys/new", fresh, new_page),
        Route::post("/staff/me/sign-in/passkeys/question", fresh, new_question).limited(60),
        Route::post("/staff/me/sign-in/passkeys", fresh, add).limited(60),
        Route::post("/staff/me/sign-in/passkeys/{id}/removal", fresh, remove),
        Route::post("/staff/me/sign-in/codes", fresh, renew_codes).limited(20),
        Route::post("/staff/me/sign-in/sessions", own, end_sessions),
    ]
}

async fn page(portal: Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let context = context(&portal, &visit, &colleague).await?;
    visit.page("staff/ways.html", context)
}

async fn context(portal: &Portal, visit: &Visit, colleague: &Colleague) -> Result<Value, PageError> {
    let id = colleague.id.clone();
    let own = portal.db.read(move |db| own(db, &id)).await?.ok_or(PageError::NotFound)?;
    let (lang, host) = (visit.lang(), passkey::host(&portal.settings.portal.base_url));
    let moment = |at: Timestamp| words::moment(lang, at, portal.zone());
    let rules = &portal.settings.staff;
    let idle = SignedDuration::from_mins(i64::from(rules.session_idle_minutes));
    let whole = SignedDuration::from_hours(i64::from(rules.session_hours));
    let lasts = |began: Timestamp, seen: Timestamp| began + whole > visit.now() && seen + idle > visit.now();
    let sessions = own.sessions.iter().filter(|session| lasts(session.began, session.seen));
    Ok(json!({
        "password": own.account.has_password,
        "app": own.account.has_factor,
        "codes": words::count(lang, "ways-codes-left", "left", own.codes_left),
        "possible": host.is_some(),
        "address": portal.settings.portal.base_url,
        "passkeys": own.passkeys.iter().map(|kept| json!({
            "id": kept.id,
            "name": kept.name,
            "added": moment(kept.created_at.timestamp()),
            "used": kept.used_at.map(|at| moment(at.timestamp())),
            "elsewhere": (host.as_deref() != Some(kept.host.as_str())).then(|| kept.host.clone()),
        })).collect::<Vec<_>>(),
        "sessions": sessions.map(|session| json!({
            "id": session.id,
            "began": moment(session.began),
            "seen": moment(session.seen),
            "own": session.id == colleague.session,
        })).collect::<Vec<_>>(),
    }))
}

#[derive(Deserialize)]
struct Going {
    #[serde(default)]
    next: String,
}

/// `{ next, app, passkeys, provider? }`: how the colleague can prove again who they are.
async fn again_context(portal: &Portal, visit: &Visit, colleague: &Colleague, next: &str) -> Result<Value, PageError> {
    let (id, host) = (colleague.id.clone(), passkey::host(&portal.settings.portal.base_url));
    let issuer = portal.settings.oidc.as_ref().map(|oidc| oidc.issuer.clone());
    let (own, linked) = portal
        .db
        .read(move |db| {
            let linked = issuer.map(|issuer| provider::is_linked(db, &issuer, &id)).transpose()?.unwrap_or(false);
            Ok::<_, Error>((own(db, &id)?, linked))
        })
        .await?;
    let own = own.ok_or(PageError::NotFound)?;
    let passkeys = own.passkeys.iter().any(|kept| Some(kept.host.as_str()) == host.as_deref());
    let provider = provider::pages::label(portal, visit).filter(|_| linked);
    Ok(json!({ "next": next, "app": own.account.has_factor, "passkeys": passkeys, "provider": provider }))
}

async fn again_page(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    going: Query<Going>,
) -> Result<HttpResponse, PageError> {
    let next = visit.staff_page(&going.next).unwrap_or(HERE);
    visit.page("staff/again.html", again_context(&portal, &visit, &colleague, next).await?)
}

#[derive(Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

async fn again(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    ip: ClientIp,
    form: Form<Code>,
) -> Result<HttpResponse, PageError> {
    let Code { code, next } = form.0;
    let next = visit.staff_page(&next).unwrap_or(HERE).to_owned();
    let (parts, now, place) = (portal.clone(), visit.now(), ip.place());
    let (id, session) = (colleague.id.clone(), colleague.session.clone());
    let tried = portal
        .db
        .write(move |tx| staff::prove_by_code(tx, now, &parts.random, &parts.keys, (&id, &session), &place, &code))
        .await?;
    match tried {
        Factor::TooMany(until) => Err(PageError::TooMany { until }),
        Factor::Proven(token) => Ok(fresh(&visit, &next, &token)),
        Factor::Wrong => {
            let errors = [FieldError::new("code", visit.say("staff-code-wrong", &[]))];
            visit.page_with_errors(
                "staff/again.html",
                again_context(&portal, &visit, &colleague, &next).await?,
                &errors,
            )
        }
    }
}

fn fresh(visit: &Visit, next: &str, token: &Token) -> HttpResponse {
    let mut response = visit.redirect_with(next, &Banner::success("ways-proven", &[]));
    visit.remember_colleague(&mut response, token);
    response
}

async fn again_question(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    ask(&portal, &visit, Some(colleague.id)).await
}

async fn again_passkey(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Answer>,
) -> Result<HttpResponse, PageError> {
    let next = visit.staff_page(&form.0.next).unwrap_or(HERE).to_owned();
    let key = match answered(&portal, &visit, Some(colleague.id.clone()), form.0.answer).await? {
        Entered::Colleague(_) => {
            let (parts, now, session) = (portal.clone(), visit.now(), colleague.session.clone());
            let proven = move |tx: &mut _| staff::prove_elsewhere(tx, now, &parts.random, &colleague.id, &session);
            let token = portal.db.write(proven).await?;
            return Ok(fresh(&visit, &next, &token));
        }
        Entered::Late => "staff-passkey-late",
        Entered::Refused => "staff-passkey-refused",
    };
    let errors = [FieldError::new("passkey", visit.say(key, &[]))];
    visit.page_with_errors("staff/again.html", again_context(&portal, &visit, &colleague, &next).await?, &errors)
}

fn new_context(portal: &Portal, name: &str) -> Value {
    let base_url = &portal.settings.portal.base_url;
    json!({ "possible": passkey::host(base_url).is_some(), "address": base_url, "name": name })
}

async fn new_page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("staff/passkey.html", new_context(&portal, ""))
}

async fn new_question(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let ceremony = ceremony(&portal)?;
    let asked = portal.db.write(move |tx| {
        let account = staff::account(tx, &colleague.id)?.ok_or(Error::NotFound)?;
        ceremony.ask_to_add(tx, &account)
    });
    Ok(as_json(&visit, &asked.await?))
}

#[derive(Deserialize)]
struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    answer: String,
}

async fn add(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<New>,
) -> Result<HttpResponse, PageError> {
    let (name, answer) = (form.0.name.trim().to_owned(), form.0.answer);
    if let Some(text) = visit.text_fault(&name, true, LONGEST_NAME) {
        let errors = [FieldError::new("name", text)];
        return visit.page_with_errors("staff/passkey.html", new_context(&portal, &name), &errors);
    }
    let (ceremony, token) = (ceremony(&portal)?, asked(&visit));
    let (parts, now, called) = (portal.clone(), visit.now(), name.replace('\n', " "));
    let added = portal
        .db
        .write(move |tx| {
            let Some(token) = token else { return Ok(Added::Late) };
            let account = staff::account(tx, &colleague.id)?.ok_or(Error::NotFound)?;
            let added = ceremony.add(tx, &account, &token, &answer, &called)?;
            if added == Added::Kept {
                let (id, session, change) = (&colleague.id, &colleague.session, Change::PasskeyAdded);
                changed(tx, now, &parts.random, &parts.keys, id, session, change, &called)?;
            }
            Ok::<_, Error>(added)
        })
        .await?;
    let key = match added {
        Added::Kept => return Ok(visit.redirect_with(HERE, &Banner::success("ways-passkey-added", &[]))),
        Added::Many => "ways-passkey-many",
        Added::Late => "staff-passkey-late",
        Added::Refused => "staff-passkey-refused",
    };
    let errors = [FieldError::new("passkey", visit.say(key, &[("most", &passkey::MOST.to_string())]))];
    visit.page_with_errors("staff/passkey.html", new_context(&portal, &name), &errors)
}

async fn remove(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id: Id = path.parse().map_err(|_| PageError::NotFound)?;
    let host = passkey::host(&portal.settings.portal.base_url);
    let issuer = portal.settings.oidc.as_ref().map(|oidc| oidc.issuer.clone());
    let (parts, now) = (portal.clone(), visit.now());
    let removed = portal
        .db
        .write(move |tx| {
            let account = staff::account(tx, &colleague.id)?.ok_or(Error::NotFound)?;
            if is_last(tx, &account, host.as_deref(), issuer.as_deref(), &id)? {
                return Ok(false);
            }
            let name = passkey::remove(tx, &colleague.id, &id)?.ok_or(Error::NotFound)?;
            let (id, session, change) = (&colleague.id, &colleague.session, Change::PasskeyRemoved);
            changed(tx, now, &parts.random, &parts.keys, id, session, change, &name)?;
            Ok::<_, Error>(true)
        })
        .await?;
    let said =
        if removed { Banner::success("ways-passkey-removed", &[]) } else { Banner::warning("ways-passkey-last", &[]) };
    Ok(visit.redirect_with(HERE, &said))
}

async fn renew_codes(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, now) = (portal.clone(), visit.now());
    let codes = portal
        .db
        .write(move |tx| {
            let (random, keys, id) = (&parts.random, &parts.keys, &colleague.id);
            let codes = staff::renew_codes(tx, random, keys, id)?;
            changed(tx, now, random, keys, id, &colleague.session, Change::CodesRenewed, "")?;
            Ok::<_, Error>(codes)
        })
        .await?;
    visit.page("staff/recovery.html", json!({ "codes": codes, "renewed": true }))
}

#[derive(Deserialize)]
struct Ending {
    /// An id, or `others`.
    #[serde(default)]
    session: String,
}

async fn end_sessions(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Ending>,
) -> Result<HttpResponse, PageError> {
    let (parts, now, asked) = (portal.clone(), visit.now(), form.0.session);
    let one: Option<Id> = if asked == "others" { None } else { Some(asked.parse().map_err(|_| PageError::NotFound)?) };
    let is_own = one.as_ref() == Some(&colleague.session);
    portal
        .db
        .write(move |tx| staff::end_by_owner(tx, now, &parts.random, &colleague.id, &colleague.session, one))
        .await?;
    if is_own {
        let mut response = visit.redirect_with("/staff/sign-in", &Banner::success("staff-signed-out", &[]));
        visit.forget_colleague(&mut response);
        return Ok(response);
    }
    Ok(visit.redirect_with(HERE, &Banner::success("ways-session-ended", &[])))
}
