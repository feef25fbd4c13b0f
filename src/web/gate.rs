//! The gate before each address: language, origin, limit, and who may.

use super::client::ClientIp;
use super::cookies::{COLLEAGUE, CUSTOMER};
use super::limits::Limit;
use super::session::Door;
use super::{Colleague, Customer, PageError, Visit, Web, Who};
use crate::api::{self, Program, Scope};
use crate::db::Id;
use crate::secrets::Token;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, PoisonError};

/// What one address asks for, by method.
pub(super) struct Rules {
    pub path: &'static str,
    pub rules: Vec<Rule>,
}

pub(super) struct Rule {
    pub method: Method,
    pub who: Who,
    pub limit: Option<Limit>,
    pub from_anywhere: bool,
}

/// Lets a request through to its handler, or answers in its stead.
pub(super) async fn gate(
    rules: &Rules,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let asked = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let Some(rule) = rules.rules.iter().find(|rule| rule.method == *asked) else {
        return next.call(request).await;
    };
    match admit(rules, rule, request.request()).await {
        Ok(None) => next.call(request).await,
        Ok(Some(answer)) => Ok(request.into_response(answer)),
        Err(error) => Ok(request.into_response(error.error_response())),
    }
}

/// `None`: come in. `Some`: go there first.
async fn admit(rules: &Rules, rule: &Rule, request: &HttpRequest) -> Result<Option<HttpResponse>, PageError> {
    let visit = request.extensions().get::<Visit>().cloned().ok_or(PageError::Invalid)?;
    let web = visit.web();
    if rules.path.starts_with("/{lang}") {
        let lang = request.match_info().get("lang").and_then(|code| code.parse().ok());
        let lang = lang.filter(|lang| web.site.languages.contains(lang)).ok_or(PageError::NotFound)?;
        visit.speak(lang);
    }
    if let Who::Program(scope) = rule.who {
        let limit = rule.limit.unwrap_or(FOR_PROGRAMS);
        return admit_program(web, scope, limit, rules.path, request, visit.now()).await;
    }
    if !request.method().is_safe() && !rule.from_anywhere {
        same_origin(request, &web.site.base_url)?;
    }
    if let Some(limit) = rule.limit {
        let place = ClientIp::of(request, web).place();
        let counted = web.limits.allow(limit, rules.path, place, visit.now());
        counted.map_err(|until| PageError::TooMany { until })?;
    }
    if rule.from_anywhere {
        return Ok(None);
    }
    if is_of_staff(rules.path) {
        let found = open(web, &web.doors.colleague, visit.cookie(COLLEAGUE), visit.now()).await?;
        if let Some(colleague) = &found {
            visit.speak(colleague.lang);
            request.extensions_mut().insert(colleague.clone());
        }
        visit.is_colleague(found.clone());
        return admit_colleague(rule.who, found, request, &visit);
    }
    let found = open(web, &web.doors.customer, visit.cookie(CUSTOMER), visit.now()).await?;
    if let Some(customer) = &found {
        request.extensions_mut().insert(customer.clone());
    }
    visit.is_customer(found.clone());
    admit_customer(rule.who, found, request, &visit)
}

/// How often a program may use a route that says nothing else.
const FOR_PROGRAMS: Limit = Limit { per_hour: 36_000 };
/// How often one place may show what is no token: guessing 256 bits is hopeless, and need not cost us anything either.
const MISTAKES: Limit = Limit { per_hour: 600 };
/// How long a token that was good is not looked up again; a revoked one ends that much later.
const REMEMBERED: SignedDuration = SignedDuration::from_secs(5);
/// Past this many remembered programs, all are forgotten.
const MOST_PROGRAMS: usize = 1_000;

/// A program carries no cookie, so no other site can act through it: its token alone counts.
async fn admit_program(
    web: &Web,
    scope: Scope,
    limit: Limit,
    path: &'static str,
    request: &HttpRequest,
    now: Timestamp,
) -> Result<Option<HttpResponse>, PageError> {
    let Some(program) = program(web, request, now).await? else {
        let place = ClientIp::of(request, web).place();
        let counted = web.limits.allow(MISTAKES, "/api", place, now);
        counted.map_err(|until| PageError::TooMany { until })?;
        return Err(PageError::Unauthorised);
    };
    let counted = web.limits.allow(limit, path, program.id.to_string(), now);
    counted.map_err(|until| PageError::TooMany { until })?;
    if !program.may(scope) {
        return Err(PageError::Forbidden);
    }
    request.extensions_mut().insert(program);
    Ok(None)
}

