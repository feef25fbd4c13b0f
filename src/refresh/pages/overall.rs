//! M7 for all campaigns together: how fresh the whole customer file is, how that went over the months, and what came of each
//! campaign. Counts only.

use super::results::{Counts, bar};
use super::shown;
use crate::db::{Db, Error};
use crate::portal::Portal;
use crate::refresh::audience::{self, SMALL};
use crate::refresh::{self, FileFreshness};
use crate::web::{PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Data;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

/// How many months are shown.
const MONTHS: i32 = 24;
/// How many campaigns are.
const CAMPAIGNS: usize = 12;

/// The counts now, and those of the months.
struct Fresh {
    now: FileFreshness,
    months: Vec<(Date, FileFreshness)>,
}

impl Fresh {
    /// To be read as `portal` stands now.
    fn reading(portal: &Portal) -> impl FnOnce(&mut Db) -> Result<Self, Error> + Send + 'static + use<> {
        let (since, today) = (portal.measure().fresh_since(), portal.today());
        let first = today.first_of_month().saturating_sub((MONTHS - 1).months());
        move |db: &mut Db| {
            let now = refresh::freshness(db, since)?;
            let mut months = refresh::freshness_kept(db, first)?;
            // What is counted now is the count of this month.
            months.retain(|(month, _)| *month != today.first_of_month());
            if now.people > 0 {
                months.push((today.first_of_month(), now));
            }
            Ok(Self { now, months })
        }
    }
}

fn percent(part: i64, of: i64) -> i64 {
    part.saturating_mul(100).checked_div(of).unwrap_or(0)
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let fresh = Fresh::reading(&portal);
    let read = portal.db.read(move |db| Ok::<_, Error>((fresh(db)?, refresh::briefs(db, CAMPAIGNS)?)));
    let (Fresh { now, months }, campaigns) = read.await?;
    let after = portal.settings.refresh.confirm_after_months.to_string();
    let bands: Vec<Value> = [("fresh", now.fresh, 1), ("old", now.old, 2), ("never", now.never, 2)]
        .into_iter()
        .map(|(word, count, series)| {
            bar(visit.say(&format!("refresh-fresh-{word}"), &[("months", &after)]), count, now.people, series)
        })
        .collect();
    let rows: Vec<Value> = months
        .iter()
        .map(|(month, counted)| {
            let share = percent(counted.fresh, counted.people);
            // A share of few people would tell how many they are.
            let small = counted.people < SMALL || (1..SMALL).contains(&counted.fresh);
            let value =
                if small { "–".to_owned() } else { visit.say("report-percent", &[("percent", &share.to_string())]) };
            let bar = if small { 1 } else { share };
            json!({ "label": words::month(visit.lang(), *month), "value": value, "percent": bar })
        })
        .collect();
    let campaigns: Vec<Value> = campaigns
        .iter()
        .map(|(campaign, brief)| {
            let mut row = shown(&visit, campaign);
            let more = json!({
                "results": format!("/marketing/campaigns/{}/results", campaign.id),
                "sent": audience::shown(brief.sent),
                "answered": audience::shown(brief.answered),
                "changed": audience::shown(brief.changed),
            });
            if let (Some(row), Value::Object(more)) = (row.as_object_mut(), more) {
                row.extend(more);
            }
            row
        })
        .collect();
    let lead = if now.people < SMALL {
        visit.say("refresh-fresh-people", &[("people", &audience::shown(now.people))])
    } else {
        let (share, people) = (percent(now.fresh, now.people).to_string(), audience::shown(now.people));
        let args = [("percent", share.as_str()), ("people", people.as_str()), ("months", after.as_str())];
        visit.say("refresh-fresh-lead", &args)
    };
    visit.page(
        "refresh/overall.html",
        json!({
            "empty": now.people == 0,
            "lead": lead,
            "bands": bands,
            "months": rows,
            "since": months.first().map(|(month, _)| words::month(visit.lang(), *month)),
            "after": after,
            "campaigns": campaigns,
            "csv": "/marketing/results.csv",
        }),
    )
}

/// The counts of the months as a file.
pub(super) async fn csv(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let Fresh { months, .. } = portal.db.read(Fresh::reading(&portal)).await?;
    let mut csv = Counts::new(&["month", "people", "fresh", "old", "never"])?;
    for (month, counted) in months {
        let counts = [counted.people, counted.fresh, counted.old, counted.never];
        csv.row(&[&month.strftime("%Y-%m").to_string()], &counts)?;
    }
    csv.download(&visit, "freshness.csv")
}
