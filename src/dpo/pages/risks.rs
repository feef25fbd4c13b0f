//! A1: what is wrong today, and where it is put right. What a colleague may not open is not told to them.

use super::super::drift;
use super::super::store::{self as own, StateRow};
use crate::breaches;
use crate::db::Error;
use crate::portal::Portal;
use crate::record::store;
use crate::record::version::State;
use crate::requests::clock::{Band, Bands};
use crate::roles::Permission;
use crate::sources::declaration::Declaration;
use crate::sources::{Coverage, Kind};
use crate::staff::desk::queue::{self, Filter, Seen, View};
use crate::staff::tasks;
use crate::web::{Colleague, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};

/// The most columns of one source that are named here; its own page names all.
const NAMED: usize = 12;

/// How much something presses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Press {
    /// Nothing is to be done.
    Fine,
    /// Soon, or by somebody.
    Soon,
    /// A promise is broken, or the portal does not know.
    Now,
}

impl Press {
    fn tag(self) -> &'static str {
        match self {
            Press::Fine => "success",
            Press::Soon => "warning",
            Press::Now => "danger",
        }
    }
}

/// One line of the page.
struct Risk {
    press: Press,
    title: String,
    text: String,
    places: Vec<String>,
    href: String,
}

/// What the portal's own database says.
struct Known {
    states: Vec<StateRow>,
    waiting: usize,
    tasks: i64,
    breaches: Vec<breaches::Due>,
    late: u64,
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let known = read(&portal, &visit, &colleague).await?;
    let mut risks = vec![coverage(&portal, &visit, &known.states)];
    risks.extend(portal.sources.declarations().filter_map(|one| source(&visit, one, &known.states)));
    if colleague.may(Permission::Requests) {
        let text = words::count(visit.lang(), "risks-late-count", "count", whole(known.late));
        let press = if known.late > 0 { Press::Now } else { Press::Fine };
        risks.push(line(&visit, press, "risks-late", text, "/staff/queue?band=overdue"));
    }
    if colleague.may(Permission::Breaches) {
        risks.push(running(&visit, &known.breaches));
    }
    risks.push(reviews(&portal, &visit));
    let text = words::count(visit.lang(), "risks-waiting-count", "count", whole(known.waiting));
    let press = if known.waiting > 0 { Press::Soon } else { Press::Fine };
    risks.push(line(&visit, press, "risks-waiting", text, "/admin/record"));
    let text = words::count(visit.lang(), "risks-tasks-count", "count", known.tasks);
    let press = if known.tasks > 0 { Press::Soon } else { Press::Fine };
    risks.push(line(&visit, press, "risks-tasks", text, "/staff/tasks"));
    let of = |press: Press| risks.iter().filter(move |risk| risk.press == press);
    let pressing = of(Press::Now).chain(of(Press::Soon)).map(|risk| shown(&visit, risk)).collect::<Vec<_>>();
    let fine = of(Press::Fine).map(|risk| shown(&visit, risk)).collect::<Vec<_>>();
    visit.page("record/risks.html", json!({ "pressing": pressing, "fine": fine }))
}

async fn read(portal: &Portal, visit: &Visit, colleague: &Colleague) -> Result<Known, PageError> {
    let (cases, register) = (colleague.may(Permission::Requests), colleague.may(Permission::Breaches));
    let seen = Seen { by: colleague.id.clone(), bands: Bands::new(portal.today(), portal.settings.requests.holidays) };
    let open = match cases {
        true => Some(queue::Open::recall(&portal.db, visit.now(), &seen, &Filter::default()).await?),
        false => None,
    };
    let late = Filter { view: View::Band(Band::Overdue), ..Filter::default() };
    let work = move |db: &mut crate::db::Db| {
        let counted = open.map(|open| queue::counts(db, &seen, &Filter::default(), &open)).transpose()?;
        let versions = store::all(db)?;
        Ok::<_, Error>(Known {
            states: own::states(db)?,
            waiting: versions.iter().filter(|version| version.state == State::Review).count(),
            tasks: tasks::count(db)?,
            breaches: if register { breaches::undecided(db)? } else { Vec::new() },
            late: counted.map(|counts| counts.of(&late)).unwrap_or_default(),
        })
    };
    Ok(portal.db.read(work).await?)
}

fn whole<N: TryInto<i64>>(number: N) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

fn line(visit: &Visit, press: Press, title: &str, text: String, href: &str) -> Risk {
    Risk { press, title: visit.say(title, &[]), text, places: Vec::new(), href: href.to_owned() }
}

