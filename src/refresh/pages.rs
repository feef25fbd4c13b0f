//! The screens of the mailings. Colleagues see counts, never a person; the public pages `/c/…` and `/u/…` are opened
//! from a mail, where looking changes nothing.

mod acts;
mod answer;
mod audience;
mod bounces;
mod calendar;
mod campaign;
mod evidence;
mod freshness;
mod hours;
mod list;
mod message;
mod overall;
mod policy;
mod reports;
mod results;
mod rules;
mod schedule;
mod stop;
mod warm_up;

use super::campaign::{Answer, Pause, State};
use super::{Campaign, one};
use crate::db::Id;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::web::{NavItem, PageError, Route, Section, Visit, Who};
use Permission::{CampaignApproval, Campaigns, Exclusions};
use serde_json::{Value, json};

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    let (planner, approver) = (Who::Colleague(Campaigns), Who::Colleague(CampaignApproval));
    let officer = Who::Colleague(Exclusions);
    let own = vec![
        Route::get("/marketing", planner, list::page),
        Route::post("/marketing", planner, list::create),
        Route::post("/marketing/import", planner, list::import),
        Route::get("/marketing/calendar", planner, calendar::page),
        Route::get("/marketing/results", planner, overall::page),
        Route::get("/marketing/results.csv", planner, overall::csv),
        Route::get("/marketing/bounces", planner, bounces::page),
        Route::get("/marketing/policy", planner, policy::page),
        Route::post("/marketing/bounces/{person}/release", officer, bounces::release).limited(600),
        Route::get("/marketing/campaigns/{id}", planner, campaign::page),
        Route::get("/marketing/campaigns/{id}/audience", planner, audience::page),
        Route::post("/marketing/campaigns/{id}/audience", planner, audience::look).limited(120),
        Route::post("/marketing/campaigns/{id}/exclusions", officer, audience::bar).limited(120),
        Route::post("/marketing/campaigns/{id}/inclusions", officer, audience::unbar).limited(120),
        Route::post("/marketing/campaigns/{id}/rules", planner, rules::save),
        Route::post("/marketing/campaigns/{id}/segment", planner, rules::pick),
        Route::post("/marketing/campaigns/{id}/segments", planner, rules::keep),
        Route::post("/marketing/campaigns/{id}/segments/{segment}/removal", planner, rules::remove),
        Route::post("/marketing/campaigns/{id}/sample", planner, rules::sample).limited(60),
        Route::get("/marketing/campaigns/{id}/message", planner, message::page),
        Route::post("/marketing/campaigns/{id}/message", planner, message::save),
        Route::get("/marketing/campaigns/{id}/schedule", planner, schedule::page),
        Route::post("/marketing/campaigns/{id}/schedule", planner, schedule::save),
        Route::get("/marketing/campaigns/{id}/preview/{lang}/{part}", planner, message::preview),
        Route::post("/marketing/campaigns/{id}/test", planner, message::test),
        Route::post("/marketing/campaigns/{id}/submission", planner, acts::submit),
        Route::post("/marketing/campaigns/{id}/draft", planner, acts::reopen),
        Route::post("/marketing/campaigns/{id}/approval", approver, acts::approve),
        Route::post("/marketing/campaigns/{id}/pause", planner, acts::pause),
        Route::post("/marketing/campaigns/{id}/resumption", planner, acts::resume),
        Route::post("/marketing/campaigns/{id}/stop", planner, acts::stop),
        Route::post("/marketing/campaigns/{id}/unknown", approver, acts::settle_unknown),
        Route::get("/marketing/campaigns/{id}/results", planner, results::page),
        Route::get("/marketing/campaigns/{id}/results.csv", planner, results::csv),
        Route::get("/marketing/campaigns/{id}/evidence.zip", officer, evidence::file).limited(120),
        Route::post("/{lang}/me/mailbox", Who::Customer, bounces::works).limited(60),
        Route::get("/c/{token}", Who::Anyone, answer::page).limited(600),
        Route::post("/c/{token}", Who::Anyone, answer::save).limited(600),
        Route::get("/u/{token}", Who::Anyone, stop::page).limited(600),
        // RFC 8058: mail programs post here for their user, without a cookie, from a few addresses for many users.
        Route::post("/u/{token}", Who::Anyone, stop::save).limited(20_000).from_anywhere(),
        Route::post("/u/{token}/undo", Who::Anyone, stop::undo).limited(600),
    ];
    own.into_iter().chain(freshness::routes()).chain(reports::routes()).collect()
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem::new(Section::Mailings, "/marketing", "refresh-nav", Campaigns),
        NavItem::new(Section::Mailings, "/marketing/calendar", "refresh-calendar", Campaigns),
        NavItem::new(Section::Mailings, "/marketing/results", "refresh-all-results", Campaigns),
        NavItem::new(Section::Mailings, "/marketing/bounces", "bounces-nav", Campaigns),
        NavItem::new(Section::Mailings, "/marketing/policy", "policy-nav", Campaigns),
    ]
}

/// The campaign of an address; "not found" for what is no id.
async fn campaign_at(portal: &Portal, id: &str) -> Result<Campaign, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    Ok(portal.db.read(move |db| one(db, &id)).await?)
}

/// What every page of a campaign shows of it.
fn shown(visit: &Visit, campaign: &Campaign) -> Value {
    let kind = match campaign.state {
        State::Draft => "",
        State::Submitted | State::Paused => "warning",
        State::Planning | State::Sending => "info",
        State::Done => "success",
        State::Stopped => "danger",
    };
    json!({
        "id": campaign.id,
        "name": campaign.name,
        "state": campaign.state.as_str(),
        "state_words": visit.say(&format!("refresh-state-{}", campaign.state), &[]),
        "kind": kind,
        "href": format!("/marketing/campaigns/{}", campaign.id),
        "per_hour": campaign.per_hour,
        "pause": campaign.pause.filter(|why| *why != Pause::Hand).map(Pause::as_str),
        "editable": campaign.state == State::Draft,
    })
}

/// The most characters of a name that colleagues give.
const NAME_MAX: usize = 80;

/// The key of what is wrong with a name that a colleague gives: none, too long, or more than a line.
fn name_mistake(name: &str) -> Option<&'static str> {
    match name.chars().count() {
        0 => Some("error-required"),
        length if length > NAME_MAX || name.contains('\n') => Some("refresh-name-long"),
        _ => None,
    }
}

/// The four answers in the order they are shown, with their words.
fn answer_words(visit: &Visit) -> [(Answer, String); 4] {
    Answer::ALL.map(|answer| (answer, visit.say(&format!("refresh-answer-{}", answer.as_str()), &[])))
}
