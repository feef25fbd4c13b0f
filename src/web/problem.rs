//! What programs send and what they are refused with: JSON, and problems (RFC 9457).

use super::PageError;
use crate::db;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::future::Future;
use std::pin::Pin;

/// Why the API refuses. The words name fields and never values.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The body or the query cannot be used; what to mend.
    #[error("invalid: {0}")]
    Invalid(String),
    /// Anything a page would refuse too.
    #[error(transparent)]
    Page(#[from] PageError),
}

impl Refusal {
    /// With words that say what to mend.
    pub fn invalid(words: impl Into<String>) -> Self {
        Self::Invalid(words.into())
    }
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Page(error.into())
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Page(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Invalid(words) => problem(StatusCode::UNPROCESSABLE_ENTITY, Some(words), None),
            // The frame makes a problem of it, with a reference.
            Self::Page(error) => error.error_response(),
        }
    }
}

/// What was sent cannot be used, as an answer that is whole already; for routes that add headers of their own.
pub fn refused(words: &str) -> HttpResponse {
    problem(StatusCode::UNPROCESSABLE_ENTITY, Some(words), None)
}

/// A problem as an answer.
pub(super) fn problem(status: StatusCode, detail: Option<&str>, reference: Option<&str>) -> HttpResponse {
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Refused"),
        "status": status.as_u16(),
    });
    if let Some(body) = body.as_object_mut() {
        body.extend(detail.map(|words| ("detail".to_owned(), json!(words))));
        body.extend(reference.map(|reference| ("reference".to_owned(), json!(reference))));
    }
    HttpResponse::build(status).content_type("application/problem+json").body(body.to_string())
}

/// A JSON body. What it does not know is refused if `T` says so (`deny_unknown_fields`).
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = request.content_type().eq_ignore_ascii_case("application/json");
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !json {
                return Err(Refusal::invalid("the body must be application/json"));
            }
            let body = body.await.map_err(|_| Refusal::invalid("the body is too long or broken"))?;
            // The parser's own words quote what was sent, so only the place is told.
            let place = |error: serde_json::Error| {
                let what = if error.is_data() { "a field is missing, unknown or of another type" } else { "no JSON" };
                Refusal::invalid(format!("{what}, line {} column {}", error.line(), error.column()))
            };
            serde_json::from_slice(&body).map(Body).map_err(place)
        })
    }
}
