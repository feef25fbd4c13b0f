//! How colleagues sign in, and where they arrive.

mod first;

use super::desk::queue::{self, Filter, Seen, Taken, View};
use super::desk::{self};
use super::device::{self, Origin};
use super::officer::pages as officer;
use super::store::Lasting;
use super::tasks;
use super::{Allowed, Factor, Next, factor, passkey, password, provider};
use crate::breaches;
use crate::db::{Db, Error, Id};
use crate::people::Address;
use crate::portal::Portal;
use crate::requests::clock::{Band, Bands};
use crate::roles::{Permission, Role};
use crate::web::{
    Banner, ClientIp, Colleague, Door, FieldError, Form, NavItem, Nothing, PageError, Route, Section, Visit, Who,
};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

/// The cookie of the ticket between password and second factor.
pub(super) const TICKET: &str = "habeas-staff-ticket";

/// The cookie by which a browser is known in which the account was entered.
const BROWSER: &str = "habeas-staff-browser";

/// The pages.
pub fn routes() -> Vec<Route> {
    let entering = [
        Route::get("/staff/sign-in", Who::Anyone, sign_in_page),
        Route::post("/staff/sign-in", Who::Anyone, sign_in).limited(120),
        Route::get("/staff/second-factor", Who::Anyone, factor_page),
        Route::post("/staff/second-factor", Who::Anyone, second_factor).limited(120),
        Route::post("/staff/sign-out", Who::Anyone, sign_out),
        Route::get("/staff", Who::Colleague(Permission::Home), home),
        Route::get("/staff/tasks", Who::Colleague(Permission::Tasks), tasks_page),
        Route::post("/staff/tasks/{id}/settlement", Who::Colleague(Permission::Tasks), settle),
    ];
    entering.into_iter().chain(first::routes()).collect()
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem::new(Section::Requests, "/staff/queue", "staff-nav-queue", Permission::Requests).and("/staff/cases"),
        NavItem::new(Section::Requests, "/staff/recipients", "staff-recipients", Permission::Requests),
        NavItem::new(Section::Requests, "/staff/restrictions", "staff-restricted-list", Permission::Requests),
        NavItem::new(Section::Requests, "/staff/reports", "staff-nav-reports", Permission::Requests),
        NavItem::new(Section::Archive, "/staff/archive", "archive-title", Permission::Archive),
        NavItem::new(Section::Archive, "/staff/archive/openings", "archive-openings", Permission::ArchiveOpenings),
        NavItem::new(Section::Breaches, "/staff/breaches", "breach-nav", Permission::Breaches).and("/staff/incident"),
        NavItem::new(Section::System, "/staff/tasks", "staff-nav-tasks", Permission::Tasks),
    ]
}

/// How a cookie becomes a colleague.
pub fn door(idle: SignedDuration, absolute: SignedDuration) -> Door<Colleague> {
    let lasting = Lasting { idle, absolute };
    let find = move |db: &mut Db, token: &_, now: Timestamp| -> Result<Option<Colleague>, Error> {
        let Some(session) = super::session(db, now, token, lasting)? else { return Ok(None) };
        let stale = super::is_stale(&session, now, lasting);
        Ok(Some(Colleague {
            id: session.account.id,
            session: session.id,
            name: session.account.name,
            role: session.account.role,
            lang: session.account.lang,
            second_factor: session.full_access,
            proven_at: session.proven_at,
            idle_end: session.ends_at,
            stale,
        }))
    };
    Door::new(find, |tx, session, now| super::touch(tx, now, session))
}

#[derive(Deserialize)]
struct Going {
    #[serde(default)]
    next: String,
}

#[derive(Clone, Deserialize)]
struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in_page(
    portal: web::Data<Portal>,
    visit: Visit,
    going: web::Query<Going>,
) -> Result<HttpResponse, PageError> {
    if visit.colleague().is_some() {
        return Ok(visit.redirect("/staff"));
    }
    visit.page("staff/sign-in.html", sign_in_context(&portal, &visit, visit.staff_page(&going.next), ""))
}

