//! The approved version in the forms others read.

use crate::dpo::{self, Format};
use crate::portal::Portal;
use crate::record::store;
use crate::web::{PageError, Visit};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};

/// The record as a file: the part of the address after the dot says in which form.
pub(super) async fn file(portal: Data<Portal>, visit: Visit, name: Path<String>) -> Result<HttpResponse, PageError> {
    let format = name.strip_prefix("record.").and_then(|end| end.parse::<Format>().ok()).ok_or(PageError::NotFound)?;
    let versions = portal.db.read(store::approved_so_far).await?;
    let (lang, now) = (visit.lang(), visit.now());
    let bytes = actix_web::web::block(move || {
        let settings = &portal.settings.portal;
        dpo::export(settings, &versions, format, lang, now)
    });
    let bytes = bytes.await.map_err(|error| PageError::Internal(error.into()))?.map_err(PageError::Internal)?;
    let named = format!("attachment; filename=\"record.{}\"", format.as_str());
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((header::CONTENT_DISPOSITION, named))
        .body(bytes))
}
