//! A portal whose database was restored from a backup shows nobody anything before the erasures since are applied again.

use crate::portal::Portal;
use crate::web::Visit;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse};
use serde_json::json;

/// Seconds after which a browser or program may ask again.
const AGAIN: HeaderValue = HeaderValue::from_static("10");

/// The layer inside the frame: closed, every page says why, except what the page itself needs. Programs get an empty 503,
/// of which the frame makes a problem.
pub async fn closed(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_closed = request.app_data::<Data<Portal>>().is_some_and(|portal| portal.ledger.is_closed());
    let is_open_anyway = ["/health/", "/assets/"].iter().any(|start| request.path().starts_with(start));
    if !is_closed || is_open_anyway {
        return next.call(request).await;
    }
    let visit = request.extensions().get::<Visit>().cloned();
    let mut answer = match visit {
        Some(visit) if !request.path().starts_with("/api/") => {
            visit.page_with_status(503, "erasure/closed.html", json!({}))?
        }
        _ => HttpResponse::ServiceUnavailable().finish(),
    };
    answer.headers_mut().insert(RETRY_AFTER, AGAIN);
    Ok(request.into_response(answer))
}