async fn program(web: &Web, request: &HttpRequest, now: Timestamp) -> Result<Option<Program>, PageError> {
    let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = shown.and_then(|text| text.strip_prefix("Bearer ").map(str::to_owned).or_else(|| password(text)));
    let token = secret.as_deref().and_then(|text| text.strip_prefix(api::PREFIX)).and_then(Token::parse);
    let Some(token) = token else { return Ok(None) };
    let hash = token.hash();
    let known = {
        let programs = web.programs.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |(seen, _): &&(Timestamp, Program)| now.duration_since(*seen) < REMEMBERED;
        programs.get(hash.as_str()).filter(fresh).map(|(_, program)| program.clone())
    };
    if known.is_some() {
        return Ok(known);
    }
    let (find, wanted) = (Arc::clone(&web.doors.program.find), hash.clone());
    let found = web.database.read(move |db| find(db, &wanted, now)).await?;
    if let Some(program) = &found {
        if program.stale {
            let (id, touch) = (program.id.clone(), Arc::clone(&web.doors.program.touch));
            web.database.write(move |tx| touch(tx, &id, now)).await?;
        }
        let mut programs = web.programs.lock().unwrap_or_else(PoisonError::into_inner);
        if programs.len() >= MOST_PROGRAMS {
            programs.clear();
        }
        programs.insert(hash.as_str().to_owned(), (now, program.clone()));
    }
    Ok(found)
}

/// The password of HTTP Basic (RFC 7617), whatever the name: relays that report by HTTP know no other way.
fn password(shown: &str) -> Option<String> {
    let pair = STANDARD.decode(shown.strip_prefix("Basic ")?.trim()).ok()?;
    let (_, password) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    Some(password.to_owned())
}

trait Session {
    fn session_id(&self) -> &Id;
    fn stale(&self) -> bool;
}

impl Session for Customer {
    fn session_id(&self) -> &Id {
        &self.session
    }
    fn stale(&self) -> bool {
        self.stale
    }
}

impl Session for Colleague {
    fn session_id(&self) -> &Id {
        &self.session
    }
    fn stale(&self) -> bool {
        self.stale
    }
}

async fn open<T: Session + Send + 'static>(
    web: &Web,
    door: &Door<T>,
    cookie: Option<String>,
    now: Timestamp,
) -> Result<Option<T>, PageError> {
    let Some(token) = cookie.as_deref().and_then(Token::parse) else { return Ok(None) };
    let (hash, find) = (token.hash(), Arc::clone(&door.find));
    let found = web.database.read(move |db| find(db, &hash, now)).await?;
    if let Some(session) = found.as_ref().filter(|session| session.stale()) {
        let (id, touch) = (session.session_id().clone(), Arc::clone(&door.touch));
        web.database.write(move |tx| touch(tx, &id, now)).await?;
    }
    Ok(found)
}

fn admit_customer(
    who: Who,
    customer: Option<Customer>,
    request: &HttpRequest,
    visit: &Visit,
) -> Result<Option<HttpResponse>, PageError> {
    let lang = visit.lang();
    match (who, customer) {
        (Who::Anyone, _) => Ok(None),
        (Who::ChoosingCustomer, Some(customer)) if customer.choosing => Ok(None),
        (Who::ChoosingCustomer, Some(_)) => Ok(Some(visit.redirect(&format!("/{lang}/me")))),
        (Who::Customer | Who::FreshCustomer, Some(customer)) if customer.choosing => {
            Ok(Some(visit.redirect(&format!("/{lang}/me/who?next={}", back(request, lang.as_str())))))
        }
        (Who::Customer, Some(_)) => Ok(None),
        (Who::Customer | Who::FreshCustomer | Who::ChoosingCustomer, None) => {
            Ok(Some(visit.redirect(&format!("/{lang}/sign-in?next={}", back(request, lang.as_str())))))
        }
        (Who::FreshCustomer, Some(customer)) => {
            let age = visit.now().duration_since(customer.proven_at);
            if age <= visit.web().site.fresh {
                return Ok(None);
            }
            Ok(Some(visit.redirect(&format!("/{lang}/me/confirm?next={}", back(request, lang.as_str())))))
        }
        (Who::Colleague(_) | Who::FreshColleague(_) | Who::EnrollingColleague | Who::Program(_), _) => {
            Err(PageError::NotFound)
        }
    }
}

