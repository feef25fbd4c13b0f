//! How colleagues sign in, and where they arrive.

use super::desk::queue::{self, Counts, Filter, Seen, Taken, View};
use super::desk::{self};
use super::officer::pages as officer;
use super::store::Lasting;
use super::tasks;
use super::{Allowed, Factor, Next, factor, password};
use crate::breaches;
use crate::db::{Db, Error, Id};
use crate::people::Address;
use crate::portal::Portal;
use crate::requests::clock::{Band, Bands};
use crate::roles::Permission;
use crate::secrets::{Purpose, Token};
use crate::web::{
    Banner, ClientIp, Colleague, Door, FieldError, Form, NavItem, Nothing, PageError, Route, Section, Visit, Who,
};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

/// The cookie of the ticket between password and second factor.
const TICKET: &str = "habeas-staff-ticket";

/// The pages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/staff/sign-in", Who::Anyone, sign_in_page),
        Route::post("/staff/sign-in", Who::Anyone, sign_in).limited(120),
        Route::get("/staff/second-factor", Who::Anyone, factor_page),
        Route::post("/staff/second-factor", Who::Anyone, second_factor).limited(120),
        Route::get("/staff/enrol", Who::EnrollingColleague, enrol_page),
        Route::post("/staff/enrol", Who::EnrollingColleague, enrol).limited(60),
        Route::get("/staff/enrol/picture", Who::EnrollingColleague, enrol_picture),
        Route::post("/staff/sign-out", Who::Anyone, sign_out),
        Route::get("/l/staff/{token}", Who::Anyone, invitation_page),
        Route::post("/l/staff/{token}", Who::Anyone, invitation).limited(60),
        Route::get("/staff", Who::Colleague(Permission::Home), home),
        Route::get("/staff/tasks", Who::Colleague(Permission::Tasks), tasks_page),
        Route::post("/staff/tasks/{id}/settlement", Who::Colleague(Permission::Tasks), settle),
    ]
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