/// `{ next?, email, passkeys, provider? (what its button says), only_provider }`.
fn sign_in_context(portal: &Portal, visit: &Visit, next: Option<&str>, email: &str) -> serde_json::Value {
    json!({
        "next": next,
        "email": email,
        "passkeys": passkey::host(&portal.settings.portal.base_url).is_some(),
        "provider": provider::pages::label(portal, visit),
        "only_provider": portal.settings.oidc.as_ref().is_some_and(|oidc| oidc.break_glass.is_some()),
    })
}

/// Whether an account may sign in here: everybody's may, unless the settings leave that to the company's service and name one
/// account for the day it fails.
pub(super) fn may_sign_in_here(portal: &Portal, email: &str) -> bool {
    let kept = portal.settings.oidc.as_ref().and_then(|oidc| oidc.break_glass.as_deref());
    kept.is_none_or(|kept| kept == email)
}

async fn sign_in(
    portal: web::Data<Portal>,
    visit: Visit,
    ip: ClientIp,
    form: Form<SignIn>,
) -> Result<HttpResponse, PageError> {
    let SignIn { email, password, next } = form.0;
    let next = visit.staff_page(&next).unwrap_or("/staff").to_owned();
    // A text that is no address is an unknown account like any other.
    let address = Address::parse(&email).or_else(|_| Address::parse("nobody@invalid.example"));
    let address = address.map_err(|_| PageError::Invalid)?;
    let origin = origin(&portal, &visit, ip, address.normalised());
    let (parts, who, from, now) = (portal.clone(), address.clone(), origin.clone(), visit.now());
    let counted =
        portal.db.write(move |tx| super::try_password(tx, now, &parts.random, &parts.keys, &who, &from)).await?;
    let (account, phc) = match counted {
        Allowed::TooMany(until) => return Err(PageError::TooMany { until }),
        Allowed::Compare { account, phc } => (account, phc),
    };
    let (random, typed) = (portal.random.clone(), password);
    let compared = web::block(move || -> Result<(bool, Option<String>), password::CannotHash> {
        let right = password::verify(&typed, phc.as_deref())?;
        let outdated = right && phc.as_deref().is_some_and(password::is_outdated);
        Ok((right, if outdated { Some(password::hash(&typed, &random)?) } else { None }))
    });
    let (right, newer) = compared.await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    let may = |account: &super::Account| right && may_sign_in_here(&portal, &account.email);
    let Some(account) = account.filter(may) else {
        let errors = [FieldError::new("password", visit.say(wrong(&portal), &[]))];
        return visit.page_with_errors(
            "staff/sign-in.html",
            sign_in_context(&portal, &visit, Some(&next), &email),
            &errors,
        );
    };
    let (parts, id) = (portal.clone(), account.id.clone());
    let next_step = portal
        .db
        .write(move |tx| {
            let (random, keys) = (&parts.random, &parts.keys);
            super::password_proven(tx, now, random, keys, &account, &address, &origin, newer.as_deref())
        })
        .await?;
    match next_step {
        Next::Enrol(token) => {
            let mut response = visit.redirect("/staff/enrol");
            visit.remember_colleague(&mut response, &token);
            Ok(response)
        }
        Next::Factor => {
            let ticket = factor::ticket(&portal.keys, &id, now).ok_or_else(|| anyhow::anyhow!("no ticket"))?;
            let mut response = visit.redirect(&format!("/staff/second-factor?next={next}"));
            visit.set_cookie(&mut response, TICKET, &ticket, Some(300));
            Ok(response)
        }
    }
}

/// What is said about an address and a password that do not open an account: the same, whether there is one or not.
fn wrong(portal: &Portal) -> &'static str {
    let only = portal.settings.oidc.as_ref().is_some_and(|oidc| oidc.break_glass.is_some());
    if only { "staff-sign-in-wrong-here" } else { "staff-sign-in-wrong" }
}