fn admit_colleague(
    who: Who,
    colleague: Option<Colleague>,
    request: &HttpRequest,
    visit: &Visit,
) -> Result<Option<HttpResponse>, PageError> {
    match (who, colleague) {
        (Who::Anyone, _) => Ok(None),
        (Who::EnrollingColleague, Some(colleague)) if !colleague.second_factor => Ok(None),
        (Who::EnrollingColleague, Some(_)) => Ok(Some(visit.redirect("/staff"))),
        (Who::Colleague(_) | Who::FreshColleague(_), Some(colleague)) if !colleague.second_factor => {
            Ok(Some(visit.redirect("/staff/enrol")))
        }
        (Who::Colleague(permission), Some(colleague)) if colleague.may(permission) => Ok(None),
        (Who::FreshColleague(permission), Some(colleague)) if colleague.may(permission) => {
            if visit.now().duration_since(colleague.proven_at) <= FRESH_COLLEAGUE {
                return Ok(None);
            }
            let next = if request.method().is_safe() { request.path() } else { OWN_SIGN_IN };
            Ok(Some(visit.redirect(&format!("{OWN_SIGN_IN}/again?next={next}"))))
        }
        (Who::Colleague(_) | Who::FreshColleague(_), Some(_)) => Err(PageError::Forbidden),
        (Who::Colleague(_) | Who::FreshColleague(_) | Who::EnrollingColleague, None) => {
            let next = if request.method().is_safe() { request.path() } else { "/staff" };
            Ok(Some(visit.redirect(&format!("/staff/sign-in?next={next}"))))
        }
        (Who::Customer | Who::ChoosingCustomer | Who::FreshCustomer | Who::Program(_), _) => Err(PageError::NotFound),
    }
}

/// The page to come back to: this one if it can be opened, else "my data".
fn back(request: &HttpRequest, lang: &str) -> String {
    if request.method().is_safe() { request.path().to_owned() } else { format!("/{lang}/me") }
}

/// How long a colleague's proof of who they are counts as fresh.
const FRESH_COLLEAGUE: SignedDuration = SignedDuration::from_mins(10);

/// Where colleagues see how they sign in, and prove again who they are.
const OWN_SIGN_IN: &str = "/staff/me/sign-in";

/// Where the colleagues' pages begin.
pub(super) const OF_STAFF: [&str; 3] = ["/staff", "/marketing", "/admin"];

/// Whether an address is one of the colleagues' pages.
pub(super) fn is_of_staff(path: &str) -> bool {
    let is_under = |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    OF_STAFF.into_iter().any(is_under)
}

/// Whether an address is one of ours to come back to: a plain path under one of these beginnings.
pub(super) fn is_own_path(path: &str, beginnings: &[&str]) -> bool {
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    plain && !path.contains("//") && !path.contains("..") && beginnings.iter().any(|start| path.starts_with(start))
}

/// A form of another site cannot act here, even without the token: browsers say where a request comes from.
fn same_origin(request: &HttpRequest, base_url: &str) -> Result<(), PageError> {
    let text = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let fetched_from = text(header::HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let foreign_fetch = fetched_from.is_some_and(|from| !matches!(from, "same-origin" | "none"));
    // A page with a strict referrer policy sends "null", and then Sec-Fetch-Site tells.
    let foreign_origin =
        origin.is_some_and(|origin| origin != base_url && !(origin == "null" && fetched_from.is_some()));
    if foreign_fetch || foreign_origin { Err(PageError::Forbidden) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn one_comes_back_to_our_own_pages_only() {
        let start = ["/fr/me", "/en/me"];
        assert!(is_own_path("/fr/me/requests/R-2026-0001", &start));
        for foreign in
            ["//evil.example", "/fr/me//evil", "https://evil.example", "/fr/me/../../x", "/\\evil", "/fr/me?x=//e"]
        {
            assert!(!is_own_path(foreign, &start), "{foreign}");
        }
    }
}
