use super::super::present::{self, FIRST, Sight};
use super::super::store::{self, State};
use super::super::{Fact, Until};
use super::{change, confirm, down, known, mailbox, shown};
use crate::db::Id;
use crate::people::{self, Accuracy, Confirmation, Person};
use crate::portal::Portal;
use crate::record::Card;
use crate::requests;
use crate::restriction::{self, Restriction};
use crate::web::{Banner, Customer, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How long a change is marked for somebody who was never here before.
const NEW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// C3: everything, with why, basis, source, recipients and end.
pub async fn page(visit: Visit, portal: Data<Portal>, customer: Customer) -> Result<HttpResponse, PageError> {
    let known = known(&portal, &visit, &customer).await?;
    if !known.holdings.shared.is_empty() {
        // Somebody else came to the mailbox while this session was open: after a new proof it is asked who this is.
        let banner = Banner::warning("facts-shared", &[]);
        return Ok(visit.redirect_with(&format!("/{}/me/confirm", visit.lang()), &banner));
    }
    let (keys, person) = (Arc::clone(&portal.keys), known.person.id.clone());
    let own = customer.session.clone();
    let (requests, corrections, last_visit, restricted, confirmed) = portal
        .db
        .read(move |db| {
            let requests = requests::of_person(db, &person)?;
            let last_visit = store::last_visit(db, &person, &own)?;
            let restricted = restriction::open_for(db, &keys, &person)?;
            let (corrections, confirmed) = (store::of_person(db, &keys, &person)?, people::confirmations(db, &person)?);
            Ok::<_, crate::db::Error>((requests, corrections, last_visit, restricted, confirmed))
        })
        .await?;
    let since = last_visit.unwrap_or(portal.clock.now().saturating_sub(NEW).unwrap_or(portal.clock.now()));
    let recent: BTreeSet<(String, String, String, String)> = corrections
        .into_iter()
        .filter(|one| one.state == State::Done && one.made_at >= since)
        .map(|one| (one.source, one.changed.table, one.changed.row, one.changed.column))
        .collect();
    let is_new = |fact: &Fact| {
        recent.contains(&(fact.source.clone(), fact.table.clone(), fact.row.clone(), fact.column.clone()))
    };
    let categories = present::categories(&portal.record, &known.facts);
    let check = check(&visit, &portal, &known.person, &categories, &confirmed);
    let told = |id: &str| confirm::told(&visit, &portal, confirmed.get(id));
    let cards: Vec<Value> = categories
        .into_iter()
        .map(|(card, id)| one_card(&visit, &portal, &known.facts, card, (id, told(id)), &is_new))
        .collect();
    let open: Vec<_> = requests.iter().filter(|request| !request.status.is_over()).collect();
    let due = open.iter().map(|request| request.due_on).min().map(|day| words::day(visit.lang(), day));
    let systems: BTreeSet<&str> = known.facts.iter().map(|fact| fact.source.as_str()).collect();
    let receivers: BTreeSet<&str> =
        known.facts.iter().flat_map(|fact| &fact.recipients).map(|recipient| recipient.id.as_str()).collect();
    let held = known.facts.iter().filter(|fact| fact.is_held()).count();
    visit.page(
        "facts/me.html",
        json!({
            "section": "me",
            "cards": cards,
            "held": held,
            "systems": systems.len(),
            "companies": receivers.len(),
            "down": down(&portal, &visit, &known.holdings),
            // Nobody knows what is there until somebody asks.
            "by_hand": portal.sources.by_hand_named(visit.lang()),
            "answering": answering(&visit, &portal, &known.holdings.down),
            "open_requests": open.len(),
            "unreached": mailbox::unreached(&visit, &portal, &known),
            "check": check.filter(|_| held > 0),
            "due": due,
            "leaves": known.person.leaves_at.map(|at| words::date_of(visit.lang(), at, portal.zone())),
            "restricted": restricted.map(|one| restricted_shown(&visit, &portal, &one)),
            "receivers": receivers_of(&visit, &portal, &receivers),
            "read_at": words::moment(visit.lang(), portal.clock.now(), portal.zone()),
        }),
    )
}

/// Since when and why the processing is restricted, and its end if that was announced (Art. 18(3)).
fn restricted_shown(visit: &Visit, portal: &Portal, restriction: &Restriction) -> Value {
    let day = |at| words::date_of(visit.lang(), at, portal.zone());
    let ends = restriction
        .lifting
        .as_ref()
        .map(|lifting| visit.say("restriction-ends", &[("when", &day(lifting.at)), ("why", &lifting.why)]));
    json!({
        "since": day(restriction.began_at),
        "ground": visit.say(&format!("restriction-ground-{}", restriction.ground), &[]),
        "ends": ends,
    })
}

/// What the box "please check" says: that the details were never confirmed, or when they were, long ago. It is not there once each
/// category shown was confirmed by itself. Its button says of what is shown, and of nothing else, that it is correct.
fn check(
    visit: &Visit,
    portal: &Portal,
    person: &Person,
    shown: &[(Card, &str)],
    confirmed: &BTreeMap<String, Confirmation>,
) -> Option<Value> {
    let measure = portal.measure();
    let is_fresh = |id: &str| measure.of(confirmed.get(id).map(|one| one.at)) == Accuracy::Confirmed;
    let at = person.confirmed_at;
    if measure.of(at) == Accuracy::Confirmed || shown.iter().all(|(_, id)| is_fresh(id)) {
        return None;
    }
    let since = at.map(|at| words::date_of(visit.lang(), at, portal.zone()));
    let text = since
        .map_or_else(|| visit.say("facts-check-never", &[]), |date| visit.say("facts-check-since", &[("date", &date)]));
    let categories = shown.iter().map(|(_, id)| *id).collect::<Vec<_>>().join(" ");
    Some(json!({ "text": text, "fields": { "categories": categories } }))
}

/// The names of the sources that answered.
fn answering(visit: &Visit, portal: &Portal, down: &[String]) -> String {
    let up = portal.sources.declarations().filter(|declaration| !down.contains(&declaration.name));
    up.map(|declaration| declaration.label.get(visit.lang())).collect::<Vec<_>>().join(", ")
}

fn receivers_of(visit: &Visit, portal: &Portal, ids: &BTreeSet<&str>) -> Vec<Value> {
    let lang = visit.lang();
    let known = portal.record.recipients.iter().filter(|recipient| ids.contains(recipient.id.as_str()));
    known
        .map(|recipient| {
            let role = match recipient.role {
                crate::record::RecipientRole::Processor => "role-processor",
                crate::record::RecipientRole::Controller => "role-controller",
                crate::record::RecipientRole::Authority => "role-authority",
            };
            json!({
                "label": recipient.name,
                "value": format!("{} – {}", visit.say(role, &[]), recipient.purpose.get(lang)),
            })
        })
        .collect()
}

fn one_card(
    visit: &Visit,
    portal: &Portal,
    facts: &[Fact],
    card: Card,
    (id, told): (&str, String),
    is_new: &dyn Fn(&Fact) -> bool,
) -> Value {
    let lang = visit.lang();
    let of_category = || facts.iter().filter(|fact| fact.category == id);
    let mut parts = Vec::new();
    for table in present::rows_of(of_category()) {
        let total = table.rows.len();
        if total == 1 {
            let of_row = table.rows.first().into_iter().flatten();
            let facts = of_row.map(|fact| shown(portal, visit, fact, is_new(fact), false, Sight::Hidden));
            parts.push(present::group(table.label, facts.collect()));
        } else {
            let rows: Vec<_> = table.rows.iter().rev().take(FIRST).collect();
            let body = present::table(lang, &rows, Sight::Hidden, |fact| change(portal, visit, fact));
            let show = format!("/{lang}/me/data/{id}/shown");
            let more = total.saturating_sub(FIRST);
            parts.push(json!({ "label": table.label, "table": body, "total": total, "more": more, "show": show }));
        }
    }
    let label = portal.record.category(id).map(|category| category.label.get(lang).to_owned());
    json!({
        "id": id,
        "title": label,
        "icon": present::icon(card),
        "href": format!("/{lang}/me/data/{id}"),
        "parts": parts,
        "confirmed": told,
        "until": last_day(of_category()).map(|day| words::day(lang, day)),
    })
}

/// The last day of anything in a category.
fn last_day<'f>(facts: impl Iterator<Item = &'f Fact>) -> Option<jiff::civil::Date> {
    let day = |fact: &Fact| match &fact.until {
        Until::Day { day, .. } => Some(*day),
        _ => None,
    };
    facts.filter_map(day).max()
}

/// Used by the category page too: the batch of a correction, for its button.
pub(super) fn undo_address(visit: &Visit, batch: &Id) -> String {
    format!("/{}/me/corrections/{batch}/undo", visit.lang())
}
