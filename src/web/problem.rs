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
    /// The call is not one; what is missing.
    #[error("malformed: {0}")]
    Malformed(String),
    /// The body is no JSON.
    #[error("not application/json")]
    Media,
    /// It cannot be done as things stand.
    #[error("conflict: {words}")]
    Conflict {
        /// Why.
        words: String,
        /// What stands in the way, one by one.
        missing: Vec<String>,
    },
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
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Media => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::Page(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Invalid(words) | Self::Malformed(words) => problem(self.status_code(), Some(words), None),
            Self::Media => problem(self.status_code(), Some("the body must be application/json"), None),
            Self::Conflict { words, missing } => {
                let more = if missing.is_empty() { None } else { Some(("missing", json!(missing))) };
                problem_with(self.status_code(), Some(words), None, more)
            }
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
    problem_with(status, detail, reference, None)
}

fn problem_with(
    status: StatusCode,
    detail: Option<&str>,
    reference: Option<&str>,
    more: Option<(&str, serde_json::Value)>,
) -> HttpResponse {
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Refused"),
        "status": status.as_u16(),
    });
    if let Some(body) = body.as_object_mut() {
        body.extend(detail.map(|words| ("detail".to_owned(), json!(words))));
        body.extend(reference.map(|reference| ("reference".to_owned(), json!(reference))));
        body.extend(more.map(|(name, value)| (name.to_owned(), value)));
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
        let sent = sent(request, payload);
        Box::pin(async move { read(&sent.await?).map(Body) })
    }
}

/// A JSON body of an act that is done once, with the key that names it: the header `Idempotency-Key`.
#[derive(Clone, Debug)]
pub struct Keyed<T> {
    /// What was sent.
    pub body: T,
    /// The key: 1 to 255 visible ASCII characters.
    pub key: String,
    /// What was sent, as it came.
    pub raw: web::Bytes,
}

/// The longest idempotency key.
const LONGEST_KEY: usize = 255;

impl<T: DeserializeOwned + 'static> FromRequest for Keyed<T> {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut keys = request.headers().get_all("idempotency-key");
        let key = keys.next().and_then(|value| value.to_str().ok()).map(str::to_owned);
        let is_one = keys.next().is_none();
        let sent = sent(request, payload);
        Box::pin(async move {
            let good = |key: &String| {
                is_one && (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
            };
            let words = "Idempotency-Key: needed once, 1 to 255 visible ASCII characters, another one for each act";
            let key = key.filter(good).ok_or_else(|| Refusal::Malformed(words.to_owned()))?;
            let raw = sent.await?;
            Ok(Keyed { body: read(&raw)?, key, raw })
        })
    }
}

/// The body of a request that says it is JSON.
fn sent(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<web::Bytes, Refusal>> + 'static {
    let json = request.content_type().eq_ignore_ascii_case("application/json");
    let body = web::Bytes::from_request(request, payload);
    async move {
        if !json {
            return Err(Refusal::Media);
        }
        body.await.map_err(|error| match error.as_response_error().status_code() {
            StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge.into(),
            _ => Refusal::Malformed("the body is broken".to_owned()),
        })
    }
}

/// The parser's own words quote what was sent, so only the place is told, and the name of a field.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = match error.is_data() {
            true => named(&error.to_string()).unwrap_or_else(|| "a field is of another type".to_owned()),
            false => "no JSON".to_owned(),
        };
        Refusal::invalid(format!("{what}, line {line} column {column}"))
    })
}

/// Which field is missing, unknown or there twice. A name that could be anything else than one is not repeated.
fn named(words: &str) -> Option<String> {
    let kind =
        ["unknown field", "missing field", "duplicate field"].into_iter().find(|kind| words.starts_with(kind))?;
    let name = words.split('`').nth(1)?;
    let plain = name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    Some(if plain { format!("{kind} {name}") } else { kind.to_owned() })
}
