use crate::db;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use jiff::Timestamp;

/// What a handler refuses with. The frame makes a page of it, in the reader's language; causes are logged, never shown.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is nothing here, or nothing for this reader; the two look the same.
    #[error("not found")]
    NotFound,
    /// A program that shows no token, or one that opens nothing.
    #[error("unauthorised")]
    Unauthorised,
    /// Not for this reader, or without a valid form token.
    #[error("forbidden")]
    Forbidden,
    /// Too often; worth trying again from then on.
    #[error("too many requests")]
    TooMany {
        /// When.
        until: Timestamp,
    },
    /// It was here once: an expired link, a used package.
    #[error("gone")]
    Gone,
    /// Somebody else changed it first.
    #[error("conflict")]
    Conflict,
    /// The request cannot be read.
    #[error("invalid request")]
    Invalid,
    /// More was sent than is taken.
    #[error("too large")]
    TooLarge,
    /// Another part does not answer at the moment.
    #[error("unavailable")]
    Unavailable,
    /// Our mistake. The cause holds no personal data.
    #[error("internal error")]
    Internal(anyhow::Error),
}

impl PageError {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Unauthorised => StatusCode::UNAUTHORIZED,
            PageError::Forbidden => StatusCode::FORBIDDEN,
            PageError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            PageError::Gone => StatusCode::GONE,
            PageError::Conflict => StatusCode::CONFLICT,
            PageError::Invalid => StatusCode::BAD_REQUEST,
            PageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            PageError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<db::Error> for PageError {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => PageError::NotFound,
            db::Error::Lost => PageError::Conflict,
            db::Error::Unreachable => PageError::Unavailable,
            other => PageError::Internal(other.into()),
        }
    }
}

impl From<anyhow::Error> for PageError {
    fn from(error: anyhow::Error) -> Self {
        PageError::Internal(error)
    }
}

/// Left in a response for the frame, which knows language and session, to make a page of.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub retry: Option<Timestamp>,
    pub cause: Option<String>,
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status());
        let retry = if let PageError::TooMany { until } = self { Some(*until) } else { None };
        let cause = if let PageError::Internal(error) = self { Some(format!("{error:#}")) } else { None };
        response.extensions_mut().insert(Refused { retry, cause });
        response
    }
}
