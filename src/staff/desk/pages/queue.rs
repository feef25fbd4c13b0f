//! S1: the queue. Filters are links and a form that a bookmark can keep; they name no person.

use super::{bands, due};
use crate::db::{Error, Id};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::requests::clock::{Bands, day_of};
use crate::requests::{Right, Status};
use crate::roles::Permission;
use crate::spreadsheet::harmless;
use crate::staff::desk::Row;
use crate::staff::desk::queue::{Counts, Filter, Open, Seen, Sought, Taken, View, behind, sheet};
use crate::staff::tasks;
use crate::web::{Colleague, PageError, Pieces, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

/// The most characters of a reference that is looked for.
const LONGEST: usize = 40;

/// What the queue is narrowed to, as it stands in the address.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    band: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    right: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    /// What of it makes sense. Words that are none narrow nothing, a reference that is none finds nothing.
    fn filter(&self) -> Filter {
        let long = self.reference.chars().count() > LONGEST;
        Filter {
            view: View::read(&self.band),
            taken: Taken::read(&self.owner),
            right: self.right.parse().ok(),
            sought: if long { Sought::Unreadable } else { Sought::read(&self.reference) },
        }
    }

    /// The address of a narrower or wider queue, which begins at its first page again.
    fn href(&self, view: View, taken: Taken, right: Option<Right>) -> String {
        let right = right.map_or("", Right::as_str);
        let reference = if self.reference.chars().count() > LONGEST { "" } else { self.reference.trim() };
        let pairs = [("band", view.as_str()), ("owner", taken.as_str()), ("right", right), ("reference", reference)];
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()))
            .finish();
        if query.is_empty() { "/staff/queue".to_owned() } else { format!("/staff/queue?{query}") }
    }
}

/// A link that narrows, with what it shows; the current one takes the narrowing off again.
fn chip(lang: Lang, key: &str, count: u64, current: bool, href: &str) -> Value {
    json!({ "href": href, "label": format!("{} {count}", words::say(lang, key, &[])), "current": current })
}

fn views(lang: Lang, asked: &Asked, filter: &Filter, counts: &Counts) -> Vec<Value> {
    let one = |view: View| {
        let (current, count) = (filter.view == view, counts.of(&Filter { view, ..filter.clone() }));
        // Only some colleagues are a second person now and then.
        if view == View::Second && count == 0 && !current {
            return None;
        }
        let to = if current { View::All } else { view };
        let href = asked.href(to, filter.taken, filter.right);
        Some(chip(lang, &format!("staff-band-{}", view.as_str()), count, current, &href))
    };
    View::NAMED.into_iter().filter_map(one).collect()
}

fn owners(lang: Lang, asked: &Asked, filter: &Filter, counts: &Counts) -> Vec<Value> {
    let one = |taken: Taken| {
        let (current, count) = (filter.taken == taken, counts.of(&Filter { taken, ..filter.clone() }));
        let href = asked.href(filter.view, if current { Taken::Anyone } else { taken }, filter.right);
        chip(lang, &format!("staff-owner-{}", taken.as_str()), count, current, &href)
    };
    Taken::NAMED.into_iter().map(one).collect()
}

