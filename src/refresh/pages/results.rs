//! M7: what came of a campaign, in counts. Nothing is known about who opened the mail, and a page says why.

use super::{answer_words, campaign_at, shown};
use crate::bounces::Cause;
use crate::portal::Portal;
use crate::refresh::audience::{self, Exclusion};
use crate::refresh::{self, Campaign, Figures};
use crate::web::{PageError, Visit};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};

async fn counted(portal: &Portal, id: &str) -> Result<(Campaign, Figures), PageError> {
    let campaign = campaign_at(portal, id).await?;
    let key = campaign.id.clone();
    let figures = portal.db.read(move |db| refresh::figures(db, &key)).await?;
    Ok((campaign, figures))
}

/// A bar; a small count gets the least bar there is, so that its length does not tell what its figure hides.
fn bar(label: String, count: i64, of: i64, series: u32) -> Value {
    let percent = if (1..10).contains(&count) { 1 } else { count.saturating_mul(100).checked_div(of).unwrap_or(0) };
    json!({ "label": label, "value": audience::shown(count), "percent": percent, "series": series })
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let (campaign, figures) = counted(&portal, &id).await?;
    let total = figures.total();
    let sent = figures.state("sent") + figures.state("unknown");
    let funnel = [
        bar(visit.say("refresh-funnel-planned", &[]), total, total, 1),
        bar(visit.say("refresh-funnel-sent", &[]), sent, total, 1),
        bar(visit.say("refresh-funnel-answered", &[]), figures.answered(), total, 2),
    ];
    let answers: Vec<Value> = answer_words(&visit)
        .into_iter()
        .zip(2..)
        .map(|((answer, words), series)| bar(words, figures.answer(answer.as_str()), figures.answered(), series))
        .collect();
    let languages: Vec<Value> = figures
        .languages
        .iter()
        .map(|(lang, sent, answered)| {
            json!({
                "label": visit.say(&format!("refresh-lang-{lang}"), &[]),
                "sent": audience::shown(*sent),
                "answered": audience::shown(*answered),
            })
        })
        .collect();
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
    let (answered, reached) = (audience::shown(figures.answered()), audience::shown(sent));
    let context = json!({
        "campaign": shown(&visit, &campaign),
        "headline": visit.say("refresh-results-headline", &[("answered", &answered), ("sent", &reached)]),
        "empty": sent == 0 && lost.is_empty(),
        "funnel": funnel,
        "answers": answers,
        "by_language": languages,
        "excluded": excluded,
        "lost": lost,
        "csv": format!("/marketing/campaigns/{}/results.csv", campaign.id),
    });
    visit.page("refresh/results.html", context)
}

pub(super) async fn csv(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let (campaign, figures) = counted(&portal, &id).await?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let states =
        ["planned", "sending", "sent", "unknown", "failed", "skipped"].map(|word| ("mails", word, figures.state(word)));
    let reminders = ["planned", "sending", "sent", "unknown", "failed", "skipped"]
        .map(|word| ("reminders", word, figures.reminder(word)));
    let answers = answer_words(&visit).map(|(answer, _)| ("answers", answer.as_str(), figures.answer(answer.as_str())));
    let reasons = Exclusion::ALL.map(|reason| ("left_out", reason.as_str(), figures.left_out(reason.as_str())));
    let lost = Cause::ALL.map(|cause| ("not_arrived", cause.as_str(), figures.lost_by(cause)));
    let complaints = [("complaints", "all", figures.complaints)];
    csv.write_record(["group", "name", "people"]).map_err(|error| PageError::Internal(error.into()))?;
    for (group, word, count) in
        states.into_iter().chain(reminders).chain(answers).chain(reasons).chain(lost).chain(complaints)
    {
        let shown = if (1..10).contains(&count) { "<10".to_owned() } else { count.to_string() };
        csv.write_record([group, word, &shown]).map_err(|error| PageError::Internal(error.into()))?;
    }
    let bytes = csv.into_inner().map_err(|error| PageError::Internal(anyhow::anyhow!(error.to_string())))?;
    Ok(visit.download(&format!("campaign-{}.csv", campaign.id), "text/csv; charset=utf-8", bytes))
}
