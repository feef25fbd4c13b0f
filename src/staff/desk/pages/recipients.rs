//! Who received data and must hear that they were corrected, erased or restricted (Art. 19): what the portal tells by itself and
//! what stands in its way, and the list of each recipient for who is told by hand.

use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::notifications::{self, Entry, Listed, Open, State, Trouble, Waiting};
use crate::portal::Portal;
use crate::record::{Recipient, Told};
use crate::spreadsheet;
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: &str = "/staff/recipients";

/// The longest reason.
const LONGEST: usize = 1_000;

fn recipient<'r>(portal: &'r Portal, id: &str) -> Option<&'r Recipient> {
    portal.record.recipient(id)
}

/// What a colleague tells this recipient.
fn listed(recipient: Option<&Recipient>) -> Listed {
    if recipient.is_some_and(|recipient| recipient.told.is_by_itself()) { Listed::Failed } else { Listed::All }
}

/// How the portal tells a recipient, in words; `None` where a colleague does.
fn way(lang: Lang, told: &Told) -> Option<String> {
    let (key, place) = match told {
        Told::Webhook { url, .. } => ("notification-way-webhook", url.host_str().unwrap_or_default()),
        Told::Mail { address, .. } => ("notification-way-mail", address.as_str()),
        Told::ByHand | Told::Live => return None,
    };
    Some(words::say(lang, key, &[("where", place)]))
}

/// What stands in the way and what cures it, as sentences.
fn trouble(portal: &Portal, lang: Lang, trouble: Trouble) -> Vec<String> {
    let word = trouble.problem.word();
    let said =
        |part: &str| words::say(lang, &format!("notification-{part}-{word}"), &[("status", &trouble.problem.status())]);
    let next = trouble.next_at.map(|at| {
        let tried = words::count(lang, "notification-tried", "count", trouble.attempts.into());
        let next = words::say(lang, "notification-next", &[("at", &words::moment(lang, at, portal.zone()))]);
        format!("{tried}. {next}")
    });
    [said("problem"), said("cure")].into_iter().chain(next).collect()
}

pub(super) async fn page(portal: web::Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let open = portal.db.read(notifications::open).await?;
    let (lang, today) = (visit.lang(), portal.today());
    let row = |(id, open): (&String, &Open)| {
        let known = recipient(&portal, id);
        let by_hand = listed(known) == Listed::All;
        let kinds = open
            .to_send
            .iter()
            .map(|(kind, count)| words::count(lang, &format!("notification-count-{kind}"), "count", *count));
        json!({
            "id": id,
            "name": known.map_or(id.as_str(), |recipient| recipient.name.as_str()),
            "contact": known.and_then(|recipient| recipient.contact.clone()),
            "way": known.and_then(|recipient| way(lang, &recipient.told)),
            "kinds": kinds.collect::<Vec<_>>(),
            "failed": (open.failed > 0).then(|| words::count(lang, "notification-count-failed", "count", open.failed)),
            "trouble": open.trouble.map(|found| trouble(&portal, lang, found)),
            "list": open.failed > 0 || (by_hand && !open.to_send.is_empty()),
            "again": !by_hand && open.trouble.is_some(),
            "due": open.due_on.map(|due| super::due(lang, super::bands(&portal), due, false)),
            "late": open.due_on.is_some_and(|due| due < today),
            "sent": (open.sent > 0).then(|| words::count(lang, "notification-count-sent", "count", open.sent)),
        })
    };
    visit.page("staff/recipients.html", json!({ "rows": open.iter().map(row).collect::<Vec<_>>() }))
}

/// Takes the list of a recipient. It names people, so it is logged before it is shown.
async fn take(
    portal: &web::Data<Portal>,
    visit: &Visit,
    by: &Colleague,
    recipient: &Recipient,
) -> Result<Vec<Entry>, PageError> {
    let (parts, now, colleague, id) = (portal.clone(), visit.now(), by.id.clone(), recipient.id.clone());
    let listed = listed(Some(recipient));
    let taken = portal.db.write(move |tx| {
        let entries = notifications::entries(tx, &parts.keys, &id, listed)?;
        let event = audit::Event {
            actor: Actor::Colleague(colleague),
            action: "notifications.listed",
            object: Some(id),
            person: None,
            detail: json!({ "count": entries.len() }),
        };
        audit::append(tx, now, &parts.random, &event)?;
        Ok::<_, Error>(entries)
    });
    Ok(taken.await?)
}

