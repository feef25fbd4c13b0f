//! The quarters of the desk as papers for the data protection officer.

use crate::portal::Portal;
use crate::staff::desk::quarter::{About, Quarter, paper, quarterly, quarters};
use crate::staff::desk::report::When;
use crate::web::{PageError, Visit};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// How many quarters are offered: the present one and three years before it.
const MOST: usize = 13;

/// The papers there are, the latest first.
pub(super) async fn offered(portal: &Portal, visit: &Visit) -> Result<Vec<Value>, PageError> {
    let (zone, now, today) = (portal.settings.requests.zone.clone(), visit.now(), portal.today());
    let all = portal.db.read(move |db| quarters(db, &When { zone: &zone, now }, MOST)).await?;
    let one = |quarter: Quarter| {
        let name = quarter.named(visit.lang());
        let over = quarter.end() <= today;
        json!({
            "href": format!("/staff/reports/quarters/{quarter}"),
            "label": if over { name } else { visit.say("quarter-so-far", &[("quarter", &name)]) },
        })
    };
    Ok(all.into_iter().map(one).collect())
}

/// The paper of one quarter.
pub(super) async fn pdf(
    portal: web::Data<Portal>,
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let quarter: Quarter = path.parse().map_err(|_| PageError::NotFound)?;
    if quarter.first() > portal.today() {
        return Err(PageError::NotFound);
    }
    let (zone, now) = (portal.settings.requests.zone.clone(), visit.now());
    let found = portal.db.read(move |db| quarterly(db, &When { zone: &zone, now }, quarter)).await?;
    let (record, lang, today) = (portal.record.now(), visit.lang(), portal.today());
    let paper = paper(&About { lang, controller: &record.controller.name, now, today }, quarter, &found);
    let bytes = web::block(move || paper.write()).await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    Ok(visit.download(&format!("requests-{quarter}.pdf"), "application/pdf", bytes))
}
