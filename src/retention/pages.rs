//! A4: rules with what goes now and in the next ninety days, holds, a dry run, the nights; and the page behind a notice.

use super::rule::cutoff;
use super::scope::{of_people, of_rows};
use super::store::{self, NewHold};
use crate::db::{Error, Id};
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::record::{Keep, Period, Retention};
use crate::roles::Permission;
use crate::secrets::Token;
use crate::sources::{Aged, Ending, SourceError};
use crate::staff;
use crate::web::{Banner, Colleague, FieldError, Form, NavItem, Nothing, PageError, Route, Section, Visit, Who};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use serde::Deserialize;
use serde_json::{Value, json};

/// The longest a hold can stand before somebody must make it again, in days.
const LONGEST_HOLD: i64 = 1_100;

/// The pages.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::Record);
    vec![
        Route::get("/admin/retention", may, page),
        Route::post("/admin/retention/switch", may, switch).limited(60),
        Route::post("/admin/retention/holds", may, hold).limited(60),
        Route::post("/admin/retention/holds/{id}/lift", may, lift).limited(60),
        Route::get("/l/keep/{token}", Who::Anyone, keep_page).limited(240),
        Route::post("/l/keep/{token}", Who::Anyone, keep).limited(120),
    ]
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem::new(Section::Record, "/admin/retention", "retention-nav", Permission::Record)]
}

/// What the dry run is asked.
#[derive(Clone, Default, Deserialize)]
struct Trial {
    #[serde(default)]
    rule: String,
    #[serde(default)]
    period: String,
}

#[derive(Clone, Default, Deserialize)]
struct AskedHold {
    #[serde(default)]
    email: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    days: String,
}

/// A place in which a rule is carried out.
#[derive(Clone)]
struct Place {
    source: String,
    table: String,
    event: String,
    people: bool,
    ending: Ending,
    rule: Retention,
}

fn places(portal: &Portal) -> Vec<Place> {
    let people = of_people(&portal.record, portal.sources.declarations()).map(|scope| Place {
        source: scope.source.name.clone(),
        table: scope.table.name.clone(),
        event: scope.event.to_owned(),
        people: true,
        ending: Ending::Delete,
        rule: scope.rule.clone(),
    });
    let rows = of_rows(&portal.record, portal.sources.declarations()).into_iter().map(|scope| Place {
        source: scope.source.name.clone(),
        table: scope.table.name.clone(),
        event: scope.event.to_owned(),
        people: false,
        ending: scope.ending,
        rule: scope.rule.clone(),
    });
    people.into_iter().chain(rows).collect()
}

/// How many are over on each of these days; an error if the source does not answer.
async fn counts(portal: &Portal, place: &Place, rule: &Retention, days: Vec<Date>) -> Result<Vec<u64>, SourceError> {
    let (table, event, ending, zone) = (place.table.clone(), place.event.clone(), place.ending, portal.zone().clone());
    let lasts: Vec<Option<Date>> = days.into_iter().map(|day| cutoff(rule, day)).collect();
    let found = portal.sources.run(&place.source, move |source| {
        source.session(|session| {
            let table = session.table(&table)?;
            lasts
                .into_iter()
                .map(|last| {
                    let count = |last| session.count_expired(&Aged { table, event: &event, last, zone: &zone }, ending);
                    last.map_or(Ok(0), count)
                })
                .collect()
        })
    });
    found.await.unwrap_or(Ok(Vec::new()))
}

