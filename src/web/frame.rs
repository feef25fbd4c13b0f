//! Around every request: the host it is for, headers that protect, pages for what was refused, one line in the log.

use super::error::Refused;
use super::problem::problem;
use super::{Visit, Web};
use crate::words;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web::Data};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use tracing::Instrument;

/// Nothing but our own files; no frames, no plug-ins, no foreign form targets.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Addresses that machines on this host ask for by any name.
const HEALTH: &str = "/health/";

/// Addresses that programs ask: what is refused there is JSON.
const API: &str = "/api/";

/// The outermost layer, for `App::wrap(from_fn(frame))`.
pub async fn frame(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(web) = request.app_data::<Data<Web>>().cloned() else { return next.call(request).await };
    let began = web.clock.now();
    let visit = Visit::begin(web.clone(), request.request());
    request.extensions_mut().insert(visit.clone());
    let reference = reference(&web);
    let span = tracing::info_span!("request", id = %reference);
    let method = request.method().clone();
    async move {
        let mut response = if is_ours(&request, &web) {
            next.call(request).await?
        } else {
            request.into_response(HttpResponse::new(StatusCode::MISDIRECTED_REQUEST))
        };
        let refused = response.response_mut().extensions_mut().remove::<Refused>();
        let pattern = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
        note(&method, &pattern, response.status(), refused.as_ref(), web.clock.now().duration_since(began).as_millis());
        let empty = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
        let failed = response.status().is_client_error() || response.status().is_server_error();
        if failed && (empty || refused.is_some()) && !pattern.starts_with(HEALTH) {
            let page = refusal(&visit, response.status(), refused, &reference);
            let allow = response.headers().get(header::ALLOW).cloned();
            response = response.into_response(page);
            if let Some(allow) = allow {
                response.headers_mut().insert(header::ALLOW, allow);
            }
        }
        protect(response.headers_mut(), web.site.secure);
        Ok(response)
    }
    .instrument(span)
    .await
}

/// Links are built from the settings, so another name in the Host header can only be a trick or a mistake.
fn is_ours(request: &ServiceRequest, web: &Web) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    request.path().starts_with(HEALTH) || host.is_some_and(|host| host.eq_ignore_ascii_case(&web.site.host))
}

fn reference(web: &Web) -> String {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bytes: [u8; 8] = web.random.bytes();
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).map_or('0', |letter| char::from(*letter));
    bytes.iter().map(letter).collect()
}

/// The pattern of the address, never the address: that could hold a token.
fn note(method: &Method, pattern: &str, status: StatusCode, refused: Option<&Refused>, took: i128) {
    let took = i64::try_from(took).unwrap_or(i64::MAX);
    match refused.and_then(|refused| refused.cause.as_deref()) {
        Some(cause) => tracing::error!(%method, pattern, status = status.as_u16(), took_ms = took, cause, "failed"),
        None => tracing::info!(%method, pattern, status = status.as_u16(), took_ms = took, "answered"),
    }
}

/// A page that says what happened, whether data are safe, and what now.
fn refusal(visit: &Visit, status: StatusCode, refused: Option<Refused>, reference: &str) -> HttpResponse {
    const WITH_WORDS: [u16; 10] = [400, 403, 404, 405, 410, 413, 429, 500, 503, 409];
    let known = WITH_WORDS.contains(&status.as_u16());
    let worded = match status {
        _ if known => status.as_u16(),
        status if status.is_server_error() => 500,
        _ => 400,
    };
    let retry = refused.and_then(|refused| refused.retry);
    if visit.path().starts_with(API) {
        let mut response = problem(status, None, Some(reference));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        retry_after(visit, retry, &mut response);
        return response;
    }
    let words = retry.map(|at: Timestamp| words::moment(visit.lang(), at, &TimeZone::UTC) + " UTC");
    let context = json!({ "status": worded, "reference": reference, "retry": words });
    let mut response = visit.answer(status, "error.html", context, &[]).unwrap_or_else(|error| {
        tracing::error!(%error, "the error page cannot be rendered");
        HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(reference.to_owned())
    });
    retry_after(visit, retry, &mut response);
    response
}

fn retry_after(visit: &Visit, retry: Option<Timestamp>, response: &mut HttpResponse) {
    let Some(at) = retry else { return };
    let seconds = at.duration_since(visit.now()).as_secs().max(1);
    if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
}

fn protect(headers: &mut header::HeaderMap, secure: bool) {
    let defaults = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    for (name, value) in defaults {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if secure {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}
