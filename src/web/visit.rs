mod page;

use super::cookies::{COLLEAGUE, CUSTOMER, CookieJar, FLASH, FORM};
use super::gate::{OF_STAFF, is_own_path};
use super::{Banner, Colleague, Customer, PageError, Web, agent};
use crate::db::Id;
use crate::lang::Lang;
use crate::roles::Permission;
use crate::secrets::{Purpose, Token, hex};
use crate::words::{count, say};
use actix_web::body::MessageBody;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::future::{Ready, ready};
use std::rc::Rc;

/// One request as a handler sees it, and the ways to answer it.
#[derive(Clone)]
pub struct Visit(Rc<Inner>);

struct Inner {
    web: Data<Web>,
    now: Timestamp,
    lang: Cell<Lang>,
    path: String,
    device: String,
    cookies: Vec<(String, String)>,
    form_key: String,
    form_key_is_new: bool,
    customer: RefCell<Option<Customer>>,
    colleague: RefCell<Option<Colleague>>,
}

/// What the entries of the colleagues' navigation are about, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Requests, and what follows from them.
    Requests,
    /// Mailings to customers.
    Mailings,
    /// The record of processing, and what is said and done by it.
    Record,
    /// The register of breaches.
    Breaches,
    /// The archive.
    Archive,
    /// The portal itself.
    System,
}

impl Section {
    /// The message with its word.
    pub(super) fn key(self) -> &'static str {
        match self {
            Section::Requests => "section-requests",
            Section::Mailings => "section-mailings",
            Section::Record => "section-record",
            Section::Breaches => "section-breaches",
            Section::Archive => "section-archive",
            Section::System => "section-system",
        }
    }
}

/// An entry of the colleagues' navigation.
#[derive(Clone, Copy, Debug)]
pub struct NavItem {
    /// What it is about.
    pub section: Section,
    /// Where it leads.
    pub href: &'static str,
    /// Where else its pages are.
    pub also: Option<&'static str>,
    /// The message with its word.
    pub key: &'static str,
    /// Who sees it.
    pub permission: Permission,
}

impl NavItem {
    /// An entry, its parts in the order of the fields.
    pub fn new(section: Section, href: &'static str, key: &'static str, permission: Permission) -> Self {
        Self { section, href, also: None, key, permission }
    }

    /// The same, for pages that stand elsewhere too.
    pub fn and(self, also: &'static str) -> Self {
        Self { also: Some(also), ..self }
    }

    /// How much of an address leads to the entry, in bytes; `None` for a page of something else.
    pub(super) fn leads_to(&self, path: &str) -> Option<usize> {
        let under = |root: &&str| path.strip_prefix(*root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        [Some(self.href), self.also].into_iter().flatten().filter(under).map(str::len).max()
    }
}

impl Visit {
    /// Reads a request. The language is the browser's until the gate knows better.
    pub(super) fn begin(web: Data<Web>, request: &HttpRequest) -> Self {
        let jar = CookieJar::new(web.site.secure);
        let cookies = jar.all(request);
        let known = cookies.iter().find(|(name, _)| name == FORM).map(|(_, value)| value.clone());
        let known = known.filter(|value| Token::parse(value).is_some());
        let form_key_is_new = known.is_none();
        let form_key = known.unwrap_or_else(|| Token::mint(&web.random).expose().to_owned());
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let device = agent::device_words(text(header::USER_AGENT));
        let lang = preferred(text(header::ACCEPT_LANGUAGE), &web.site.languages).unwrap_or(web.site.default_language);
        let own = request.path().split('/').nth(1).and_then(|code| code.parse().ok());
        let lang = own.filter(|lang| web.site.languages.contains(lang)).unwrap_or(lang);
        Self(Rc::new(Inner {
            now: web.clock.now(),
            lang: Cell::new(lang),
            path: request.path().to_owned(),
            device,
            cookies,
            form_key,
            form_key_is_new,
            customer: RefCell::new(None),
            colleague: RefCell::new(None),
            web,
        }))
    }

    pub(super) fn web(&self) -> &Web {
        &self.0.web
    }

    /// When it came.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// The language to answer in.
    pub fn lang(&self) -> Lang {
        self.0.lang.get()
    }

    /// Answers in this language: for addresses without one, such as mailed links.
    pub fn speak(&self, lang: Lang) {
        self.0.lang.set(lang);
    }

    /// The path asked for, without the query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The browser and system in words; empty if unknown.
    pub fn device(&self) -> &str {
        &self.0.device
    }

    /// The message under `key` in the reader's language.
    pub fn say(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        say(self.lang(), key, args)
    }

    /// What is wrong with a text that somebody wrote, in the reader's language: it is missing though `required`, or longer
    /// than `most` characters.
    pub fn text_fault(&self, text: &str, required: bool, most: usize) -> Option<String> {
        if required && text.trim().is_empty() {
            return Some(self.say("error-required", &[]));
        }
        let shown = i64::try_from(most).unwrap_or(i64::MAX);
        (text.chars().count() > most).then(|| count(self.lang(), "error-too-long", "max", shown))
    }

    pub(super) fn is_customer(&self, customer: Option<Customer>) {
        *self.0.customer.borrow_mut() = customer;
    }

    pub(super) fn is_colleague(&self, colleague: Option<Colleague>) {
        *self.0.colleague.borrow_mut() = colleague;
    }

    /// Who is signed in, on pages that anyone may open.
    pub fn customer(&self) -> Option<Customer> {
        self.0.customer.borrow().clone()
    }