async fn context(portal: &Portal, visit: &Visit, trial: &Trial, asked: &AskedHold) -> Result<Value, PageError> {
    let (today, lang) = (portal.today(), visit.lang());
    let mut rules = Vec::new();
    for place in places(portal) {
        let ahead = |days: i64| today.saturating_add(days.days());
        let found = counts(portal, &place, &place.rule, vec![today, ahead(30), ahead(60), ahead(90)]).await;
        let numbers: Vec<String> = found.iter().flatten().map(ToString::to_string).collect();
        rules.push(json!({
            "label": place.rule.label.get(lang),
            "place": format!("{}.{}", place.source, place.table),
            "people": place.people,
            "stripped": place.ending == Ending::Strip,
            "down": found.is_err(),
            "now": numbers.first(),
            "m1": numbers.get(1),
            "m2": numbers.get(2),
            "m3": numbers.get(3),
        }));
    }
    let (keys, now) = (portal.keys.clone(), visit.now());
    let (armed, holds, nights, colleagues) = portal
        .db
        .read(move |db| {
            let mut nights = Vec::new();
            for run in store::nights(db, 30)? {
                let done = store::done(db, &run.id)?;
                nights.push((run, done));
            }
            Ok::<_, Error>((store::armed(db)?, store::holds(db, &keys, now)?, nights, staff::list(db)?))
        })
        .await?;
    let owner = |id: &str| colleagues.iter().find(|one| one.id.as_str() == id).map_or("", |one| one.name.as_str());
    let label = |id: &str| portal.record.retention(id).map_or(id.to_owned(), |rule| rule.label.get(lang).to_owned());
    let shown_hold = |hold: &store::Hold| {
        json!({
            "id": hold.id,
            "what": hold.rule.as_deref().map_or_else(|| visit.say("retention-hold-person", &[]), label),
            "reason": hold.reason,
            "owner": owner(&hold.owner),
            "until": words::date_of(lang, hold.until, portal.zone()),
        })
    };
    let shown_night = |(run, (rows, erased, noticed)): &(store::Run, (i64, i64, i64))| {
        json!({
            "day": run.day.parse::<Date>().map_or(run.day.clone(), |day| words::day(lang, day)),
            "due": run.due.to_string(),
            "held": run.held.to_string(),
            "asking": run.asking.to_string(),
            "erased": erased.to_string(),
            "noticed": noticed.to_string(),
            "rows": rows.to_string(),
            "problem": run.problem,
            "over": run.finished_at.is_some(),
        })
    };
    let option = |rule: &Retention| json!({ "value": rule.id, "label": rule.label.get(lang) });
    let mut options: Vec<Value> = Vec::new();
    for place in places(portal) {
        let one = option(&place.rule);
        if !options.contains(&one) {
            options.push(one);
        }
    }
    let mut of_hold = options.clone();
    of_hold.insert(0, json!({ "value": "", "label": visit.say("retention-hold-person", &[]) }));
    Ok(json!({
        "rules": rules,
        "armed": armed.map(|at| words::moment(lang, at, portal.zone())),
        "holds": holds.iter().map(shown_hold).collect::<Vec<_>>(),
        "nights": nights.iter().map(shown_night).collect::<Vec<_>>(),
        "options": options,
        "hold_options": of_hold,
        "trial": { "rule": trial.rule, "period": trial.period },
        "difference": [],
        "hold": { "email": asked.email, "rule": asked.rule, "reason": asked.reason, "days": asked.days },
    }))
}

async fn page(portal: web::Data<Portal>, visit: Visit, trial: web::Query<Trial>) -> Result<HttpResponse, PageError> {
    let trial = trial.into_inner();
    let asked = AskedHold { days: "365".to_owned(), ..AskedHold::default() };
    let mut whole = context(&portal, &visit, &trial, &asked).await?;
    if trial.rule.is_empty() {
        return visit.page("retention/retention.html", whole);
    }
    let Ok(period) = trial.period.trim().parse::<Period>() else {
        let errors = [FieldError::new("period", visit.say("retention-period-wrong", &[]))];
        return visit.page_with_errors("retention/retention.html", whole, &errors);
    };
    let mut difference = Vec::new();
    for place in places(&portal).into_iter().filter(|place| place.rule.id == trial.rule) {
        let other = Retention { keep: Keep::For(period), ..place.rule.clone() };
        let day = vec![portal.today()];
        let (now, then) =
            (counts(&portal, &place, &place.rule, day.clone()).await, counts(&portal, &place, &other, day).await);
        let first = |found: Result<Vec<u64>, SourceError>| found.ok().and_then(|found| found.first().copied());
        let (now, then) = (first(now), first(then));
        let change =
            now.zip(then).map(|(now, then)| i64::try_from(then).unwrap_or(0) - i64::try_from(now).unwrap_or(0));
        difference.push(json!({
            "place": format!("{}.{}", place.source, place.table),
            "now": now.map(|n| n.to_string()),
            "then": then.map(|n| n.to_string()),
            "change": change.map(|n| format!("{n:+}")),
        }));
    }
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("difference".to_owned(), difference.into());
    }
    visit.page("retention/retention.html", whole)
}

