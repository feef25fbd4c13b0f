//! A visitor with a browser's manners and no JavaScript: keeps cookies, reads forms off the page, sends what a person
//! would send, and holds every answer to the rules that all of them share.

use crate::html::{Form, Node, forms, links, text};
use reqwest::blocking::{Client, Response};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use std::collections::BTreeMap;
use std::sync::Mutex;

const URLENCODED: &str = "application/x-www-form-urlencoded";

/// One answer of the portal.
pub struct Page {
    pub method: &'static str,
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

/// A browser profile: its address book of cookies, its language, its name.
pub struct Visitor {
    base: String,
    client: Client,
    jar: Mutex<BTreeMap<String, String>>,
    language: &'static str,
    agent: String,
}

impl Page {
    /// The body as text; empty for a body that is not UTF-8.
    pub fn body(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or("")
    }

    /// The words a person reads, white space folded.
    pub fn text(&self) -> String {
        text(self.body())
    }

    /// The address a redirect names.
    pub fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION).map(|value| value.to_str().unwrap())
    }

    /// Every address the page links to.
    pub fn links(&self) -> Vec<String> {
        links(self.body())
    }

    /// Every form of the page.
    pub fn forms(&self) -> Vec<Form> {
        forms(self.body(), &self.path)
    }

    /// The only form whose action ends so (before any `?`).
    pub fn form(&self, action: &str) -> Form {
        let mut found: Vec<Form> = self.forms().into_iter().filter(|form| form.posts_to(action)).collect();
        let all: Vec<String> = self.forms().iter().map(|form| form.action.clone()).collect();
        assert!(!found.is_empty(), "{} has no form for {action}, only {all:?}\n{}", self.path, self.text());
        found.swap_remove(0)
    }

    /// Holds when the answer has this status; shows the page otherwise.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {} said:\n{}", self.method, self.path, self.text());
        self
    }

    /// Holds when the page shows these words.
    #[track_caller]
    pub fn shows(self, words: &str) -> Self {
        assert!(self.text().contains(words), "{} does not show {words:?}:\n{}", self.path, self.text());
        self
    }
}

