//! The cookie banner: the script for the company's own sites, the address it tells decisions to, and the page on which a
//! person says that a browser is theirs.

use super::super::EventKind;
use super::super::cookies::{Act, Banner, Body, Browser, Fault, Told, script};
use super::super::store::cookies::{self as store, Answer, Tied};
use crate::audit::{self, Actor};
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::{Record, store as versions};
use crate::secrets::sha256_hex;
use crate::web::{self, Customer, FieldError, Form, Nothing, PageError, Refusal, Route, Visit, Who};
use crate::words;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path as FilePath;

/// How long a site's visitors may use the script they have: after a change of the record, some see the old banner so long,
/// and their answers count for it. Where the portal does not answer, an old one is better than none.
const CACHE: &str = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800";

/// How many earlier versions of the record are searched for the banner that a browser answered.
const EARLIER: usize = 20;

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cookies.js", Who::Anyone, file).from_anywhere().limited(20_000),
        Route::post("/api/v1/cookies", Who::Anyone, keep).from_anywhere().limited(300),
        Route::get("/{lang}/me/choices/cookies", Who::Customer, page),
        Route::post("/{lang}/me/choices/cookies", Who::Customer, tie).limited(60),
        Route::post("/{lang}/me/choices/cookies/{browser}/removal", Who::Customer, untie).limited(120),
    ]
}

/// The languages of the banner; the first is for who speaks none of them.
pub(super) fn languages(portal: &Portal) -> Vec<Lang> {
    let settings = &portal.settings.portal;
    let first = settings.default_language;
    let others = settings.languages.iter().copied().filter(|lang| *lang != first);
    std::iter::once(first).chain(others).collect()
}

/// The site that asks, if it is one of ours: the header Origin, which no page can forge.
fn site<'p>(portal: &'p Portal, request: &HttpRequest) -> Option<&'p str> {
    let origin = request.headers().get(header::ORIGIN)?.to_str().ok()?;
    let mut sites = portal.settings.cookies.sites.iter();
    sites.find(|site| site.as_str().eq_ignore_ascii_case(origin)).map(|site| site.as_str())
}

/// Lets a page of this site read the answer, and no other page.
fn open_to(response: &mut HttpResponse, site: Option<&str>) {
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    let resource_policy = header::HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(resource_policy, HeaderValue::from_static("cross-origin"));
    if let Some(value) = site.and_then(|site| HeaderValue::from_str(site).ok()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
    }
}

async fn file(portal: Data<Portal>, request: HttpRequest) -> HttpResponse {
    const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
    if portal.settings.cookies.sites.is_empty() {
        // Not a page: a site that loads this reads no pages.
        return HttpResponse::NotFound().content_type(JAVASCRIPT).body("/* no site is named in the settings */\n");
    }
    let (record, languages) = (portal.record.now(), languages(&portal));
    let text = script::script(&Banner::of(&record, &languages).settings(&portal.settings.portal.base_url));
    let tag = format!("\"{}\"", sha256_hex(text.as_bytes()).get(..24).unwrap_or("x"));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    // What was compressed on its way comes back as a weak tag.
    let same = known.is_some_and(|tags| tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::CACHE_CONTROL, CACHE)).insert_header((header::ETAG, tag));
    let mut response = if same { response.finish() } else { response.content_type(JAVASCRIPT).body(text) };
    open_to(&mut response, site(&portal, &request));
    response
}

async fn keep(portal: Data<Portal>, request: HttpRequest, body: Bytes) -> Result<HttpResponse, Refusal> {
    let site = site(&portal, &request).ok_or(PageError::Forbidden)?.to_owned();
    let mut response = match decisions(&portal, &site, &body).await {
        Ok((kept, refused)) => HttpResponse::Ok().json(json!({ "kept": kept, "refused": refused })),
        Err(Kept::Fault(fault)) => web::refused(&fault.to_string()),
        Err(Kept::Database(error)) => return Err(error.into()),
    };
    open_to(&mut response, Some(&site));
    Ok(response)
}

/// Why nothing was kept.
enum Kept {
    Fault(Fault),
    Database(Error),
}

