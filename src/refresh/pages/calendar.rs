//! M1, the calendar: a month with the public holidays and the days on which campaigns write, and where one stands in the way of
//! another.

use super::shown;
use crate::portal::Portal;
use crate::refresh::calendar::{Conflict, Laid, conflicts, weeks};
use crate::refresh::campaign::State;
use crate::refresh::jobs::policy;
use crate::refresh::schedule::Schedule;
use crate::refresh::{self, Campaign, audience};
use crate::web::{PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

/// How many months before and after this one are shown.
const MONTHS: i32 = 12;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    month: String,
}

/// The first day of the month that is asked for; of this month where none is.
fn month(today: Date, asked: &str) -> Option<Date> {
    let this = today.first_of_month();
    if asked.is_empty() {
        return Some(this);
    }
    let (year, month) = asked.split_once('-')?;
    let wanted = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    in_reach(this, wanted).then_some(wanted)
}

fn in_reach(this: Date, wanted: Date) -> bool {
    (this.saturating_sub(MONTHS.months())..=this.saturating_add(MONTHS.months())).contains(&wanted)
}

/// A link to another month, where it is shown.
fn link(visit: &Visit, this: Date, month: Date) -> Option<Value> {
    in_reach(this, month).then(|| {
        let href = format!("/marketing/calendar?month={}", month.strftime("%Y-%m"));
        json!({ "href": href, "label": words::month(visit.lang(), month) })
    })
}

/// What leaves on a day, if something does: the end of a message key.
fn writes(laid: &Laid, schedule: &Schedule, day: Date) -> Option<&'static str> {
    if laid.course.covers(day) {
        return Some("mails");
    }
    let (from, to) = laid.course.reminders(schedule)?;
    (from <= day && to.is_none_or(|to| day <= to)).then_some("reminders")
}

/// A conflict in words.
fn in_words(visit: &Visit, laid: &[(Campaign, Laid)], cap: u32, conflict: &Conflict) -> String {
    let name = |place: &usize| laid.get(*place).map_or("", |(campaign, _)| campaign.name.as_str());
    let day = |day: &Date| words::day(visit.lang(), *day);
    match conflict {
        Conflict::Together { one, other, from, to } => {
            let (from_words, to_words) = (day(from), to.as_ref().map(day).unwrap_or_default());
            let key = match to {
                Some(to) if to == from => "refresh-conflict-day",
                Some(_) => "refresh-conflict-together",
                None => "refresh-conflict-on",
            };
            let (one, other) = (name(one), name(other));
            visit.say(key, &[("one", one), ("other", other), ("from", &from_words), ("to", &to_words)])
        }
        Conflict::Pressure { earlier, later, until } => {
            let (until, cap) = (day(until), cap.to_string());
            let (earlier, later) = (name(earlier), name(later));
            let args = [("earlier", earlier), ("later", later), ("months", &cap), ("until", &until)];
            visit.say("refresh-conflict-pressure", &args)
        }
        Conflict::TooShort { one, missed } => {
            visit.say("refresh-conflict-short", &[("one", name(one)), ("missed", &audience::shown(*missed))])
        }
    }
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, PageError> {
    let today = portal.today();
    let month = month(today, &asked.month).ok_or(PageError::NotFound)?;
    let (policy, now) = (policy(&portal), visit.now());
    let (holidays, cap) = (policy.holidays, policy.months(&Schedule::default()).1);
    let paced = portal.db.read(move |db| refresh::paced(db, today, |campaign| campaign.horizon(&policy, now))).await?;
    let laid: Vec<(Campaign, Laid)> = paced
        .into_iter()
        .filter_map(|paced| {
            let laid = Laid::of(&paced, today, portal.zone(), holidays)?;
            Some((paced.campaign, laid))
        })
        .collect();
    let items = |day: Date| -> Vec<Value> {
        let on = laid.iter().filter(|(campaign, laid)| {
            let is_foreseen = day >= today || matches!(campaign.state, State::Draft | State::Submitted);
            (!is_foreseen || laid.is_ahead) && campaign.schedule.window.closed_on(day, holidays).is_none()
        });
        on.filter_map(|(campaign, laid)| {
            let what = writes(laid, &campaign.schedule, day)?;
            let mut item = shown(&visit, campaign);
            let what = visit.say(&format!("refresh-calendar-{what}"), &[]);
            item.as_object_mut().map(|item| item.insert("what".to_owned(), what.into()));
            Some(item)
        })
        .collect()
    };
    let cell = |day: Date| {
        let holiday = holidays.name_of(day).map(|name| visit.say(&format!("holiday-{name}"), &[]));
        json!({
            "number": day.day(),
            "words": words::day(visit.lang(), day),
            "here": day.month() == month.month(),
            "today": day == today,
            "holiday": holiday,
            "items": items(day),
        })
    };
    let weeks: Vec<Vec<Value>> = weeks(month).into_iter().map(|week| week.into_iter().map(cell).collect()).collect();
    let holds = |day: &&Value, part: &str| day.get(part).is_some_and(|part| !part.is_null() && *part != json!([]));
    let days: Vec<&Value> = weeks.iter().flatten().filter(|day| day.get("here") == Some(&json!(true))).collect();
    let only: Vec<Laid> = laid.iter().map(|(_, laid)| laid.clone()).collect();
    let told = conflicts(&only, cap);
    let context = json!({
        "month": words::month(visit.lang(), month),
        "previous": link(&visit, today.first_of_month(), month.saturating_sub(1.month())),
        "next": link(&visit, today.first_of_month(), month.saturating_add(1.month())),
        "week": (1..=7).map(|day| visit.say(&format!("refresh-day-{day}"), &[])).collect::<Vec<_>>(),
        "agenda": days.iter().filter(|day| holds(day, "items") || holds(day, "holiday")).collect::<Vec<_>>(),
        "quiet": !days.iter().any(|day| holds(day, "items")),
        "weeks": weeks,
        "cap": cap,
        "conflicts": told.iter().map(|one| in_words(&visit, &laid, cap, one)).collect::<Vec<_>>(),
    });
    visit.page("refresh/calendar.html", context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_written_and_only_a_year_around_this_one() {
        let today = "2026-03-12".parse().unwrap();
        let first = |text: &str| month(today, text).map(|day| day.to_string());
        assert_eq!(first("").as_deref(), Some("2026-03-01"));
        assert_eq!(first("2025-03").as_deref(), Some("2025-03-01"));
        assert_eq!(first("2027-03").as_deref(), Some("2027-03-01"));
        for wrong in ["2025-02", "2027-04", "2026-13", "2026", "march", "2026-03-01", "-"] {
            assert_eq!(first(wrong), None, "{wrong}");
        }
    }
}