/// Whose password was proven a moment ago in this browser.
pub(super) fn ticket_holder(portal: &Portal, visit: &Visit) -> Option<Id> {
    factor::ticket_holder(&portal.keys, &visit.cookie(TICKET)?, visit.now())
}

async fn factor_page(
    portal: web::Data<Portal>,
    visit: Visit,
    going: web::Query<Going>,
) -> Result<HttpResponse, PageError> {
    let Some(id) = ticket_holder(&portal, &visit) else { return Ok(visit.redirect("/staff/sign-in")) };
    let context = factor_context(&portal, &id, visit.staff_page(&going.next)).await?;
    visit.page("staff/second-factor.html", context)
}

/// `{ next?, app, passkeys }`: which second factors the account has.
async fn factor_context(portal: &Portal, id: &Id, next: Option<&str>) -> Result<serde_json::Value, PageError> {
    let (id, host) = (id.clone(), passkey::host(&portal.settings.portal.base_url));
    let (app, passkeys) = portal
        .db
        .read(move |db| {
            let app = super::account(db, &id)?.is_some_and(|account| account.has_factor);
            let passkeys = passkey::of(db, &id)?.iter().any(|kept| Some(kept.host.as_str()) == host.as_deref());
            Ok::<_, Error>((app, passkeys))
        })
        .await?;
    Ok(json!({ "next": next, "app": app, "passkeys": passkeys }))
}

/// The page that asked for a passkey, with what was wrong about the answer: the sign-in, or the second factor of an account.
pub(super) async fn again_with(
    portal: &Portal,
    visit: &Visit,
    factor_of: Option<&Id>,
    next: &str,
    key: &str,
) -> Result<HttpResponse, PageError> {
    let errors = [FieldError::new("passkey", visit.say(key, &[]))];
    match factor_of {
        None => visit.page_with_errors("staff/sign-in.html", sign_in_context(portal, visit, Some(next), ""), &errors),
        Some(id) => {
            let context = factor_context(portal, id, Some(next)).await?;
            visit.page_with_errors("staff/second-factor.html", context, &errors)
        }
    }
}

#[derive(Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

async fn second_factor(
    portal: web::Data<Portal>,
    visit: Visit,
    ip: ClientIp,
    form: Form<Code>,
) -> Result<HttpResponse, PageError> {
    let Some(id) = ticket_holder(&portal, &visit) else {
        return Ok(visit.redirect_with("/staff/sign-in", &Banner::warning("staff-ticket-old", &[])));
    };
    let Code { code, next } = form.0;
    let next = visit.staff_page(&next).unwrap_or("/staff").to_owned();
    let email = address_of(&portal, &id).await?;
    let place = origin(&portal, &visit, ip, &email).counted();
    let (parts, now, by) = (portal.clone(), visit.now(), id.clone());
    let tried =
        portal.db.write(move |tx| super::try_factor(tx, now, &parts.random, &parts.keys, &by, &place, &code)).await?;
    match tried {
        Factor::TooMany(until) => Err(PageError::TooMany { until }),
        Factor::Wrong => {
            let errors = [FieldError::new("code", visit.say("staff-code-wrong", &[]))];
            let context = factor_context(&portal, &id, Some(&next)).await?;
            visit.page_with_errors("staff/second-factor.html", context, &errors)
        }
        Factor::Proven(token) => {
            let mut response = visit.redirect(&next);
            visit.remember_colleague(&mut response, &token);
            visit.forget_cookie(&mut response, TICKET);
            remember_browser(&portal, &visit, &mut response, &email);
            Ok(response)
        }
    }
}

/// Where a try on this account comes from.
fn origin(portal: &Portal, visit: &Visit, ip: ClientIp, email: &str) -> Origin {
    Origin::new(&portal.keys, ip.place(), visit.cookie(BROWSER).as_deref(), email)
}

/// The address of an account.
pub(super) async fn address_of(portal: &Portal, id: &Id) -> Result<String, PageError> {
    let id = id.clone();
    let found = portal.db.read(move |db| super::account(db, &id)).await?;
    Ok(found.ok_or(PageError::NotFound)?.email)
}