async fn sign_in_page(visit: Visit, going: web::Query<Going>) -> Result<HttpResponse, PageError> {
    if visit.colleague().is_some() {
        return Ok(visit.redirect("/staff"));
    }
    visit.page("staff/sign-in.html", json!({ "next": visit.staff_page(&going.next), "email": "" }))
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
    let (parts, who, place, now) = (portal.clone(), address.clone(), ip.place(), visit.now());
    let counted =
        portal.db.write(move |tx| super::try_password(tx, now, &parts.random, &parts.keys, &who, &place)).await?;
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
    let Some(account) = account.filter(|_| right) else {
        let errors = [FieldError::new("password", visit.say("staff-sign-in-wrong", &[]))];
        return visit.page_with_errors("staff/sign-in.html", json!({ "next": next, "email": email }), &errors);
    };
    let (parts, place, id) = (portal.clone(), ip.place(), account.id.clone());
    let next_step = portal
        .db
        .write(move |tx| {
            let (random, keys) = (&parts.random, &parts.keys);
            super::password_proven(tx, now, random, keys, &account, &address, &place, newer.as_deref())
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

fn ticket_holder(portal: &Portal, visit: &Visit) -> Option<Id> {
    factor::ticket_holder(&portal.keys, &visit.cookie(TICKET)?, visit.now())
}

async fn factor_page(
    portal: web::Data<Portal>,
    visit: Visit,
    going: web::Query<Going>,
) -> Result<HttpResponse, PageError> {
    if ticket_holder(&portal, &visit).is_none() {
        return Ok(visit.redirect("/staff/sign-in"));
    }
    visit.page("staff/second-factor.html", json!({ "next": visit.staff_page(&going.next) }))
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
    let (parts, place, now) = (portal.clone(), ip.place(), visit.now());
    let tried =
        portal.db.write(move |tx| super::try_factor(tx, now, &parts.random, &parts.keys, &id, &place, &code)).await?;
    match tried {
        Factor::TooMany(until) => Err(PageError::TooMany { until }),
        Factor::Wrong => {
            let errors = [FieldError::new("code", visit.say("staff-code-wrong", &[]))];
            visit.page_with_errors("staff/second-factor.html", json!({ "next": next }), &errors)
        }
        Factor::Proven(token) => {
            let mut response = visit.redirect(&next);
            visit.remember_colleague(&mut response, &token);
            visit.forget_cookie(&mut response, TICKET);
            Ok(response)
        }
    }
}

/// The secret offered in this session: derived, so that showing the page changes nothing.
fn offered_secret(portal: &Portal, colleague: &Colleague) -> Vec<u8> {
    let mac = portal.keys.mac(Purpose::Ticket, format!("enrol {}", colleague.session).as_bytes());
    mac.into_iter().take(20).collect()
}

fn enrol_context(portal: &Portal, colleague: &Colleague) -> serde_json::Value {
    json!({ "secret": factor::spelled(&offered_secret(portal, colleague)) })
}

async fn enrol_page(portal: web::Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    visit.page("staff/enrol.html", enrol_context(&portal, &colleague))
}

async fn enrol_picture(portal: web::Data<Portal>, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let secret = offered_secret(&portal, &colleague);
    let address = factor::address(&secret, &portal.settings.portal.name, &colleague.name);
    let picture = factor::picture(&address).ok_or(PageError::NotFound)?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(picture))
}

async fn enrol(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Code>,
) -> Result<HttpResponse, PageError> {
    let (parts, secret, now) = (portal.clone(), offered_secret(&portal, &colleague), visit.now());
    let (id, typed) = (colleague.id.clone(), form.0.code);
    let enrolled = portal
        .db
        .write(move |tx| super::finish_enrolment(tx, now, &parts.random, &parts.keys, &id, &secret, &typed))
        .await?;
    let Some((token, codes)) = enrolled else {
        let errors = [FieldError::new("code", visit.say("staff-code-wrong", &[]))];
        return visit.page_with_errors("staff/enrol.html", enrol_context(&portal, &colleague), &errors);
    };
    let mut response = visit.page("staff/recovery.html", json!({ "codes": codes }))?;
    visit.remember_colleague(&mut response, &token);
    Ok(response)
}

async fn sign_out(portal: web::Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    if let Some(colleague) = visit.colleague() {
        portal.db.write(move |tx| super::end(tx, &colleague.session)).await?;
    }
    let mut response = visit.redirect_with("/staff/sign-in", &Banner::success("staff-signed-out", &[]));
    visit.forget_colleague(&mut response);
    Ok(response)
}

fn invitation_token(path: &str) -> Result<Token, PageError> {
    Token::parse(path).ok_or(PageError::Gone)
}

async fn invitation_page(
    portal: web::Data<Portal>,
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let (token, now) = (invitation_token(&path)?, visit.now());
    let account = portal.db.read(move |db| super::invited(db, now, &token.hash())).await?;
    visit.speak(account.ok_or(PageError::Gone)?.lang);
    visit.page("staff/invitation.html", json!({ "least": portal.settings.staff.password_min }))
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    password: String,
}

async fn invitation(
    portal: web::Data<Portal>,
    visit: Visit,
    path: web::Path<String>,
    form: Form<Chosen>,
) -> Result<HttpResponse, PageError> {
    let (token, now, least) = (invitation_token(&path)?, visit.now(), portal.settings.staff.password_min);
    let hash = token.hash();
    let account = portal.db.read(move |db| super::invited(db, now, &hash)).await?.ok_or(PageError::Gone)?;
    visit.speak(account.lang);
    if let Err(weak) = password::check(&form.0.password, least, &account.email, &account.name) {
        let text = visit.say(&format!("staff-password-{}", weak.key()), &[("least", &least.to_string())]);
        let errors = [FieldError::new("password", text)];
        return visit.page_with_errors("staff/invitation.html", json!({ "least": least }), &errors);
    }
    let random = portal.random.clone();
    let hashed = web::block(move || password::hash(&form.0.password, &random));
    let phc = hashed.await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    let set = portal.db.write(move |tx| super::accept(tx, now, &token.hash(), &phc)).await;
    match set {
        Err(Error::Lost) => Err(PageError::Gone),
        Err(other) => Err(other.into()),
        Ok(_) => Ok(visit.redirect_with("/staff/sign-in", &Banner::success("staff-password-set", &[]))),
    }
}

async fn home(portal: web::Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let (cases, technical) = (colleague.may(Permission::Requests), colleague.may(Permission::Tasks));
    let (keeps_register, agrees) = (colleague.may(Permission::Breaches), colleague.may(Permission::BreachMailing));
    let seen = Seen { by: colleague.id.clone(), bands: Bands::new(portal.today(), portal.settings.requests.holidays) };
    let (counts, seconds, open, running, letters) = portal
        .db
        .read(move |db| {
            let counts = if cases { queue::counts(db, &seen, &Filter::default())? } else { Counts::default() };
            let seconds = if counts.seconds() > 0 { desk::waiting_for_second(db, &seen.by)? } else { Vec::new() };
            let open = if technical { tasks::count(db)? } else { 0 };
            let running = if keeps_register { officer::running(db)? } else { Vec::new() };
            let letters = if agrees { breaches::waiting(db, &seen.by)? } else { Vec::new() };
            Ok::<_, Error>((counts, seconds, open, running, letters))
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
            "seconds_all": counts.seconds(),
            "open": open,
            "letters": letters,
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
