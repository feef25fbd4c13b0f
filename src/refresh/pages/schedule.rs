//! M4: when a campaign sends, as a form and in words.

use super::{campaign_at, hours, shown, warm_up};
use crate::portal::Portal;
use crate::refresh::audience;
use crate::refresh::campaign::State;
use crate::refresh::jobs::policy;
use crate::refresh::schedule::{Days, EVERY, HOURS, Opening, REMIND, Schedule, Why, Window};
use crate::refresh::warm_up::Share;
use crate::refresh::{self, By, Campaign, Figures};
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit, many};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: &str = "refresh/schedule.html";

#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    rhythm: String,
    #[serde(default)]
    every: String,
    #[serde(default)]
    from_hour: String,
    #[serde(default)]
    to_hour: String,
    #[serde(default, deserialize_with = "many")]
    days: Vec<String>,
    #[serde(default)]
    remind: String,
    #[serde(default)]
    starts_on: String,
    #[serde(default)]
    ends_on: String,
    #[serde(default)]
    per_provider: String,
    #[serde(default)]
    warm_up: String,
}

impl Typed {
    fn of(schedule: &Schedule) -> Self {
        let Window { from_hour, to_hour, days } = schedule.window;
        let day = |day: Option<Date>| day.map(|day| day.strftime("%d/%m/%Y").to_string()).unwrap_or_default();
        Self {
            rhythm: if schedule.every_months.is_some() { "rolling" } else { "once" }.to_owned(),
            every: schedule.every_months.unwrap_or(12).to_string(),
            from_hour: from_hour.to_string(),
            to_hour: to_hour.to_string(),
            days: week().filter(|day| days.contains(*day)).map(number).collect(),
            remind: schedule.remind_after_days.map(|days| days.to_string()).unwrap_or_default(),
            starts_on: day(schedule.starts_on),
            ends_on: day(schedule.ends_on),
            per_provider: schedule.per_provider_hour.map(|mails| mails.to_string()).unwrap_or_default(),
            warm_up: schedule.warm_up_from.map(|mails| mails.to_string()).unwrap_or_default(),
        }
    }
}

fn week() -> impl Iterator<Item = Weekday> {
    Weekday::Monday.cycle_forward().take(7)
}

/// 1 for Monday.
fn number(day: Weekday) -> String {
    day.to_monday_one_offset().to_string()
}

fn day_name(visit: &Visit, day: Weekday) -> String {
    visit.say(&format!("refresh-day-{}", number(day)), &[])
}

/// "Monday to Friday", "Tuesday, Thursday".
fn days_in_words(visit: &Visit, days: Days) -> String {
    let chosen: Vec<Weekday> = week().filter(|day| days.contains(*day)).collect();
    let is_run = week().skip_while(|day| !days.contains(*day)).take(chosen.len()).eq(chosen.iter().copied());
    match chosen.as_slice() {
        [first, _, .., last] if is_run => {
            let (first, last) = (day_name(visit, *first), day_name(visit, *last));
            visit.say("refresh-days-range", &[("first", &first), ("last", &last)])
        }
        _ => chosen.into_iter().map(|day| day_name(visit, day)).collect::<Vec<_>>().join(", "),
    }
}

/// When it sends, in a sentence or two.
pub(super) fn in_words(visit: &Visit, schedule: &Schedule) -> String {
    let Window { from_hour, to_hour, days } = schedule.window;
    let (days, from, to) = (days_in_words(visit, days), from_hour.to_string(), to_hour.to_string());
    let rhythm = match schedule.every_months {
        Some(months) => visit.say("refresh-schedule-rolling", &[("months", &months.to_string())]),
        None => visit.say("refresh-schedule-once", &[]),
    };
    let mut said = vec![rhythm, visit.say("refresh-schedule-value", &[("days", &days), ("from", &from), ("to", &to)])];
    said.extend(warm_up::in_words(visit, schedule));
    said.push(match schedule.remind_after_days {
        Some(days) => visit.say("refresh-schedule-reminder", &[("days", &days.to_string())]),
        None => visit.say("refresh-schedule-no-reminder", &[]),
    });
    if let Some(first) = schedule.starts_on {
        said.push(visit.say("refresh-schedule-from", &[("day", &words::day(visit.lang(), first))]));
    }
    if let Some(last) = schedule.ends_on {
        said.push(visit.say("refresh-schedule-until", &[("day", &words::day(visit.lang(), last))]));
    }
    said.join(" ")
}