impl Visitor {
    pub fn new(base: &str) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_string();
        Self { base: base.to_string(), client, jar: Mutex::default(), language: "en", agent }
    }

    /// Another profile of the same browser that shares nothing but the cookies it has now.
    pub fn copy(&self) -> Self {
        let copy = Self::new(&self.base);
        *copy.jar.lock().unwrap() = self.jar.lock().unwrap().clone();
        copy
    }

    /// The same profile where the portal answers at another address now.
    pub fn at(&self, base: &str) -> Self {
        let moved = Self::new(base);
        *moved.jar.lock().unwrap() = self.cookies();
        moved
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.lock().unwrap().get(name).cloned()
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.jar.lock().unwrap().clone()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().unwrap().insert(name.to_string(), value.to_string());
    }

    pub fn get(&self, path: &str) -> Page {
        self.request("GET", path, None)
    }

    pub fn head(&self, path: &str) -> Page {
        self.request("HEAD", path, None)
    }

    /// Follows redirects as a browser does.
    pub fn open(&self, path: &str) -> Page {
        self.follow(self.get(path))
    }

    /// Sends the form as it stands, with these fields filled in and this button pressed (the first one if it has a name),
    /// and follows where it leads. A field the form does not have is a mistake of the test.
    pub fn submit(&self, form: Form, values: &[(&str, &str)]) -> Page {
        let answer = self.send(form, values);
        self.follow(answer)
    }

    /// [`Visitor::submit`] without following.
    pub fn send(&self, mut form: Form, values: &[(&str, &str)]) -> Page {
        for (name, value) in values {
            form.fill(name, value);
        }
        if form.method == "get" {
            let query: String = encode(&form.fields());
            return self.request("GET", &format!("{}?{query}", form.action), None);
        }
        self.post(&form.action, &form.fields())
    }

    /// Sends the form as a browser sends one with files: its fields in order, then each file (field, name, bytes).
    pub fn send_files(&self, mut form: Form, values: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Page {
        for (name, value) in values {
            form.fill(name, value);
        }
        let mut body = Vec::new();
        let mark = "----habeas7MA4YWxkTrZu0gW";
        for (name, value) in form.fields() {
            let part = format!("--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (field, name, bytes) in files {
            let head = format!("Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
            body.extend_from_slice(format!("--{mark}\r\n{head}\r\nContent-Type: x/y\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{mark}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={mark}");
        self.request_with("POST", &form.action, Some((&kind, body)), &[])
    }

    /// A POST with these fields and nothing else, as a page that is not ours could send it.
    pub fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        self.request("POST", path, Some(encode(fields)))
    }

    pub fn follow(&self, mut page: Page) -> Page {
        for _ in 0..8 {
            let Some(next) = page.location().map(str::to_string).filter(|_| (300..400).contains(&page.status)) else {
                return page;
            };
            assert_eq!(page.status, 303, "{} {} leads on with {}", page.method, page.path, page.status);
            page = self.get(&next);
        }
        panic!("{} leads in a circle", page.path);
    }

    /// A GET with these headers in place of the browser's own.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        self.request_with("GET", path, None, headers)
    }

    /// A POST with these headers in place of the browser's own.
    pub fn post_with(&self, path: &str, fields: &[(String, String)], headers: &[(&str, &str)]) -> Page {
        self.request_with("POST", path, Some((URLENCODED, encode(fields).into_bytes())), headers)
    }

    /// A POST of this JSON with these headers, as a program sends it.
    pub fn post_json(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Page {
        self.request_with("POST", path, Some(("application/json", body.as_bytes().to_vec())), headers)
    }

    /// A POST of anything.
    pub fn post_raw(&self, path: &str, kind: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Page {
        self.request_with("POST", path, Some((kind, body)), headers)
    }

    pub fn request(&self, method: &'static str, path: &str, body: Option<String>) -> Page {
        self.request_with(method, path, body.map(|body| (URLENCODED, body.into_bytes())), &[])
    }

    fn request_with(
        &self,
        method: &'static str,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        headers: &[(&str, &str)],
    ) -> Page {
        let path = path.strip_prefix(&self.base).unwrap_or(path);
        assert!(path.starts_with('/'), "{path} is not an address of the portal");
        let mut request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.base));
        let mut own: BTreeMap<&str, &str> =
            BTreeMap::from([("Accept-Language", self.language), ("User-Agent", &self.agent)]);
        if body.is_some() {
            own.extend([("Origin", self.base.as_str()), ("Sec-Fetch-Site", "same-origin")]);
        }
        own.extend(headers.iter().copied());
        for (name, value) in own {
            request = request.header(name, value);
        }
        let cookies: Vec<String> = self.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        if let Some((kind, body)) = body {
            request = request.header(CONTENT_TYPE, kind).body(body);
        }
        let answer = request.send().unwrap();
        self.keep_cookies(&answer);
        let page = Page {
            method,
            path: path.to_string(),
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            bytes: answer.bytes().unwrap().to_vec(),
        };
        crate::rules::check(&page, &self.base);
        crate::described::check(&page);
        page
    }

    fn keep_cookies(&self, answer: &Response) {
        let mut jar = self.jar.lock().unwrap();
        for header in answer.headers().get_all(SET_COOKIE) {
            let header = header.to_str().unwrap();
            let (name, rest) = header.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            let gone = rest.to_ascii_lowercase().contains("max-age=0") || value.is_empty();
            if gone {
                jar.remove(name);
            } else {
                jar.insert(name.to_string(), value.to_string());
            }
        }
    }
}

/// `application/x-www-form-urlencoded`.
pub fn encode(fields: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Form {
    /// Puts a value into a field; for a radio, a select or a button it must be one of the values offered.
    pub fn fill(&mut self, name: &str, value: &str) {
        let here: Vec<usize> = (0..self.controls.len()).filter(|at| self.controls[*at].name == name).collect();
        assert!(!here.is_empty(), "the form {} has no field {name}: {:?}", self.action, self.names());
        let choice = here.iter().any(|at| self.controls[*at].is_choice());
        if choice {
            let exact = here.iter().find(|at| self.controls[**at].value == value);
            let exact = *exact.unwrap_or_else(|| panic!("{name} does not offer {value:?}"));
            let several = self.controls[exact].node == Node::Checkbox;
            for at in here.into_iter().filter(|at| !several || *at == exact) {
                self.controls[at].on = at == exact;
            }
        } else {
            self.controls[here[0]].value = value.to_string();
        }
    }

    pub fn names(&self) -> Vec<&str> {
        self.controls.iter().map(|control| control.name.as_str()).collect()
    }

    /// What would be sent. Of several named buttons none is pressed until [`Form::fill`] names its value; one is.
    pub fn fields(&self) -> Vec<(String, String)> {
        self.controls.iter().filter(|c| c.on && !c.name.is_empty()).map(|c| (c.name.clone(), c.value.clone())).collect()
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.controls.iter().find(|c| c.on && c.name == name).map(|c| c.value.as_str())
    }

    fn posts_to(&self, action: &str) -> bool {
        self.action.split('?').next().unwrap().ends_with(action)
    }
}
