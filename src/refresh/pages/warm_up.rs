//! The pace of a campaign beside that in an hour: to each mail provider, and on each day of a warm-up. In words, as a plan, and why
//! nothing more leaves today.

use crate::portal::Portal;
use crate::refresh::audience;
use crate::refresh::jobs::policy;
use crate::refresh::providers;
use crate::refresh::schedule::{Opening, Schedule, at_hour};
use crate::refresh::warm_up::{FROM, Share, Step, plan};
use crate::refresh::{self, Campaign};
use crate::web::{FieldError, PageError, Visit};
use crate::words::number;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The limits of a schedule, a sentence each.
pub(super) fn in_words(visit: &Visit, schedule: &Schedule) -> Vec<String> {
    let each = [
        ("refresh-schedule-provider", schedule.per_provider_hour),
        ("refresh-schedule-warm-up", schedule.warm_up_from),
    ];
    let said = each.into_iter().filter_map(|(key, limit)| Some(visit.say(key, &[("mails", &number(limit?.into()))])));
    said.collect()
}

/// What was typed of the two: the mails in an hour to each provider, and those on the first day; or each mistake at its field.
pub(super) fn read(
    portal: &Portal,
    visit: &Visit,
    (per_provider, warm_up): (&str, &str),
) -> Result<(Option<i32>, Option<i32>), Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut number = |field: &str, text: &str, least: i32, most: i32| {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        let fine = text.parse::<i32>().ok().filter(|number| (least..=most).contains(number));
        if fine.is_none() {
            let bounds = [("from", &*number(least.into())), ("to", &*number(most.into()))];
            errors.push(FieldError::new(field, visit.say("refresh-limit-wrong", &bounds)));
        }
        fine
    };
    let per_provider = number("per_provider", per_provider, 1, most_to_provider(portal));
    let warm_up = number("warm_up", warm_up, *FROM.start(), *FROM.end());
    if errors.is_empty() { Ok((per_provider, warm_up)) } else { Err(errors) }
}

fn most_to_provider(portal: &Portal) -> i32 {
    i32::try_from(portal.settings.refresh.per_hour).unwrap_or(i32::MAX)
}

/// What the form says of the two fields.
pub(super) fn bounds(portal: &Portal) -> Value {
    json!({
        "per_provider": number(most_to_provider(portal).into()),
        "warm_up_from": number(i64::from(*FROM.start())),
        "warm_up_to": number(i64::from(*FROM.end())),
    })
}

/// How many people a campaign is for: those who would get it, or those who were written down.
async fn people(portal: &Portal, visit: &Visit, campaign: &Campaign) -> Result<i64, PageError> {
    let (horizon, key) = (campaign.horizon(&policy(portal), visit.now()), campaign.clone());
    let count = portal.db.read(move |db| {
        if key.approver.is_none() {
            Ok::<_, crate::db::Error>(refresh::audience(db, &horizon)?.total())
        } else {
            Ok(refresh::figures(db, &key.id)?.total())
        }
    });
    Ok(count.await?)
}

fn steps(campaign: &Campaign, people: i64) -> Option<(Vec<Step>, i64)> {
    let window = campaign.schedule.window;
    let hours = window.to_hour.saturating_sub(window.from_hour);
    Some(plan(campaign.schedule.warm_up_from?, campaign.per_hour, hours, people))
}

/// The days of a warm-up, as a table; `None` without one.
pub(super) async fn table(portal: &Portal, visit: &Visit, campaign: &Campaign) -> Result<Option<Value>, PageError> {
    if campaign.schedule.warm_up_from.is_none() {
        return Ok(None);
    }
    let people = people(portal, visit, campaign).await?;
    let Some((steps, days)) = steps(campaign, people) else { return Ok(None) };
    let rows = steps.into_iter().map(|step| {
        let key = if step.and_on { "refresh-plan-on" } else { "refresh-plan-day" };
        json!({
            "day": visit.say(key, &[("day", &step.day.to_string())]),
            "mails": number(step.mails),
            "reached": audience::shown(step.reached),
        })
    });
    Ok(Some(json!({
        "rows": rows.collect::<Vec<_>>(),
        "days": visit.say("refresh-plan-days", &[("people", &audience::shown(people)), ("days", &days.to_string())]),
        "by_provider": campaign.schedule.per_provider_hour.is_some(),
    })))
}

/// In how many days so many people are reached, as a sentence; `None` without a warm-up.
pub(super) fn days_in_words(visit: &Visit, campaign: &Campaign, people: i64) -> Option<String> {
    let (_, days) = steps(campaign, people).filter(|(_, days)| *days > 0)?;
    Some(visit.say("refresh-plan-days", &[("people", &audience::shown(people)), ("days", &days.to_string())]))
}

/// What today holds, as a sentence.
pub(super) fn today_in_words(visit: &Visit, share: Share) -> String {
    let (day, mails, left) = (share.day.to_string(), number(share.most), number(share.left));
    visit.say("refresh-share", &[("day", &day), ("mails", &mails), ("left", &left)])
}

/// Which mail providers get nothing more in this hour, as a sentence.
pub(super) fn full_in_words(visit: &Visit, full: &[String]) -> Option<String> {
    let names = full.iter().map(|name| providers::label(name)).collect::<Vec<_>>().join(", ");
    (!full.is_empty()).then(|| visit.say("refresh-full", &[("providers", &names)]))
}

/// Until when nothing leaves as today's share is used up, and the sentence that says so.
pub(super) fn waits(portal: &Portal, visit: &Visit, campaign: &Campaign, share: Share) -> Option<(Timestamp, String)> {
    if share.left > 0 {
        return None;
    }
    let policy = policy(portal);
    let midnight = at_hour(portal.today(), 24, &policy.zone);
    let until = match campaign.schedule.window.opens(midnight, &policy.zone, policy.holidays) {
        Opening::Until(opens, _) => opens,
        Opening::Open => midnight,
    };
    Some((until, visit.say("refresh-waits-share", &[("mails", &number(share.most))])))
}