pub(super) async fn show(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, PageError> {
    let (asked, lang, bands) = (asked.into_inner(), visit.lang(), bands(&portal));
    let filter = asked.filter();
    let (seen, wanted, technical) =
        (Seen { by: colleague.id.clone(), bands }, filter.clone(), colleague.may(Permission::Tasks));
    let page = asked.page.parse().unwrap_or(1);
    let known = Open::recall(&portal.db, portal.clock.now(), &seen, &filter).await?;
    let open = known.clone();
    let read = portal.db.read(move |db| {
        let tasks = if technical { tasks::count(db)? } else { 0 };
        Ok::<_, Error>((sheet(db, &seen, &wanted, &open, page)?, tasks))
    });
    let (sheet, tasks) = read.await?;
    let counts = &sheet.counts;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let untaken = counts.untaken();
    let right_word = |right: &Right| words::say(lang, &format!("right-{right}"), &[]);
    let mut rights: Vec<Value> = vec![json!({ "value": "", "label": words::say(lang, "staff-all", &[]) })];
    rights.extend(Right::ALL.iter().map(|right| json!({ "value": right.as_str(), "label": right_word(right) })));
    let href = asked.href(filter.view, filter.taken, filter.right);
    let separator = if href.contains('?') { '&' } else { '?' };
    visit.page(
        "staff/queue.html",
        json!({
            "rows": sheet.rows.iter().map(|row| line(lang, &portal, bands, row)).collect::<Vec<_>>(),
            "all": counts.all(),
            "found": counts.of(&filter),
            "page": sheet.page,
            "pages": sheet.pages,
            "page_href": format!("{href}{separator}page="),
            "csv": href.replacen("/staff/queue", "/staff/queue/cases.csv", 1),
            "bands": views(lang, &asked, &filter, counts),
            "owners": owners(lang, &asked, &filter, counts),
            "rights": rights,
            "filter": {
                "band": filter.view.as_str(),
                "owner": filter.taken.as_str(),
                "right": filter.right.map_or("", Right::as_str),
                "reference": asked.reference,
                "longest": LONGEST,
                "narrow": filter != Filter::default(),
                "unreadable": filter.sought == Sought::Unreadable,
            },
            "closed": sheet.closed,
            "forecast": (untaken > 0).then(|| words::count(lang, "staff-queue-forecast", "count", number(untaken))),
            "next": sheet.next.map(|reference| format!("/staff/cases/{reference}")),
            "written": known.written(),
            "seconds": known.seconds(),
            "seconds_all": counts.seconds(),
            "tasks": tasks,
            "mails": known.mails(),
        }),
    )
}

/// Lines that are read and sent at a time.
const PIECE: i64 = 100;

/// The same list as a file, read and sent piece by piece. Its words are those of the addresses; it names no person.
pub(super) async fn csv(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, PageError> {
    let (seen, filter) = (Seen { by: colleague.id, bands: bands(&portal) }, asked.filter());
    // The line that was sent last; none once there is nothing behind it.
    let last: Arc<Mutex<Option<(Date, Id)>>> = Arc::default();
    let pieces = Pieces::uncounted(move |place| {
        let (portal, seen, filter, last) = (portal.clone(), seen.clone(), filter.clone(), Arc::clone(&last));
        Box::pin(async move {
            let from = last.lock().unwrap_or_else(PoisonError::into_inner).take();
            if place > 0 && from.is_none() {
                return Ok(None);
            }
            let read = portal.db.read(move |db| behind(db, &seen, &filter, from.as_ref(), PIECE));
            let rows: Vec<Row> = read.await.map_err(std::io::Error::other)?;
            if rows.is_empty() && place > 0 {
                return Ok(None);
            }
            if i64::try_from(rows.len()).is_ok_and(|count| count == PIECE) {
                let end = rows.last().map(|row| (row.request.due_on, row.request.id.clone()));
                *last.lock().unwrap_or_else(PoisonError::into_inner) = end;
            }
            Ok(Some(written(&portal, &rows, place == 0)?.into()))
        })
    });
    Ok(visit.download("cases.csv", "text/csv; charset=utf-8", pieces))
}

fn written(portal: &Portal, rows: &[Row], with_head: bool) -> std::io::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    if with_head {
        csv.write_record(["reference", "rights", "status", "channel", "received", "due", "put_aside_until", "owner"])?;
    }
    for row in rows {
        let request = &row.request;
        let rights: Vec<&str> = row.rights.iter().map(|right| right.as_str()).collect();
        csv.write_record([
            request.reference.clone(),
            rights.join(" "),
            request.status.to_string(),
            request.channel.to_string(),
            day_of(request.received_at, portal.zone()).to_string(),
            request.due_on.to_string(),
            request.snoozed_until.map(|day| day.to_string()).unwrap_or_default(),
            harmless(row.owner.as_deref().unwrap_or_default()),
        ])?;
    }
    csv.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

fn line(lang: Lang, portal: &Portal, bands: Bands, row: &Row) -> Value {
    let request = &row.request;
    let rights: Vec<String> = row.rights.iter().map(|right| words::say(lang, &format!("right-{right}"), &[])).collect();
    json!({
        "reference": request.reference,
        "href": format!("/staff/cases/{}", request.reference),
        "rights": rights.join(", "),
        "status": request.status.as_str(),
        "due": due(lang, bands, request.due_on, request.status == Status::Waiting),
        "owner": row.owner,
        "changed": words::moment(lang, request.changed_at, portal.zone()),
    })
}
