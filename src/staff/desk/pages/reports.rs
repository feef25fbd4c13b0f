//! S10: how the desk keeps its dates, in sentences, tables, bars and a file. Counts only.

use crate::portal::Portal;
use crate::staff::desk::report::{Forecast, Line, PACE_DAYS, Report, When, report};
use crate::web::{PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The periods to choose among, in days.
const PERIODS: [i32; 3] = [30, 90, 365];

/// Names of the bands of age, in addresses and message keys.
const AGES: [&str; 5] = ["week", "two-weeks", "three-weeks", "month", "longer"];

/// Which period is looked at.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Period {
    #[serde(default)]
    days: String,
}

impl Period {
    fn days(&self) -> i32 {
        self.days.parse().ok().filter(|days| PERIODS.contains(days)).unwrap_or(90)
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn percent(count: usize, of: usize) -> usize {
    (count * 100).checked_div(of).unwrap_or_default()
}

async fn read(portal: &web::Data<Portal>, visit: &Visit, days: i32) -> Result<Report, PageError> {
    let (zone, now) = (portal.settings.requests.zone.clone(), visit.now());
    Ok(portal.db.read(move |db| report(db, &When { zone: &zone, now }, days)).await?)
}

fn line(visit: &Visit, label: String, line: &Line) -> Value {
    json!({
        "label": label,
        "answers": line.answers,
        "on_time": line.on_time,
        "percent": line.percent_on_time(),
        "refused": line.refused,
        "median": words::count(visit.lang(), "report-days", "days", i64::from(line.median_days)),
    })
}

fn forecast(visit: &Visit, forecast: Forecast) -> String {
    match forecast {
        Forecast::Clear => visit.say("report-forecast-clear", &[]),
        Forecast::Unknown => visit.say("report-forecast-unknown", &[("days", &PACE_DAYS.to_string())]),
        Forecast::Late { count, first } => {
            let late = words::count(visit.lang(), "report-forecast-late", "count", number(count));
            let first = visit.say("report-forecast-first", &[("date", &words::day(visit.lang(), first))]);
            format!("{late} {first}")
        }
    }
}

pub(super) async fn page(
    portal: web::Data<Portal>,
    visit: Visit,
    period: web::Query<Period>,
) -> Result<HttpResponse, PageError> {
    let days = period.days();
    let report = read(&portal, &visit, days).await?;
    let bar = |label: String, count: usize, of: usize, series: u32| json!({ "label": label, "value": count, "percent": percent(count, of), "series": series });
    let on_time = |(right, line): &(crate::requests::Right, Line)| {
        let value = visit.say("report-percent", &[("percent", &line.percent_on_time().to_string())]);
        json!({ "label": visit.say(&format!("right-{right}"), &[]), "value": value, "percent": line.percent_on_time() })
    };
    let ages = AGES.iter().zip(report.ages).map(|(band, count)| {
        let series = if *band == "longer" { 2 } else { 1 };
        bar(visit.say(&format!("report-age-{band}"), &[]), count, report.open, series)
    });
    let refused: usize = report.behind.refusals.iter().map(|(_, count)| count).sum();
    let extended: usize = report.behind.extensions.iter().map(|(_, count)| count).sum();
    let refusals = report
        .behind
        .refusals
        .iter()
        .map(|(ground, count)| bar(visit.say(&format!("ground-{ground}"), &[]), *count, refused, 1));
    let extensions = report
        .behind
        .extensions
        .iter()
        .map(|(ground, count)| bar(visit.say(&format!("extension-{ground}"), &[]), *count, extended, 1));
    let tabs = PERIODS.iter().map(|one| {
        let label = words::count(visit.lang(), "report-last-days", "days", i64::from(*one));
        json!({ "href": format!("/staff/reports?days={one}"), "label": label, "current": *one == days })
    });
    let rights =
        report.behind.rights.iter().map(|(right, one)| line(&visit, visit.say(&format!("right-{right}"), &[]), one));
    visit.page(
        "staff/reports.html",
        json!({
            "tabs": tabs.collect::<Vec<_>>(),
            "answers": report.behind.all.answers,
            "headline": report.behind.all.headline(visit.lang()),
            "all": line(&visit, visit.say("report-all", &[]), &report.behind.all),
            "rights": rights.collect::<Vec<_>>(),
            "on_time": report.behind.rights.iter().map(on_time).collect::<Vec<_>>(),
            "refusals": refusals.collect::<Vec<_>>(),
            "extensions": extensions.collect::<Vec<_>>(),
            "open": report.open,
            "ages": ages.collect::<Vec<_>>(),
            "forecast": forecast(&visit, report.forecast),
            "pace": visit.say("report-forecast-how", &[("days", &PACE_DAYS.to_string())]),
            "csv": format!("/staff/reports/figures.csv?days={days}"),
            "quarters": super::quarter::offered(&portal, &visit).await?,
        }),
    )
}

/// The same figures as a file: the group, the name, how many, and for rights how they were answered.
pub(super) async fn csv(
    portal: web::Data<Portal>,
    visit: Visit,
    period: web::Query<Period>,
) -> Result<HttpResponse, PageError> {
    let days = period.days();
    let report = read(&portal, &visit, days).await?;
    let mut rows: Vec<[String; 6]> =
        vec![["group", "name", "count", "on_time", "refused", "median_days"].map(str::to_owned)];
    let answers = |name: &str, line: &Line| {
        let figures = [line.answers, line.on_time, line.refused].map(|count| count.to_string());
        let [count, on_time, refused] = figures;
        ["answers".to_owned(), name.to_owned(), count, on_time, refused, line.median_days.to_string()]
    };
    rows.push(answers("all", &report.behind.all));
    rows.extend(report.behind.rights.iter().map(|(right, line)| answers(right.as_str(), line)));
    let plain = |group: &str, name: &str, count: usize| {
        [group.to_owned(), name.to_owned(), count.to_string(), String::new(), String::new(), String::new()]
    };
    rows.extend(report.behind.refusals.iter().map(|(ground, count)| plain("refusals", ground.as_str(), *count)));
    rows.extend(report.behind.extensions.iter().map(|(ground, count)| plain("extensions", ground.as_str(), *count)));
    rows.extend(AGES.iter().zip(report.ages).map(|(band, count)| plain("open", band, count)));
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        csv.write_record(row).map_err(|error| PageError::Internal(error.into()))?;
    }
    let bytes = csv.into_inner().map_err(|error| PageError::Internal(anyhow::anyhow!(error.to_string())))?;
    Ok(visit.download(&format!("requests-{days}-days.csv"), "text/csv; charset=utf-8", bytes))
}