/// Why nothing leaves now although the campaign sends, and when it goes on: a title and a sentence.
pub(super) fn waits(portal: &Portal, visit: &Visit, campaign: &Campaign, share: Option<Share>) -> Option<Value> {
    let policy = policy(portal);
    if let Some(begins) =
        campaign.schedule.begins(visit.now(), &policy.zone).filter(|_| campaign.state == State::Planning)
    {
        let day = words::date_of(visit.lang(), begins, portal.zone());
        let title = visit.say("refresh-begins", &[("day", &day)]);
        return Some(json!({ "title": title, "text": visit.say("refresh-begins-text", &[]) }));
    }
    let window = campaign.schedule.window;
    let (until, text) = match window.opens(visit.now(), &policy.zone, policy.holidays) {
        Opening::Open => warm_up::waits(portal, visit, campaign, share?)?,
        Opening::Until(until, Why::Night) => (until, visit.say("refresh-waits-night", &[])),
        Opening::Until(until, Why::Weekday) => (until, visit.say("refresh-waits-weekday", &[])),
        Opening::Until(until, Why::Holiday(name)) => {
            let holiday = visit.say(&format!("holiday-{name}"), &[]);
            (until, visit.say("refresh-waits-holiday", &[("holiday", &holiday)]))
        }
    };
    let title = [("until", &*words::moment(visit.lang(), until, portal.zone()))];
    let waits = matches!(campaign.state, State::Planning | State::Sending);
    let (named, text) = if campaign.own_hours {
        ("refresh-waits-here", format!("{text} {}", visit.say("refresh-waits-here-text", &[])))
    } else {
        ("refresh-waits", text)
    };
    waits.then(|| json!({ "title": visit.say(named, &title), "text": text }))
}

/// How many reminders left and how many wait, until when.
pub(super) fn reminders(portal: &Portal, visit: &Visit, figures: &Figures) -> Option<String> {
    let left = figures.reminder("sent") + figures.reminder("unknown");
    let (sent, planned) = (audience::shown(left), audience::shown(figures.reminder("planned")));
    match figures.next_reminder {
        Some(at) => {
            let day = words::date_of(visit.lang(), at, portal.zone());
            Some(visit.say("refresh-reminders-next", &[("sent", &sent), ("planned", &planned), ("day", &day)]))
        }
        None if left > 0 => Some(sent),
        None => None,
    }
}

fn context(portal: &Portal, visit: &Visit, campaign: &Campaign, typed: &Typed, plan: Option<Value>) -> Value {
    let hours = |hours: std::ops::RangeInclusive<i8>| -> Vec<Value> {
        let label = |hour: &str| visit.say("refresh-hour", &[("hour", hour)]);
        hours.map(|hour| hour.to_string()).map(|hour| json!({ "label": label(&hour), "value": hour })).collect()
    };
    let days = week().map(|day| json!({ "value": number(day), "label": day_name(visit, day) }));
    let rhythms = ["once", "rolling"].map(|word| {
        let (label, hint) = (format!("refresh-rhythm-{word}"), format!("refresh-rhythm-{word}-hint"));
        json!({ "value": word, "label": visit.say(&label, &[]), "hint": visit.say(&hint, &[]) })
    });
    json!({
        "campaign": shown(visit, campaign),
        "zone": portal.zone().iana_name().unwrap_or("UTC"),
        "rhythms": rhythms,
        "rhythm": typed.rhythm,
        "every": typed.every,
        "cap": policy(portal).months(&Schedule::default()).1,
        "words": hours::with_whose(portal, visit, in_words(visit, &campaign.schedule)),
        "own_hours": hours::told(portal, visit),
        "from_hours": hours(*HOURS.start()..=HOURS.end() - 1),
        "to_hours": hours(HOURS.start() + 1..=*HOURS.end()),
        "week": days.collect::<Vec<_>>(),
        "from_hour": typed.from_hour,
        "to_hour": typed.to_hour,
        "days": typed.days,
        "remind": typed.remind,
        "remind_from": REMIND.start(),
        "remind_to": REMIND.end(),
        "starts_on": typed.starts_on,
        "ends_on": typed.ends_on,
        "per_provider": typed.per_provider,
        "warm_up": typed.warm_up,
        "bounds": warm_up::bounds(portal),
        "plan": plan,
    })
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let plan = warm_up::table(&portal, &visit, &campaign).await?;
    visit.page(PAGE, context(&portal, &visit, &campaign, &Typed::of(&campaign.schedule), plan))
}