impl From<Error> for Kept {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// Adds what a browser tells to the ledger: how many decisions it holds now, and how many fit no banner there was.
async fn decisions(portal: &Portal, site: &str, body: &[u8]) -> Result<(usize, usize), Kept> {
    let body = Body::parse(body).map_err(Kept::Fault)?;
    let shown = shown(portal, &body.told).await?;
    let mut fitting: Vec<(Told, Vec<(String, String)>)> = Vec::new();
    let all = body.told.len();
    for told in body.told {
        if let Some((_, purposes)) = shown.iter().find(|(of, _)| of.0 == told.banner && of.1 == told.lang)
            && told.fits(&purposes.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>())
        {
            fitting.push((told, purposes.clone()));
        }
    }
    if fitting.is_empty() {
        return Err(Kept::Fault(Fault::Words));
    }
    let (kept, subject, site) = (fitting.len(), body.browser.subject(), site.to_owned());
    let (now, random) = (portal.clock.now(), portal.random.clone());
    let write = move |tx: &mut Db| {
        for (told, purposes) in &fitting {
            let answers: Vec<Answer<'_>> = purposes
                .iter()
                .map(|(activity, words)| Answer { activity, words, yes: told.agreed.contains(activity) })
                .collect();
            store::keep(tx, now, &random, (&subject, &site), told, &answers)?;
        }
        Ok::<_, Error>(())
    };
    portal.db.write(write).await?;
    Ok((kept, all - kept))
}

/// A banner by its hash, in one language.
type Shown = ((String, Lang), Vec<(String, String)>);

/// What the banners that these decisions name said, purpose by purpose. Most name the one of today; the script of an
/// earlier one may still be open somewhere.
async fn shown(portal: &Portal, told: &[Told]) -> Result<Vec<Shown>, Error> {
    let languages = languages(portal);
    let mut wanted: Vec<(String, Lang)> = told.iter().map(|one| (one.banner.clone(), one.lang)).collect();
    wanted.sort();
    wanted.dedup();
    let mut found = Vec::new();
    let mut look = |record: &Record, wanted: &mut Vec<(String, Lang)>| {
        let banner = Banner::of(record, &languages);
        let hash = banner.hash();
        wanted.retain(|(of, lang)| {
            let here = *of == hash && languages.contains(lang);
            if here {
                let words = banner.purposes().into_iter().map(|one| (one.id.clone(), banner.words(one, *lang)));
                found.push(((of.clone(), *lang), words.collect()));
            }
            !here
        });
    };
    look(&portal.record.now(), &mut wanted);
    if !wanted.is_empty() {
        let earlier = portal.db.read(versions::approved_so_far).await?;
        for version in earlier.into_iter().rev().take(EARLIER) {
            if wanted.is_empty() {
                break;
            }
            let offered = &portal.settings.portal.languages;
            if let Some(record) = Record::parse(FilePath::new("record.toml"), &version.content, offered).0 {
                look(&record, &mut wanted);
            }
        }
    }
    Ok(found)
}

async fn context(portal: &Portal, visit: &Visit, customer: &Customer, typed: &str) -> Result<Value, PageError> {
    let person = customer.person.clone();
    let browsers = portal.db.read(move |db| store::browsers(db, &person)).await?;
    let lang = visit.lang();
    let moment = |at| words::moment(lang, at, portal.zone());
    let answered = |one: &store::Answered| {
        let name = portal.record.activity(&one.activity).map_or(one.activity.as_str(), |known| known.name.get(lang));
        let key = match one.kind {
            EventKind::Given => "cookies-said-given",
            EventKind::Withdrawn => "cookies-said-withdrawn",
            _ => "cookies-said-refused",
        };
        json!({
            "name": name,
            "said": visit.say(key, &[("at", &moment(one.at))]),
            "lang": one.lang,
            "words": one.words,
            "version": one.version,
            "hash": one.hash,
        })
    };
    let browser = |one: &store::Browser| {
        let key = match one.act {
            Act::All => "cookies-act-all",
            Act::Some => "cookies-act-some",
            Act::None => "cookies-act-none",
            Act::Gpc => "cookies-act-gpc",
        };
        json!({
            "id": one.subject,
            "site": one.site,
            "last": visit.say(key, &[("at", &moment(one.at))]),
            "answers": one.answers.iter().map(answered).collect::<Vec<_>>(),
        })
    };
    Ok(json!({
        "section": "choices",
        "browsers": browsers.iter().map(browser).collect::<Vec<_>>(),
        "sites": portal.settings.cookies.sites.iter().map(|site| site.as_str()).collect::<Vec<_>>(),
        "typed": typed,
    }))
}

const PAGE: &str = "consents/cookies.html";

async fn page(visit: Visit, portal: Data<Portal>, customer: Customer) -> Result<HttpResponse, PageError> {
    visit.page(PAGE, context(&portal, &visit, &customer, "").await?)
}

#[derive(Deserialize)]
struct Number {
    #[serde(default)]
    number: String,
}

async fn tie(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    Form(typed): Form<Number>,
) -> Result<HttpResponse, PageError> {
    let outcome = match Browser::parse(&typed.number) {
        None => Tied::Unknown,
        Some(browser) => {
            let (parts, person, now) = (portal.get_ref().clone(), customer.person.clone(), visit.now());
            let write = move |tx: &mut Db| {
                let outcome = store::tie(tx, now, &browser.subject(), &person)?;
                if outcome == Tied::Yes {
                    log(tx, &parts, &person, "consents.browser-tied")?;
                }
                Ok::<_, Error>(outcome)
            };
            portal.db.write(write).await?
        }
    };
    let key = match outcome {
        Tied::Yes => {
            let banner = web::Banner::success("cookies-now-tied", &[]);
            return Ok(visit.redirect_with(&format!("/{}/me/choices/cookies", visit.lang()), &banner));
        }
        Tied::Unknown => "cookies-number-unknown",
        Tied::TooMany => "cookies-number-too-many",
    };
    let shown: String = typed.number.chars().take(60).collect();
    let context = context(&portal, &visit, &customer, &shown).await?;
    visit.page_with_errors(PAGE, context, &[FieldError::new("number", visit.say(key, &[]))])
}

async fn untie(
    visit: Visit,
    portal: Data<Portal>,
    customer: Customer,
    path: Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, person, subject) = (portal.get_ref().clone(), customer.person.clone(), path.into_inner().1);
    let write = move |tx: &mut Db| {
        let was = store::untie(tx, &subject, &person)?;
        if was {
            log(tx, &parts, &person, "consents.browser-untied")?;
        }
        Ok::<_, Error>(was)
    };
    if !portal.db.write(write).await? {
        return Err(PageError::NotFound);
    }
    let banner = web::Banner::success("cookies-now-untied", &[]);
    Ok(visit.redirect_with(&format!("/{}/me/choices/cookies", visit.lang()), &banner))
}

fn log(tx: &mut Db, portal: &Portal, person: &crate::db::Id, action: &'static str) -> Result<(), Error> {
    let actor = Actor::Person(person.clone());
    let event = audit::Event { actor, action, object: None, person: Some(person.clone()), detail: json!({}) };
    audit::append(tx, portal.clock.now(), &portal.random, &event).map(drop)
}