#[derive(Deserialize)]
struct Switch {
    #[serde(default)]
    on: String,
}

async fn switch(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Switch>,
) -> Result<HttpResponse, PageError> {
    let on = match form.0.on.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(PageError::Invalid),
    };
    let (random, now) = (portal.random.clone(), visit.now());
    portal.db.write(move |tx| store::arm(tx, now, &random, &colleague.id, on)).await?;
    let key = if on { "retention-now-on" } else { "retention-now-off" };
    Ok(visit.redirect_with("/admin/retention", &Banner::success(key, &[])))
}

async fn hold(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<AskedHold>,
) -> Result<HttpResponse, PageError> {
    let asked = form.0;
    let mut errors = Vec::new();
    let address = (!asked.email.trim().is_empty()).then(|| Address::parse(&asked.email));
    if matches!(address, Some(Err(_))) || (address.is_none() && asked.rule.is_empty()) {
        errors.push(FieldError::new("email", visit.say("retention-hold-who", &[])));
    }
    if !asked.rule.is_empty() && portal.record.retention(&asked.rule).is_none() {
        errors.push(FieldError::new("rule", visit.say("retention-hold-who", &[])));
    }
    let reason = asked.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        errors.push(FieldError::new("reason", visit.say("retention-hold-why", &[])));
    }
    let days = asked.days.trim().parse::<i64>().ok().filter(|days| (1..=LONGEST_HOLD).contains(days));
    if days.is_none() {
        let most = LONGEST_HOLD.to_string();
        errors.push(FieldError::new("days", visit.say("api-days-wrong", &[("most", &most)])));
    }
    let (Some(days), true) = (days, errors.is_empty()) else {
        let whole = context(&portal, &visit, &Trial::default(), &asked).await?;
        return visit.page_with_errors("retention/retention.html", whole, &errors);
    };
    let (parts, now) = (portal.clone(), visit.now());
    let new = NewHold {
        address: address.and_then(Result::ok),
        rule: Some(asked.rule.clone()).filter(|rule| !rule.is_empty()),
        reason: reason.to_owned(),
        owner: colleague.id,
        until: now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now),
    };
    portal.db.write(move |tx| store::hold(tx, now, &parts.random, &parts.keys, &new)).await?;
    Ok(visit.redirect_with("/admin/retention", &Banner::success("retention-hold-made", &[])))
}

async fn lift(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id: Id = path.parse().map_err(|_| PageError::NotFound)?;
    let (random, now) = (portal.random.clone(), visit.now());
    portal.db.write(move |tx| store::lift(tx, now, &random, &id, &colleague.id)).await?;
    Ok(visit.redirect_with("/admin/retention", &Banner::success("retention-hold-lifted", &[])))
}

async fn noticed(portal: &Portal, visit: &Visit, path: &str) -> Result<(Token, people::Person), PageError> {
    let token = Token::parse(path).ok_or(PageError::Gone)?;
    let hash = token.hash();
    let person = portal.db.read(move |db| {
        let Some(id) = store::noticed(db, &hash)? else { return Ok(None) };
        people::by_id(db, &id)
    });
    let person = person.await?.ok_or(PageError::Gone)?;
    visit.speak(person.lang);
    Ok((token, person))
}

async fn keep_page(
    portal: web::Data<Portal>,
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    noticed(&portal, &visit, &path).await?;
    visit.page("retention/keep.html", json!({ "action": visit.path(), "done": false }))
}

/// The answer is a contact from the person, so the clock begins again (RET-3).
async fn keep(
    portal: web::Data<Portal>,
    visit: Visit,
    path: web::Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (token, person) = noticed(&portal, &visit, &path).await?;
    let (random, now) = (portal.random.clone(), visit.now());
    let stays = portal.db.write(move |tx| {
        store::stay(tx, now, &random, &token.hash(), &person.id)?;
        people::contacted(tx, &person.id, now)
    });
    match stays.await {
        Err(Error::Lost) => return Err(PageError::Gone),
        other => other?,
    }
    visit.page("retention/keep.html", json!({ "action": "", "done": true }))
}
