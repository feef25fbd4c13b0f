//! The queue and the page of a case. A case shows its texts to the colleague who took it, and to nobody else.

mod acts;
mod case;
mod extend;
mod files;
mod intake;
mod recipients;
mod reports;
mod restrictions;
mod turn;

use super::{Row, queue, waiting_for_second};
use crate::db::Error;
use crate::lang::Lang;
use crate::portal::Portal;
use crate::requests::clock::Band;
use crate::requests::{Right, Status};
use crate::staff::{Permission, tasks};
use crate::web::{Colleague, PageError, Route, Visit, Who};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

/// The pages.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::Requests);
    let reads = Who::Colleague(Permission::Persons);
    let refuses = Who::Colleague(Permission::Refusals);
    vec![
        Route::get("/staff/queue", may, show_queue),
        Route::get("/staff/recipients", may, recipients::page),
        Route::post("/staff/recipients/{recipient}/list", reads, recipients::list).limited(240),
        Route::post("/staff/recipients/{recipient}/outcome", reads, recipients::settle).limited(240),
        Route::get("/staff/restrictions", may, restrictions::page),
        Route::post("/staff/restrictions/{id}/end", refuses, restrictions::end).limited(120),
        Route::post("/staff/restrictions/{id}/keep", refuses, restrictions::keep).limited(120),
        Route::get("/staff/reports", may, reports::page),
        Route::get("/staff/reports/figures.csv", may, reports::csv),
        Route::get("/staff/cases/new", may, intake::show),
        Route::post("/staff/cases/new", may, intake::save),
        Route::get("/staff/cases/{ref}", may, case::show),
        Route::post("/staff/cases/{ref}/extension", may, extend::extend),
        Route::post("/staff/cases/{ref}/assignment", may, turn::assign),
        Route::post("/staff/cases/{ref}/snooze", may, turn::snooze),
        Route::post("/staff/cases/{ref}/items/{item}/checklist", may, turn::check),
        Route::post("/staff/cases/{ref}/claim", may, acts::claim),
        Route::post("/staff/cases/{ref}/messages", may, acts::write),
        Route::post("/staff/cases/{ref}/files/{file}", may, files::open),
        Route::post("/staff/cases/{ref}/items/{item}/approval", may, acts::approve),
        Route::post("/staff/cases/{ref}/items/{item}/refusal", refuses, acts::refuse),
        Route::post("/staff/cases/{ref}/items/{item}/second", refuses, acts::second),
        Route::post("/staff/cases/{ref}/closure", may, acts::close),
        Route::post("/staff/cases/{ref}/reading", reads, acts::read_person),
    ]
}

/// What the queue is narrowed to.
#[derive(Clone, Default, Deserialize)]
struct Filter {
    #[serde(default)]
    band: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    right: String,
}

impl Filter {
    fn href(&self, name: &str, value: &str) -> String {
        let now = [("band", &self.band), ("owner", &self.owner), ("right", &self.right)];
        let pairs = now.into_iter().map(|(key, kept)| (key, if key == name { value } else { kept.as_str() }));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs.filter(|(_, value)| !value.is_empty()))
            .finish();
        if query.is_empty() { "/staff/queue".to_owned() } else { format!("/staff/queue?{query}") }
    }
}

fn band_of(portal: &Portal, row: &Row) -> Band {
    Band::of(row.request.due_on, portal.today(), portal.settings.requests.holidays)
}

/// The due date as a marker: how far away, the day, and the shape.
pub(super) fn due(lang: Lang, portal: &Portal, due_on: Date, waiting: bool) -> Value {
    let today = portal.today();
    let days = i64::from((due_on - today).get_days());
    let text = match days {
        ..0 => words::count(lang, "staff-due-late", "days", -days),
        0 => words::say(lang, "staff-due-today", &[]),
        _ => words::count(lang, "staff-due-in", "days", days),
    };
    let state = match Band::of(due_on, today, portal.settings.requests.holidays) {
        Band::Overdue => "overdue",
        _ if waiting => "paused",
        Band::Soon => "soon",
        Band::Near | Band::Later => "ok",
    };
    json!({ "state": state, "text": text, "date": words::day(lang, due_on) })
}