/// What was typed, or each mistake at its field.
fn read(portal: &Portal, visit: &Visit, today: Date, typed: &Typed) -> Result<Schedule, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, visit.say(key, &[])));
    let every = typed.every.trim().parse::<i32>().ok().filter(|months| EVERY.contains(months));
    match (typed.rhythm.as_str(), every) {
        ("once", _) | ("rolling", Some(_)) => {}
        ("rolling", None) => wrong("every", "refresh-every-wrong"),
        _ => wrong("rhythm", "error-choice"),
    }
    let every_months = every.filter(|_| typed.rhythm == "rolling");
    let hour = |text: &str| text.trim().parse::<i8>().ok().filter(|hour| HOURS.contains(hour));
    let (from_hour, to_hour) = (hour(&typed.from_hour), hour(&typed.to_hour));
    if from_hour.is_none() {
        wrong("from_hour", "refresh-hour-wrong");
    }
    match (from_hour, to_hour) {
        (_, None) => wrong("to_hour", "refresh-hour-wrong"),
        (Some(from), Some(to)) if to <= from => wrong("to_hour", "refresh-hour-before"),
        _ => {}
    }
    let chosen = typed.days.iter().map(|day| day.parse::<i8>().ok());
    let chosen: Option<Vec<Weekday>> =
        chosen.map(|day| day.and_then(|day| Weekday::from_monday_one_offset(day).ok())).collect();
    let days = chosen.and_then(Days::of);
    if days.is_none() {
        wrong("days", "refresh-days-none");
    }
    let remind = Some(typed.remind.trim()).filter(|text| !text.is_empty());
    let remind = remind.map(|text| text.parse::<i32>().ok().filter(|days| REMIND.contains(days)));
    if remind == Some(None) {
        wrong("remind", "refresh-remind-wrong");
    }
    let day = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(words::typed_day);
    let (starts_on, ends_on) = (day(&typed.starts_on), day(&typed.ends_on));
    match starts_on {
        Some(None) => wrong("starts_on", "error-date"),
        Some(Some(first)) if first < today => wrong("starts_on", "refresh-ends-past"),
        _ => {}
    }
    match ends_on {
        Some(None) => wrong("ends_on", "error-date"),
        Some(Some(last)) if last < today => wrong("ends_on", "refresh-ends-past"),
        Some(Some(last)) if starts_on.flatten().is_some_and(|first| last < first) => {
            wrong("ends_on", "refresh-ends-before")
        }
        _ => {}
    }
    let limits = warm_up::read(portal, visit, (&typed.per_provider, &typed.warm_up));
    match (from_hour, to_hour, days, limits) {
        (Some(from_hour), Some(to_hour), Some(days), Ok((per_provider_hour, warm_up_from))) if errors.is_empty() => {
            Ok(Schedule {
                window: Window { from_hour, to_hour, days },
                starts_on: starts_on.flatten(),
                ends_on: ends_on.flatten(),
                remind_after_days: remind.flatten(),
                every_months,
                per_provider_hour,
                warm_up_from,
            })
        }
        (.., limits) => {
            errors.extend(limits.err().into_iter().flatten());
            Err(errors)
        }
    }
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let schedule = match read(&portal, &visit, portal.today(), &form.0) {
        Ok(schedule) => schedule,
        Err(errors) => {
            return visit.page_with_errors(PAGE, context(&portal, &visit, &campaign, &form.0, None), &errors);
        }
    };
    let (parts, now, key) = (portal.clone(), visit.now(), campaign.id.clone());
    portal
        .db
        .write(move |tx| {
            let by = By { colleague: &colleague.id, now, random: &parts.random };
            refresh::plan(tx, &by, &key, &schedule)
        })
        .await?;
    let back = format!("/marketing/campaigns/{}", campaign.id);
    Ok(visit.redirect_with(&back, &Banner::success("refresh-schedule-saved", &[])))
}
