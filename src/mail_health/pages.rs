//! A9: how mails leave and whether they arrive. Opening the page asks nobody: it shows the last look, with its time, and the button
//! looks anew.

use super::{Check, Finding, PATIENCE, Report, Subject, Verdict, look, queue, store};
use crate::config::MailTransport;
use crate::db::{self, Db, Error, Id};
use crate::mail::{self, Departure, Mail, Taken};
use crate::people::Address;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::staff;
use crate::web::{Banner, Colleague, Form, NavItem, Nothing, PageError, Route, Section, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

const HOME: &str = "/admin/mail";
const PAGE: &str = "mail_health/mail.html";

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::MailHealth);
    vec![
        Route::get(HOME, may, page),
        Route::post("/admin/mail/look", may, look_now).limited(60),
        Route::post("/admin/mail/test", may, test).limited(20),
    ]
}

/// The entry of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem::new(Section::System, HOME, "mail-health-nav", Permission::MailHealth)]
}

#[derive(Deserialize)]
struct Shown {
    /// The test mail that was just asked for.
    #[serde(default)]
    test: String,
}

fn moment(portal: &Portal, visit: &Visit, at: Timestamp) -> String {
    words::moment(visit.lang(), at, portal.zone())
}

fn finding(visit: &Visit, finding: &Finding) -> Value {
    let verdict = finding.verdict.as_str();
    json!({
        "title": visit.say(&format!("mail-health-of-{}", finding.check.as_str()), &[]),
        "about": finding.about,
        "verdict": verdict,
        "state": visit.say(&format!("mail-health-verdict-{verdict}"), &[]),
        "words": finding.words(visit.lang()),
        "line": finding.record.as_ref().map(super::DnsRecord::line),
    })
}

fn looked(portal: &Portal, visit: &Visit, at: Timestamp, report: &Report) -> Value {
    let key = match (report.count(Verdict::Wrong), report.count(Verdict::Silent)) {
        (0, 0) => "mail-health-all-well",
        (0, _) => "mail-health-unheard",
        (_, _) => "mail-health-to-mend",
    };
    let count = match report.count(Verdict::Wrong) {
        0 => report.count(Verdict::Silent),
        wrong => wrong,
    };
    json!({
        "at": moment(portal, visit, at),
        "summary": words::count(visit.lang(), key, "count", i64::try_from(count).unwrap_or(0)),
        "well": key == "mail-health-all-well",
        "findings": report.findings.iter().map(|one| finding(visit, one)).collect::<Vec<_>>(),
    })
}

fn domain(portal: &Portal, visit: &Visit, name: String, taken: &Taken) -> Value {
    let slowed = taken.slowed_until.map(|until| {
        let time = words::time_of(until, portal.zone());
        visit.say("mail-health-slowed-until", &[("time", &time)])
    });
    json!({
        "name": name,
        "accepted": taken.accepted,
        "delayed": taken.delayed,
        "refused": taken.refused,
        "slowed": slowed,
    })
}

/// The lanes, and the domains.
fn queued(portal: &Portal, visit: &Visit, queue: &super::Queue) -> (Vec<Value>, Vec<Value>) {
    let when = |at: Option<Timestamp>| at.map(|at| moment(portal, visit, at));
    let lanes = queue.lanes.iter().map(|lane| {
        json!({
            "name": visit.say(&format!("mail-health-lane-{}", lane.lane), &[]),
            "waiting": lane.waiting,
            "since": when(lane.since),
            "failed": lane.failed,
            "failed_since": when(lane.failed_since),
            "unknown": lane.unknown,
            "late": lane.late,
        })
    });
    let domains = &queue.domains;
    let mut rows: Vec<Value> = domains.named.iter().map(|one| domain(portal, visit, one.domain.clone(), one)).collect();
    if domains.other_domains > 0 {
        let count = i64::try_from(domains.other_domains).unwrap_or(0);
        let name = words::count(visit.lang(), "mail-health-other-domains", "count", count);
        rows.push(domain(portal, visit, name, &domains.others));
    }
    (lanes.collect(), rows)
}

async fn page(portal: Data<Portal>, visit: Visit, shown: Query<Shown>) -> Result<HttpResponse, PageError> {
    let (now, keys) = (visit.now(), portal.keys.clone());
    // The id of a mail says nothing of anybody; one that is none shows nothing.
    let test: Option<Id> = shown.test.parse().ok();
    let asked = test.clone();
    let work = move |db: &mut Db| {
        let departure = asked.map(|id| mail::departure(db, &id)).transpose()?;
        Ok::<_, Error>((store::last(db)?, queue(db, now, &keys)?, departure))
    };
    let (last, queue, departure) = portal.db.read(work).await?;
    let test = departure.map(|departure| {
        let (state, key) = match departure {
            Departure::Waits => ("waits", "mail-health-test-waits"),
            Departure::Left(_) => ("left", "mail-health-test-left"),
            Departure::Failed => ("failed", "mail-health-test-failed"),
        };
        json!({ "state": state, "words": visit.say(key, &[]), "again": format!("{HOME}?test={}", shown.test) })
    });
    let (lanes, domains) = queued(&portal, &visit, &queue);
    let mail = &portal.settings.mail;
    visit.page(
        PAGE,
        json!({
            "sender": mail.from,
            "leaves": matches!(mail.transport, MailTransport::Smtp(_)),
            "looked": last.map(|(at, report)| looked(&portal, &visit, at, &report)),
            "seconds": PATIENCE.as_secs(),
            "checks": Check::ALL.map(|check| visit.say(&format!("mail-health-of-{}", check.as_str()), &[])),
            "lanes": lanes,
            "domains": domains,
            "test": test,
        }),
    )
}

async fn look_now(portal: Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    let settings = &portal.settings;
    let Some(subject) = Subject::of(&settings.mail, &settings.portal) else {
        return Ok(visit.redirect_with(HOME, &Banner::warning("mail-health-no-sender", &[])));
    };
    let report = look(&subject, PATIENCE).await;
    let now = portal.clock.now();
    portal.db.write(move |tx| store::keep(tx, now, &report)).await?;
    Ok(visit.redirect_with(HOME, &Banner::success("mail-health-looked", &[])))
}

/// A mail to the colleague who asks, and to nobody else.
async fn test(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (parts, now, lang) = (portal.clone(), visit.now(), visit.lang());
    let work = move |tx: &mut Db| {
        let account = staff::account(tx, &colleague.id)?.ok_or(db::Error::NotFound)?;
        let to = Address::parse(&account.email).map_err(|_| Error::Unreadable("the address of an account"))?;
        mail::queue(tx, now, &parts.random, &parts.keys, &to, lang, &Mail::Test { at: now })
    };
    let id = portal.db.write(work).await?;
    Ok(visit.redirect(&format!("{HOME}?test={id}")))
}
