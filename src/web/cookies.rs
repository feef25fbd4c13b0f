//! Cookies by name: each is HttpOnly, for this host and all its paths, and Secure wherever the portal is on https.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};

/// The session of a customer.
pub(super) const CUSTOMER: &str = "habeas";
/// The session of a colleague.
pub(super) const COLLEAGUE: &str = "habeas-staff";
/// What form tokens are bound to before there is a session.
pub(super) const FORM: &str = "habeas-form";
/// What the next page says.
pub(super) const FLASH: &str = "habeas-flash";
/// Light or dark; not a secret.
pub(super) const THEME: &str = "habeas-theme";

/// Reads and writes cookies with the prefix that suits the origin.
#[derive(Clone, Copy, Debug)]
pub struct CookieJar {
    secure: bool,
}

impl CookieJar {
    /// For an origin on https (`secure`), or on this machine only.
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The `__Host-` prefix makes browsers refuse the cookie unless it is Secure, host-only and for all paths.
    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The portal's cookies by their plain names; one sent twice is a trick and counts as absent.
    pub fn all(self, request: &HttpRequest) -> Vec<(String, String)> {
        let Ok(cookies) = request.cookies() else { return Vec::new() };
        let mut found: Vec<(String, String)> = Vec::new();
        let mut twice = Vec::new();
        for cookie in cookies.iter() {
            let Some(name) = cookie.name().strip_prefix(&self.name("")).filter(|name| name.starts_with(CUSTOMER))
            else {
                continue;
            };
            if found.iter().any(|(known, _)| known == name) {
                twice.push(name.to_owned());
            }
            found.push((name.to_owned(), cookie.value().to_owned()));
        }
        found.retain(|(name, _)| !twice.contains(name));
        found
    }

    /// Sets a cookie, for the browser session or for a length of time in seconds.
    pub fn set(self, response: &mut HttpResponse, name: &str, value: &str, seconds: Option<i64>) {
        let mut cookie = Cookie::build(self.name(name), value.to_owned())
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax);
        if let Some(seconds) = seconds {
            cookie = cookie.max_age(Duration::seconds(seconds));
        }
        // The error is a value that does not fit a header; all of ours are letters and digits.
        let _ = response.add_cookie(&cookie.finish());
    }

    /// Makes the browser forget a cookie.
    pub fn forget(self, response: &mut HttpResponse, name: &str) {
        self.set(response, name, "", Some(0));
    }
}