/// Both factors were shown here: strangers' wrong tries hold this browser up no more.
pub(super) fn remember_browser(portal: &Portal, visit: &Visit, response: &mut HttpResponse, email: &str) {
    let token = device::token(&portal.keys, &portal.random, email);
    visit.set_cookie(response, BROWSER, &token, Some(device::KNOWN_FOR));
}

async fn sign_out(portal: web::Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    if let Some(colleague) = visit.colleague() {
        portal.db.write(move |tx| super::end(tx, &colleague.session)).await?;
    }
    let mut response = visit.redirect_with("/staff/sign-in", &Banner::success("staff-signed-out", &[]));
    visit.forget_colleague(&mut response);
    Ok(response)
}

async fn home(portal: web::Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let (cases, technical) = (colleague.may(Permission::Requests), colleague.may(Permission::Tasks));
    let (keeps_register, agrees) = (colleague.may(Permission::Breaches), colleague.may(Permission::BreachMailing));
    let seen = Seen { by: colleague.id.clone(), bands: Bands::new(portal.today(), portal.settings.requests.holidays) };
    let hears = colleague.role == Role::Dpo;
    let known = match cases {
        true => Some(queue::Open::recall(&portal.db, portal.clock.now(), &seen, &Filter::default()).await?),
        false => None,
    };
    let seconds = known.as_ref().map(|known| known.seconds().to_vec()).unwrap_or_default();
    let written = known.as_ref().map(|known| known.written().to_vec()).unwrap_or_default();
    let mails = known.as_ref().map(queue::Open::mails).unwrap_or_default();
    let (counts, complaints, open, running, letters) = portal
        .db
        .read(move |db| {
            let counted = known.map(|known| queue::counts(db, &seen, &Filter::default(), &known));
            let counts = counted.transpose()?.unwrap_or_default();
            let open = if technical { tasks::count(db)? } else { 0 };
            let running = if keeps_register { officer::running(db)? } else { Vec::new() };
            let letters = if agrees { breaches::waiting(db, &seen.by)? } else { Vec::new() };
            let complaints = if hears { desk::complaints(db)? } else { Vec::new() };
            Ok::<_, Error>((counts, complaints, open, running, letters))
        })
        .await?;
    let due = |band: Band| counts.of(&Filter { view: View::Band(band), ..Filter::default() });
    visit.page(
        "staff/home.html",
        json!({
            "name": colleague.name,
            "cases": cases,
            "technical": technical,
            "campaigns": colleague.may(Permission::Campaigns),
            "overdue": due(Band::Overdue),
            "soon": due(Band::Soon),
            "mine": counts.of(&Filter { taken: Taken::Me, ..Filter::default() }),
            "seconds": seconds,
            "complaints": complaints,
            "written": written,
            "seconds_all": counts.seconds(),
            "open": open,
            "letters": letters,
            "mails": mails,
            "reads_mails": cases && (mails > 0 || portal.settings.inbox.is_some()),
            "breaches": running.iter().map(|one| officer::reminder(&visit, &portal, one)).collect::<Vec<_>>(),
        }),
    )
}

async fn tasks_page(portal: web::Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let open = portal.db.read(tasks::open).await?;
    let shown: Vec<_> = open
        .iter()
        .map(|task| {
            json!({
                "id": task.id,
                "kind": task.kind,
                "object": task.object,
                "why": task.why,
                "at": words::moment(visit.lang(), task.at.timestamp(), portal.zone()),
            })
        })
        .collect();
    visit.page("staff/tasks.html", json!({ "tasks": shown }))
}

async fn settle(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id: Id = path.parse().map_err(|_| PageError::NotFound)?;
    let (random, now) = (portal.random.clone(), visit.now());
    portal.db.write(move |tx| tasks::settle(tx, now, &random, &id, &colleague.id)).await?;
    Ok(visit.redirect_with("/staff/tasks", &Banner::success("staff-task-settled", &[])))
}
