use super::cookies::THEME;
use super::gate::is_own_path;
use super::{PageError, Visit};
use actix_web::HttpResponse;
use actix_web::web::Form as Plain;
use serde::Deserialize;

/// The reader's choice of light or dark, from the foot of every page. It is no secret and does no harm, so it needs no
/// token.
#[derive(Deserialize)]
pub struct Choice {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    back: String,
}

/// A year: as long as browsers keep a cookie.
const YEAR: i64 = 365 * 24 * 60 * 60;

/// Answers `POST /display`.
pub async fn display(visit: Visit, form: Plain<Choice>) -> Result<HttpResponse, PageError> {
    let back = if is_own_path(&form.back, &["/"]) { form.back.as_str() } else { "/" };
    let mut response = visit.redirect(back);
    match form.theme.as_str() {
        theme @ ("light" | "dark") => visit.set_cookie(&mut response, THEME, theme, Some(YEAR)),
        "system" => visit.forget_cookie(&mut response, THEME),
        _ => return Err(PageError::Invalid),
    }
    Ok(response)
}
