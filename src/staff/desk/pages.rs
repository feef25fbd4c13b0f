//! The queue and the page of a case. A case shows its texts to the colleague who took it, and to nobody else.

mod acts;
mod api;
mod case;
mod document;
mod ending;
mod estate;
mod extend;
mod files;
mod gather;
mod identity;
mod inbox;
mod intake;
mod letter;
mod member;
mod person;
mod quarter;
mod queue;
mod recipients;
mod redaction;
mod reports;
mod restrictions;
mod turn;
mod unidentified;

pub(in crate::staff) use intake::arrived;

use crate::lang::Lang;
use crate::portal::Portal;
use crate::requests::clock::{Band, Bands};
use crate::roles::Permission;
use crate::web::{Route, Who};
use crate::words;
use jiff::civil::Date;
use serde_json::{Value, json};

/// The pages.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::Requests);
    let reads = Who::Colleague(Permission::Persons);
    let refuses = Who::Colleague(Permission::Refusals);
    let pages = vec![
        Route::get("/staff/queue", may, queue::show),
        Route::get("/staff/queue/cases.csv", may, queue::csv),
        Route::get("/staff/inbox", may, inbox::page),
        Route::post("/staff/inbox/{mail}/reading", may, inbox::read),
        Route::post("/staff/inbox/{mail}/files/{file}", may, inbox::file),
        Route::post("/staff/inbox/{mail}/request", may, inbox::request),
        Route::post("/staff/inbox/{mail}/case", may, inbox::add),
        Route::post("/staff/inbox/{mail}/aside", may, inbox::set_aside),
        Route::get("/staff/recipients", may, recipients::page),
        Route::post("/staff/recipients/{recipient}/list", reads, recipients::list).limited(240),
        Route::post("/staff/recipients/{recipient}/outcome", reads, recipients::settle).limited(240),
        Route::post("/staff/recipients/{recipient}/attempts", may, recipients::again).limited(60),
        Route::get("/staff/restrictions", may, restrictions::page),
        Route::post("/staff/restrictions/{id}/end", refuses, restrictions::end).limited(120),
        Route::post("/staff/restrictions/{id}/keep", refuses, restrictions::keep).limited(120),
        Route::get("/staff/reports", may, reports::page),
        Route::get("/staff/reports/figures.csv", may, reports::csv),
        Route::get("/staff/reports/quarters/{quarter}", may, quarter::pdf),
        Route::get("/staff/cases/new", may, intake::show),
        Route::post("/staff/cases/new", may, intake::save),
        Route::get("/staff/cases/{ref}", may, case::show),
        Route::post("/staff/cases/{ref}/identity", may, identity::confirm),
        Route::post("/staff/cases/{ref}/extension", may, extend::extend),
        Route::post("/staff/cases/{ref}/gathering", may, gather::ask),
        Route::post("/staff/cases/{ref}/gathering/{source}", may, gather::put_right),
        Route::post("/staff/cases/{ref}/information", reads, identity::inform),
        Route::post("/staff/cases/{ref}/document", may, unidentified::ask_for_document),
        Route::post("/staff/cases/{ref}/reopening", may, unidentified::reopen),
        Route::post("/staff/cases/{ref}/assignment", may, turn::assign),
        Route::post("/staff/cases/{ref}/snooze", may, turn::snooze),
        Route::post("/staff/cases/{ref}/items/{item}/checklist", may, turn::check),
        Route::post("/staff/cases/{ref}/claim", may, acts::claim),
        Route::post("/staff/cases/{ref}/messages", may, acts::write),
        Route::post("/staff/cases/{ref}/settlement", may, acts::settle_written),
        Route::post("/staff/cases/{ref}/files/{file}", may, files::open),
        Route::post("/staff/cases/{ref}/items/{item}/approval", may, acts::approve),
        Route::post("/staff/cases/{ref}/items/{item}/estate", may, estate::allow),
        Route::post("/staff/cases/{ref}/items/{item}/refusal", refuses, acts::refuse),
        Route::post("/staff/cases/{ref}/items/{item}/second", refuses, acts::second),
        Route::post("/staff/cases/{ref}/redaction", reads, redaction::find),
        Route::post("/staff/cases/{ref}/redaction/marks", refuses, redaction::apply),
        Route::post("/staff/cases/{ref}/redaction/marks/{mark}/removal", refuses, redaction::undo),
        Route::post("/staff/cases/{ref}/letter", may, letter::show),
        Route::post("/staff/cases/{ref}/letter/paper", may, letter::paper),
        Route::post("/staff/cases/{ref}/documents", may, document::add),
        Route::get("/staff/cases/{ref}/documents/{file}", refuses, document::show),
        Route::post("/staff/cases/{ref}/documents/{file}/reading", refuses, document::read),
        Route::post("/staff/cases/{ref}/documents/{file}/matches", refuses, document::find),
        Route::post("/staff/cases/{ref}/documents/{file}/marks", refuses, document::mark),
        Route::post("/staff/cases/{ref}/documents/{file}/marks/{mark}/removal", refuses, document::unmark),
        Route::get("/staff/cases/{ref}/documents/{file}/pages/{side}/{page}", refuses, document::picture).limited(600),
        Route::get("/staff/cases/{ref}/documents/{file}/preview", refuses, document::preview),
        Route::post("/staff/cases/{ref}/documents/{file}/copy", refuses, document::apply),
        Route::get("/staff/cases/{ref}/documents/{file}/proof", refuses, document::proof),
        Route::post("/staff/cases/{ref}/documents/{file}/second", refuses, document::second),
        Route::post("/staff/cases/{ref}/documents/{file}/reopening", refuses, document::back),
        Route::post("/staff/cases/{ref}/documents/{file}/giving", may, document::give),
        Route::post("/staff/cases/{ref}/documents/{file}/removal", may, document::remove),
        Route::post("/staff/cases/{ref}/history", may, case::history::paper).limited(60),
        Route::post("/staff/cases/{ref}/closure", may, acts::close),
        Route::post("/staff/cases/{ref}/reading", reads, acts::read_person),
    ];
    pages.into_iter().chain(api::routes()).collect()
}

/// How near the dates are, seen from today.
fn bands(portal: &Portal) -> Bands {
    Bands::new(portal.today(), portal.settings.requests.holidays)
}

/// The due date as a marker: how far away, the day, and the shape.
fn due(lang: Lang, bands: Bands, due_on: Date, waiting: bool) -> Value {
    let text = words::due(lang, bands.today, due_on);
    let state = match bands.of(due_on) {
        Band::Overdue => "overdue",
        _ if waiting => "paused",
        Band::Soon => "soon",
        Band::Near | Band::Later => "ok",
    };
    json!({ "state": state, "text": text, "date": words::day(lang, due_on) })
}