async fn show_queue(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    filter: web::Query<Filter>,
) -> Result<HttpResponse, PageError> {
    let (own, technical) = (colleague.id.clone(), colleague.may(Permission::Tasks));
    let read = portal.db.read(move |db| {
        let open = if technical { tasks::open(db)?.len() } else { 0 };
        Ok::<_, Error>((queue(db)?, waiting_for_second(db, &own)?, open))
    });
    let (rows, seconds, tasks) = read.await?;
    let (lang, filter) = (visit.lang(), filter.into_inner());
    let today = portal.today();
    let aside = |row: &Row| row.request.snoozed_until.is_some_and(|until| until > today);
    let fits = |row: &&Row| {
        let owner = match filter.owner.as_str() {
            "me" => row.request.owner.as_ref() == Some(&colleague.id),
            "nobody" => row.request.owner.is_none(),
            _ => true,
        };
        let band = filter.band.is_empty()
            || filter.band == band_of(&portal, row).as_str()
            || filter.band == "waiting" && row.request.status == Status::Waiting
            || filter.band == "aside" && aside(row);
        // What is put aside comes back by itself; until then it is one click away.
        let band = band && (filter.band == "aside" || !aside(row));
        let right = filter.right.parse::<Right>().map_or(true, |right| row.rights.contains(&right));
        owner && band && right
    };
    let shown: Vec<_> = rows.iter().filter(fits).map(|row| line(lang, &portal, row)).collect();
    let chip = |key: String, count: usize, name: &str, value: &str, current: bool| {
        let label = format!("{} {count}", words::say(lang, &key, &[]));
        let value = if current { "" } else { value };
        json!({ "href": filter.href(name, value), "label": label, "current": current })
    };
    let mut bands: Vec<Value> = Band::ALL
        .iter()
        .map(|band| {
            let count = rows.iter().filter(|row| band_of(&portal, row) == *band).count();
            chip(format!("staff-band-{}", band.as_str()), count, "band", band.as_str(), filter.band == band.as_str())
        })
        .collect();
    let waiting = rows.iter().filter(|row| row.request.status == Status::Waiting).count();
    bands.push(chip("staff-band-waiting".to_owned(), waiting, "band", "waiting", filter.band == "waiting"));
    let put_aside = rows.iter().filter(|row| aside(row)).count();
    bands.push(chip("staff-band-aside".to_owned(), put_aside, "band", "aside", filter.band == "aside"));
    let week = today.saturating_add(7.days());
    let untaken = rows.iter().filter(|row| row.request.owner.is_none() && row.request.due_on <= week).count();
    let untaken = i64::try_from(untaken).unwrap_or(i64::MAX);
    let mine = rows.iter().filter(|row| row.request.owner.as_ref() == Some(&colleague.id)).count();
    let nobody = rows.iter().filter(|row| row.request.owner.is_none()).count();
    let owners = vec![
        chip("staff-owner-me".to_owned(), mine, "owner", "me", filter.owner == "me"),
        chip("staff-owner-nobody".to_owned(), nobody, "owner", "nobody", filter.owner == "nobody"),
    ];
    let right_word = |right: &Right| words::say(lang, &format!("right-{right}"), &[]);
    let mut rights: Vec<Value> = vec![json!({ "value": "", "label": words::say(lang, "staff-all", &[]) })];
    rights.extend(Right::ALL.iter().map(|right| json!({ "value": right.as_str(), "label": right_word(right) })));
    let next = rows.iter().find(|row| row.request.status != Status::Waiting && !aside(row));
    visit.page(
        "staff/queue.html",
        json!({
            "rows": shown,
            "all": rows.len(),
            "bands": bands,
            "owners": owners,
            "rights": rights,
            "filter": { "band": filter.band, "owner": filter.owner, "right": filter.right },
            "forecast": (untaken > 0).then(|| words::count(lang, "staff-queue-forecast", "count", untaken)),
            "next": next.map(|row| format!("/staff/cases/{}", row.request.reference)),
            "seconds": seconds,
            "tasks": tasks,
        }),
    )
}

fn line(lang: Lang, portal: &Portal, row: &Row) -> Value {
    let request = &row.request;
    let rights: Vec<String> = row.rights.iter().map(|right| words::say(lang, &format!("right-{right}"), &[])).collect();
    json!({
        "reference": request.reference,
        "href": format!("/staff/cases/{}", request.reference),
        "rights": rights.join(", "),
        "status": request.status.as_str(),
        "due": due(lang, portal, request.due_on, request.status == Status::Waiting),
        "owner": row.owner,
        "changed": words::moment(lang, request.changed_at, portal.zone()),
    })
}
