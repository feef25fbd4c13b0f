//! A10: the authority pack, by one button.

use crate::db::Id;
use crate::dpo::pack::{self, Making};
use crate::portal::Portal;
use crate::web::{PageError, Visit};
use actix_web::HttpResponse;
use actix_web::web::{Data, block};

pub(super) async fn file(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let (zone, now, lang) = (portal.settings.requests.zone.clone(), visit.now(), visit.lang());
    let kept = portal.db.read(move |db| pack::read(db, &zone, now)).await?;
    let today = portal.today();
    let bytes = block(move || {
        let (record, id) = (portal.record.now(), Id::at(now, &portal.random));
        let settings = &portal.settings.portal;
        pack::write(&kept, &Making { settings, record: &record, lang, now, today, id })
    });
    let bytes = bytes.await.map_err(|error| PageError::Internal(error.into()))?.map_err(PageError::Internal)?;
    Ok(visit.download(&format!("authority-pack-{today}.zip"), "application/zip", bytes))
}
