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

    /// The value, if there is exactly one such cookie.
    pub fn get(self, request: &HttpRequest, name: &str) -> Option<String> {
        let cookies = request.cookies().ok()?;
        let name = self.name(name);
        let mut values = cookies.iter().filter(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned());
        values.next().filter(|_| values.next().is_none())
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