/// The kind, the categories and the day of an entry, in words.
fn told(portal: &Portal, visit: &Visit, entry: &Entry) -> [String; 3] {
    let lang = visit.lang();
    let name = |id: &String| {
        portal.record.category(id).map_or_else(|| id.clone(), |category| category.label.get(lang).to_owned())
    };
    [
        visit.say(&format!("notification-kind-{}", entry.kind), &[]),
        entry.categories.iter().map(name).collect::<Vec<_>>().join(", "),
        words::date_of(lang, entry.made_at, portal.zone()),
    ]
}

fn list_shown(portal: &Portal, visit: &Visit, recipient: &Recipient, entries: &[Entry], typed: &Typed) -> Value {
    let rows = entries.iter().map(|entry| {
        let [kind, categories, day] = told(portal, visit, entry);
        json!({ "address": entry.address, "kind": kind, "categories": categories, "day": day })
    });
    json!({
        "id": recipient.id,
        "name": recipient.name,
        "contact": recipient.contact,
        "rows": rows.collect::<Vec<_>>(),
        "last": entries.last().map(|entry| entry.id.clone()),
        "longest": LONGEST,
        "typed": { "state": typed.state, "why": typed.why },
    })
}

pub(super) async fn list(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let recipient = recipient(&portal, &path).ok_or(PageError::NotFound)?.clone();
    let entries = take(&portal, &visit, &colleague, &recipient).await?;
    if form.0.form == "csv" {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let heads = ["address", "kind", "categories", "day"];
        let wrote = csv.write_record(heads.map(|head| visit.say(&format!("notification-head-{head}"), &[])));
        let mut wrote = wrote.is_ok();
        for entry in &entries {
            let [kind, categories, day] = told(&portal, &visit, entry);
            let cells = [&entry.address, &kind, &categories, &day].map(|cell| spreadsheet::harmless(cell));
            wrote &= csv.write_record(&cells).is_ok();
        }
        let file = csv.into_inner().ok().filter(|_| wrote);
        let file = file.ok_or_else(|| PageError::Internal(anyhow::anyhow!("a list cannot be written")))?;
        return Ok(visit.download(&format!("{}.csv", recipient.id), "text/csv; charset=utf-8", file));
    }
    visit.page("staff/recipient.html", list_shown(&portal, &visit, &recipient, &entries, &Typed::default()))
}

/// What is typed into the forms of a list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    /// `csv` for the file.
    #[serde(default)]
    form: String,
    /// The last notification of the list that was taken.
    #[serde(default)]
    last: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    why: String,
}

/// A colleague says what became of the list: told, confirmed, or not told for a reason that the law knows.
pub(super) async fn settle(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let recipient = recipient(&portal, &path).ok_or(PageError::NotFound)?.clone();
    let typed = form.0;
    let state: State = typed.state.parse().map_err(|_| PageError::Invalid)?;
    let last: Option<Id> = match state {
        State::ToSend | State::Failed => return Err(PageError::Invalid),
        State::Confirmed => None,
        _ => Some(typed.last.parse().map_err(|_| PageError::Invalid)?),
    };
    let why = typed.why.trim().to_owned();
    let reason = matches!(state, State::Impossible | State::Disproportionate);
    if let Some(text) = visit.text_fault(&why, reason, LONGEST) {
        let entries = take(&portal, &visit, &colleague, &recipient).await?;
        let context = list_shown(&portal, &visit, &recipient, &entries, &typed);
        return visit.page_with_errors("staff/recipient.html", context, &[FieldError::new("why", text)]);
    }
    let (parts, now, by, id) = (portal.clone(), visit.now(), colleague.id.clone(), recipient.id.clone());
    let listed = listed(Some(&recipient));
    let work = move |tx: &mut Db| {
        let which = last.as_ref().map_or(Waiting::Sent, |last| Waiting::Listed(listed, last));
        let why = if reason { why.as_str() } else { "" };
        notifications::settle(tx, now, (&parts.random, &parts.keys), &by, &id, which, (state, why))
    };
    let banner = match portal.db.write(work).await? {
        0 => Banner::warning("staff-recipients-late", &[]),
        _ => Banner::success(&format!("staff-recipients-{state}"), &[("name", &recipient.name)]),
    };
    Ok(visit.redirect_with(PAGE, &banner))
}

/// Tells a recipient again, now, once what stood in the way was put right.
pub(super) async fn again(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let recipient = recipient(&portal, &path).ok_or(PageError::NotFound)?.clone();
    let (parts, now, by, id) = (portal.clone(), visit.now(), colleague.id.clone(), recipient.id.clone());
    let work = move |tx: &mut Db| notifications::try_again(tx, now, &parts.random, &by, &id);
    let banner = match portal.db.write(work).await? {
        0 => Banner::warning("staff-recipients-late", &[]),
        _ => Banner::success("staff-recipients-tried", &[("name", &recipient.name)]),
    };
    Ok(visit.redirect_with(PAGE, &banner))
}