fn shown(visit: &Visit, risk: &Risk) -> Value {
    let word = match risk.press {
        Press::Fine => "risks-fine",
        Press::Soon => "risks-soon",
        Press::Now => "risks-now",
    };
    let more = risk.places.len().saturating_sub(NAMED);
    json!({
        "title": risk.title,
        "text": risk.text,
        "href": risk.href,
        "state": visit.say(word, &[]),
        "tag": risk.press.tag(),
        "places": risk.places.iter().take(NAMED).collect::<Vec<_>>(),
        "more": (more > 0).then(|| words::count(visit.lang(), "risks-more", "count", whole(more))),
    })
}

/// How much of all sources together is explained, as it was counted last. A source that was never compared is not known.
fn coverage(portal: &Portal, visit: &Visit, states: &[StateRow]) -> Risk {
    let mut all = Coverage::default();
    let mut unknown = 0_usize;
    for declaration in portal.sources.declarations() {
        let row = states.iter().find(|row| row.source == declaration.name);
        match row.filter(|row| row.compared_at.is_some()).map(drift::counted) {
            Some(one) => {
                all.columns = all.columns.saturating_add(one.columns);
                all.explained = all.explained.saturating_add(one.explained);
            }
            None => unknown = unknown.saturating_add(1),
        }
    }
    let counted = match all.percent() {
        Some(percent) => {
            let text = |number: usize| number.to_string();
            let (percent, explained, columns) = (text(percent), text(all.explained), text(all.columns));
            visit.say("risks-coverage-text", &[("percent", &percent), ("explained", &explained), ("columns", &columns)])
        }
        None => visit.say("risks-coverage-none", &[]),
    };
    let never = words::count(visit.lang(), "risks-coverage-unknown", "count", whole(unknown));
    let text = if unknown > 0 { format!("{counted} {never}") } else { counted };
    let press = match (all.is_whole(), unknown) {
        (false, _) => Press::Now,
        (true, 0) if all.columns > 0 => Press::Fine,
        (true, _) => Press::Soon,
    };
    line(visit, press, "risks-coverage", text, "/admin/sources")
}

/// A source that differs from its file, or does not answer.
fn source(visit: &Visit, declaration: &Declaration, states: &[StateRow]) -> Option<Risk> {
    let row = states.iter().find(|row| row.source == declaration.name)?;
    let href = format!("/admin/sources#source-{}", declaration.name);
    let title = declaration.label.get(visit.lang()).to_owned();
    if let Some(word) = &row.trouble {
        let text = visit.say(&format!("sources-trouble-{word}"), &[]);
        return Some(Risk { press: Press::Now, title, text, places: Vec::new(), href });
    }
    let found = drift::kept(row);
    if found.is_empty() {
        return None;
    }
    let (new, other): (Vec<_>, Vec<_>) =
        found.iter().partition(|kept| matches!(kept.difference.kind, Kind::NewTable | Kind::NewColumn));
    let key = if new.is_empty() { "risks-differs" } else { "risks-unexplained" };
    let mut places: Vec<String> = new.iter().chain(&other).map(|kept| kept.difference.place()).collect();
    places.dedup();
    Some(Risk { press: Press::Now, title, text: visit.say(key, &[]), places, href })
}

/// The entries of the register whose 72 hours run or are over.
fn running(visit: &Visit, breaches: &[breaches::Due]) -> Risk {
    let over = breaches.iter().any(|one| one.due <= visit.now());
    let press = match (breaches.is_empty(), over) {
        (true, _) => Press::Fine,
        (false, false) => Press::Soon,
        (false, true) => Press::Now,
    };
    let text = words::count(visit.lang(), "risks-breaches-count", "count", whole(breaches.len()));
    let places = breaches.iter().map(|one| one.reference.clone()).collect();
    Risk { places, ..line(visit, press, "risks-breaches", text, "/staff/breaches") }
}

/// What of the record is past its day of review.
fn reviews(portal: &Portal, visit: &Visit) -> Risk {
    let record = portal.record.now();
    let own = record.activities.iter().map(|one| (one.name.get(visit.lang()), one.review));
    let all = own.chain(record.on_behalf.iter().map(|one| (one.name.as_str(), one.review)));
    let over = all.filter(|(_, review)| review.is_some_and(|day| day < portal.today()));
    let places: Vec<String> = over.map(|(name, _)| name.to_owned()).collect();
    let text = words::count(visit.lang(), "risks-reviews-count", "count", whole(places.len()));
    let press = if places.is_empty() { Press::Fine } else { Press::Soon };
    Risk { places, ..line(visit, press, "risks-reviews", text, "/admin/record") }
}
