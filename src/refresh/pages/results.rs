//! M7: what came of a campaign, in counts. Nothing is known about who opened the mail, and a page says why.

use super::{answer_words, campaign_at, shown};
use crate::bounces::Cause;
use crate::portal::Portal;
use crate::refresh::audience::{self, Exclusion, SMALL};
use crate::refresh::campaign::Answer;
use crate::refresh::providers;
use crate::refresh::series::{Series, Step};
use crate::refresh::{self, Campaign, Corrected, Figures, Reach};
use crate::web::{PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn counted(portal: &Portal, id: &str) -> Result<(Campaign, Figures), PageError> {
    let campaign = campaign_at(portal, id).await?;
    let key = campaign.id.clone();
    let figures = portal.db.read(move |db| refresh::figures(db, &key)).await?;
    Ok((campaign, figures))
}

/// A bar; a small count gets the least bar there is, so that its length does not tell what its figure hides.
pub(super) fn bar(label: String, count: i64, of: i64, series: u32) -> Value {
    let percent = if (1..SMALL).contains(&count) { 1 } else { count.saturating_mul(100).checked_div(of).unwrap_or(0) };
    json!({ "label": label, "value": audience::shown(count), "percent": percent, "series": series })
}

/// What came of it in a sentence: shares where the counts are large enough for them.
fn headline(visit: &Visit, sent: i64, answered: i64, changed: i64) -> String {
    if sent < SMALL || answered < SMALL {
        let (answered, sent) = (audience::shown(answered), audience::shown(sent));
        return visit.say("refresh-results-headline", &[("answered", &answered), ("sent", &sent)]);
    }
    let share = |part: i64, of: i64, whole: i64| part.saturating_mul(whole).saturating_add(of / 2) / of;
    let tenths = share(answered, sent, 10).to_string();
    let answers = visit.say("refresh-results-tenths", &[("tenths", &tenths)]);
    let changes = match changed {
        0 => visit.say("refresh-results-unchanged", &[]),
        1..SMALL => visit.say("refresh-results-few-changed", &[]),
        _ => visit.say("refresh-results-changed", &[("percent", &share(changed, answered, 100).to_string())]),
    };
    format!("{answers} {changes}")
}

/// Counts over time as a chart: its title and what its rows are called, by message keys that `key` begins and the step ends.
pub(super) fn chart(visit: &Visit, key: &str, days: &BTreeMap<jiff::civil::Date, i64>) -> Option<Value> {
    let series = Series::of(days)?;
    let most = series.counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let rows = series.counts.iter().map(|(begin, count)| bar(step(visit, series.step, *begin), *count, most, 1));
    Some(json!({
        "title": visit.say(&format!("{key}{}", series.step.as_str()), &[]),
        "label": visit.say(&format!("refresh-{}", series.step.as_str()), &[]),
        "rows": rows.collect::<Vec<_>>(),
    }))
}

/// One step of a series, in words.
fn step(visit: &Visit, step: Step, begin: jiff::civil::Date) -> String {
    match step {
        Step::Day => words::day(visit.lang(), begin),
        Step::Week => visit.say("refresh-week-of", &[("day", &words::day(visit.lang(), begin))]),
        Step::Month => words::month(visit.lang(), begin),
    }
}

/// Rows of a table: sent, answered, refused or came back, those with most mails first.
fn reach(of: &BTreeMap<String, Reach>, label: impl Fn(&str) -> String) -> Vec<Value> {
    let mut rows: Vec<(&String, &Reach)> = of.iter().filter(|(_, reach)| **reach != Reach::default()).collect();
    rows.sort_by_key(|(_, reach)| -(reach.sent + reach.failed));
    let row = |(word, reach): (&String, &Reach)| {
        json!({
            "label": label(word),
            "sent": audience::shown(reach.sent),
            "answered": audience::shown(reach.answered),
            "failed": audience::shown(reach.failed),
        })
    };
    rows.into_iter().map(row).collect()
}

/// What people call a field: its label in the source, with the category; the category alone for one that is declared no more.
fn field(portal: &Portal, visit: &Visit, one: &Corrected) -> String {
    let lang = visit.lang();
    let record = portal.record.now();
    let category = record.categories.iter().find(|category| category.id == one.category);
    let category = category.map_or(one.category.as_str(), |category| category.label.get(lang));
    let declaration = portal.sources.declarations().find(|declaration| declaration.name == one.source);
    let held = declaration.and_then(|declaration| {
        let (table, column) = one.field.split_once('.')?;
        declaration.table(table)?.column(column)?.held()
    });
    match held {
        Some(held) => visit.say("refresh-field", &[("category", category), ("field", held.label.get(lang))]),
        None => category.to_owned(),
    }
}

/// What it saved, in words: with the cost that the settings give; else how to give one.
fn worth(portal: &Portal, visit: &Visit, figures: &Figures) -> String {
    let wrong = figures.found_wrong();
    let cost = portal.settings.refresh.bad_address_cost;
    match (cost, wrong) {
        (None, _) => visit.say("refresh-worth-unknown", &[("wrong", &audience::shown(wrong))]),
        (Some(_), ..SMALL) => visit.say("refresh-worth-few", &[("wrong", &audience::shown(wrong))]),
        (Some(cost), _) => {
            let amount = |hundredths: i64| words::amount(visit.lang(), hundredths, cost.currency());
            let (each, all) = (i64::from(cost.hundredths), i64::from(cost.hundredths).saturating_mul(wrong));
            let args = [("wrong", audience::shown(wrong)), ("each", amount(each)), ("amount", amount(all))];
            visit.say("refresh-worth", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
    }
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let (campaign, figures) = counted(&portal, &id).await?;
    let (total, sent, answered) = (figures.total(), figures.reached(), figures.answered());
    let funnel = [
        bar(visit.say("refresh-funnel-planned", &[]), total, total, 1),
        bar(visit.say("refresh-funnel-sent", &[]), sent, total, 1),
        bar(visit.say("refresh-funnel-answered", &[]), answered, total, 2),
    ];
    let answers: Vec<Value> = answer_words(&visit)
        .into_iter()
        .zip(2..)
        .map(|((answer, words), series)| bar(words, figures.answer(answer.as_str()), answered, series))
        .collect();
    let days = chart(&visit, "refresh-by-", &figures.days(portal.zone()));
    let most = figures.corrected.first().map_or(0, |first| first.corrections);
    let fields: Vec<Value> =
        figures.corrected.iter().map(|one| bar(field(&portal, &visit, one), one.corrections, most, 2)).collect();
    let provider = |word: &str| match word {
        providers::OTHER => visit.say("refresh-providers-other", &[]),
        word => providers::label(word).to_owned(),
    };
    let excluded: Vec<Value> = Exclusion::ALL
        .iter()
        .map(|reason| (reason, figures.left_out(reason.as_str())))
        .filter(|(_, count)| *count > 0)
        .map(|(reason, count)| {
            let label = visit.say(&format!("refresh-exclusion-{}", reason.as_str()), &[]);
            json!({ "label": label, "value": audience::shown(count) })
        })
        .collect();
    let lost: Vec<Value> = Cause::ALL
        .iter()
        .map(|cause| (visit.say(&format!("bounces-cause-{}", cause.as_str()), &[]), figures.lost_by(*cause)))
        .chain([(visit.say("bounces-results-complaints", &[]), figures.complaints)])
        .filter(|(_, count)| *count > 0)
        .map(|(label, count)| json!({ "label": label, "value": audience::shown(count) }))
        .collect();
    let context = json!({
        "campaign": shown(&visit, &campaign),
        "headline": headline(&visit, sent, answered, figures.answer(Answer::Changed.as_str())),
        "empty": sent == 0 && lost.is_empty(),
        "funnel": funnel,
        "answers": answers,
        "days": days,
        "fields": fields,
        "by_language": reach(&figures.languages, |lang| visit.say(&format!("refresh-lang-{lang}"), &[])),
        "by_provider": reach(&figures.providers, provider),
        "worth": worth(&portal, &visit, &figures),
        "excluded": excluded,
        "lost": lost,
        "csv": format!("/marketing/campaigns/{}/results.csv", campaign.id),
    });
    visit.page("refresh/results.html", context)
}

/// Counts as a file has them; small ones are not told there either.
pub(super) struct Counts(csv::Writer<Vec<u8>>);

impl Counts {
    pub(super) fn new(head: &[&str]) -> Result<Self, PageError> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(head).map_err(|error| PageError::Internal(error.into()))?;
        Ok(Self(csv))
    }

    pub(super) fn row(&mut self, names: &[&str], counts: &[i64]) -> Result<(), PageError> {
        let shown = |count: &i64| if (1..SMALL).contains(count) { "<10".to_owned() } else { count.to_string() };
        let names = names.iter().map(|name| (*name).to_owned());
        let record = names.chain(counts.iter().map(shown));
        self.0.write_record(record).map_err(|error| PageError::Internal(error.into()))
    }

    pub(super) fn download(self, visit: &Visit, name: &str) -> Result<HttpResponse, PageError> {
        let bytes = self.0.into_inner().map_err(|error| PageError::Internal(anyhow::anyhow!(error.to_string())))?;
        Ok(visit.download(name, "text/csv; charset=utf-8", bytes))
    }
}

pub(super) async fn csv(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let (campaign, figures) = counted(&portal, &id).await?;
    let mut csv = Counts::new(&["group", "name", "people"])?;
    for word in ["planned", "sending", "sent", "unknown", "failed", "skipped"] {
        csv.row(&["mails", word], &[figures.state(word)])?;
        csv.row(&["reminders", word], &[figures.reminder(word)])?;
    }
    for answer in Answer::ALL {
        csv.row(&["answers", answer.as_str()], &[figures.answer(answer.as_str())])?;
    }
    if let Some(series) = Series::of(&figures.days(portal.zone())) {
        let group = format!("answers_by_{}", series.step.as_str());
        for (begin, count) in &series.counts {
            csv.row(&[&group, &begin.to_string()], &[*count])?;
        }
    }
    for (group, of) in [("language", &figures.languages), ("provider", &figures.providers)] {
        for (word, reach) in of {
            let word = if word.is_empty() { "other" } else { word };
            for (what, count) in [("sent", reach.sent), ("answered", reach.answered), ("failed", reach.failed)] {
                csv.row(&[&format!("{what}_by_{group}"), word], &[count])?;
            }
        }
    }
    for one in &figures.corrected {
        csv.row(&["corrections", &format!("{}.{}", one.source, one.field)], &[one.corrections])?;
    }
    for reason in Exclusion::ALL {
        csv.row(&["left_out", reason.as_str()], &[figures.left_out(reason.as_str())])?;
    }
    for cause in Cause::ALL {
        csv.row(&["not_arrived", cause.as_str()], &[figures.lost_by(cause)])?;
    }
    csv.row(&["complaints", "all"], &[figures.complaints])?;
    csv.download(&visit, &format!("campaign-{}.csv", campaign.id))
}