    /// The colleague who is signed in, on pages under `/staff`.
    pub fn colleague(&self) -> Option<Colleague> {
        self.0.colleague.borrow().clone()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &'static str) -> Option<String> {
        self.0.cookies.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    /// Sets a cookie of the portal; `seconds` of life, or until the browser closes.
    pub fn set_cookie(&self, response: &mut HttpResponse, name: &'static str, value: &str, seconds: Option<i64>) {
        CookieJar::new(self.0.web.site.secure).set(response, name, value, seconds);
    }

    /// Makes the browser forget a cookie of the portal.
    pub fn forget_cookie(&self, response: &mut HttpResponse, name: &'static str) {
        CookieJar::new(self.0.web.site.secure).forget(response, name);
    }

    /// Keeps a customer signed in by this token.
    pub fn remember_customer(&self, response: &mut HttpResponse, token: &Token) {
        self.set_cookie(response, CUSTOMER, token.expose(), None);
    }

    /// Keeps a colleague signed in by this token.
    pub fn remember_colleague(&self, response: &mut HttpResponse, token: &Token) {
        self.set_cookie(response, COLLEAGUE, token.expose(), None);
    }

    /// Forgets the customer's cookie.
    pub fn forget_customer(&self, response: &mut HttpResponse) {
        self.forget_cookie(response, CUSTOMER);
    }

    /// Forgets the colleague's cookie.
    pub fn forget_colleague(&self, response: &mut HttpResponse) {
        self.forget_cookie(response, COLLEAGUE);
    }

    /// `next`, if it is one of a customer's own pages to come back to.
    pub fn own_page<'n>(&self, next: &'n str) -> Option<&'n str> {
        let starts: Vec<String> = self.0.web.site.languages.iter().map(|lang| format!("/{lang}/me")).collect();
        let starts: Vec<&str> = starts.iter().map(String::as_str).collect();
        Some(next).filter(|next| is_own_path(next, &starts))
    }

    /// `next`, if it is one of the colleagues' pages to come back to.
    pub fn staff_page<'n>(&self, next: &'n str) -> Option<&'n str> {
        Some(next).filter(|next| is_own_path(next, &OF_STAFF))
    }

    /// A fresh form token: different each time, so that compression tells nothing about it.
    fn form_token(&self) -> String {
        let nonce: [u8; 9] = self.0.web.random.bytes();
        self.form_mac(&URL_SAFE_NO_PAD.encode(nonce))
    }

    fn form_mac(&self, nonce: &str) -> String {
        let session = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
        let customer = session(self.customer().map(|customer| customer.session));
        let colleague = session(self.colleague().map(|colleague| colleague.session));
        let bound = format!("{nonce}|{}|{customer}|{colleague}", self.0.form_key);
        format!("{nonce}.{}", hex(&self.0.web.keys.mac(Purpose::Form, bound.as_bytes())))
    }

    pub(super) fn is_form_token(&self, token: &str) -> bool {
        let Some((nonce, _)) = token.split_once('.') else { return false };
        let expected = self.form_mac(nonce);
        !self.0.form_key_is_new && subtle::ConstantTimeEq::ct_eq(expected.as_bytes(), token.as_bytes()).into()
    }

    /// On to another page of ours (303), after a form.
    pub fn redirect(&self, path: &str) -> HttpResponse {
        HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
    }

    /// On to another page, which begins with this banner.
    pub fn redirect_with(&self, path: &str, banner: &Banner) -> HttpResponse {
        let mut response = self.redirect(path);
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(banner).unwrap_or_default());
        let mac = hex(&self.0.web.keys.mac(Purpose::Flash, body.as_bytes()));
        self.set_cookie(&mut response, FLASH, &format!("{body}.{mac}"), Some(60));
        response
    }

    fn flash(&self) -> Option<Banner> {
        let cookie = self.cookie(FLASH)?;
        let (body, mac) = cookie.split_once('.')?;
        let expected = hex(&self.0.web.keys.mac(Purpose::Flash, body.as_bytes()));
        let same: bool = subtle::ConstantTimeEq::ct_eq(expected.as_bytes(), mac.as_bytes()).into();
        let bytes = same.then(|| URL_SAFE_NO_PAD.decode(body).ok()).flatten()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// A file to keep: never shown inside the page, whatever the browser thinks it is.
    pub fn download(&self, name: &str, content_type: &str, body: impl MessageBody + 'static) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(content_type.to_owned())
            .insert_header((header::CONTENT_DISPOSITION, super::download::disposition(name)))
            .body(body)
    }
}

impl FromRequest for Visit {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or(PageError::Invalid))
    }
}

/// The first language of the header that the portal speaks; weights are in order in every browser.
fn preferred(header: &str, offered: &[Lang]) -> Option<Lang> {
    let codes = header.split(',').filter_map(|part| part.split([';', '-']).next());
    codes.filter_map(|code| code.trim().to_ascii_lowercase().parse().ok()).find(|lang| offered.contains(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_answered_in_its_first_language_that_we_speak() {
        assert_eq!(preferred("de-DE,de;q=0.9,en-US;q=0.8,fr;q=0.5", Lang::ALL), Some(Lang::En));
        assert_eq!(preferred("FR-ca", Lang::ALL), Some(Lang::Fr));
        assert_eq!(preferred("en", &[Lang::Fr]), None);
        assert_eq!(preferred("*", Lang::ALL), None);
    }
}
