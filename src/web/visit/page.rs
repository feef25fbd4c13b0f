//! Pages from templates: what a handler gives, and the frame that every page has.

use super::{NavItem, Visit};
use crate::lang::Lang;
use crate::web::cookies::{FLASH, FORM, THEME};
use crate::web::gate::is_of_staff;
use crate::web::{Colleague, FieldError, PageError};
use crate::words::say;
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde_json::{Value, json};

/// The most entries that stand on one line at 1280 px.
const ON_A_LINE: usize = 6;

impl Visit {
    /// A page from a template and its own context (an object).
    pub fn page(&self, template: &str, context: Value) -> Result<HttpResponse, PageError> {
        self.answer(StatusCode::OK, template, context, &[])
    }

    /// The same page again with mistakes to mend, as 422.
    pub fn page_with_errors(
        &self,
        template: &str,
        context: Value,
        errors: &[FieldError],
    ) -> Result<HttpResponse, PageError> {
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, template, context, errors)
    }

    /// A page with another status: 410 for an expired link, 429 for too many tries.
    pub fn page_with_status(&self, status: u16, template: &str, context: Value) -> Result<HttpResponse, PageError> {
        self.answer(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), template, context, &[])
    }

    pub(in crate::web) fn answer(
        &self,
        status: StatusCode,
        template: &str,
        context: Value,
        errors: &[FieldError],
    ) -> Result<HttpResponse, PageError> {
        let flash = self.flash();
        let mut whole = self.frame();
        if let (Some(whole), Value::Object(own)) = (whole.as_object_mut(), context) {
            if !errors.is_empty() {
                whole.insert("errors".to_owned(), json!(errors));
            }
            let by_field = errors.iter().map(|error| (error.field.clone(), json!(error.text))).collect();
            whole.insert("errors_of".to_owned(), Value::Object(by_field));
            if let Some(banner) = &flash {
                whole.insert("banner".to_owned(), banner.shown(self.lang()));
            }
            whole.extend(own);
        }
        let html = self.0.web.view.render(template, &whole).map_err(|error| PageError::Internal(error.into()))?;
        let mut response = HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html);
        if let Ok(value) = self.lang().as_str().parse() {
            response.headers_mut().insert(header::CONTENT_LANGUAGE, value);
        }
        if self.0.form_key_is_new {
            self.set_cookie(&mut response, FORM, &self.0.form_key, None);
        }
        if flash.is_some() {
            self.forget_cookie(&mut response, FLASH);
        }
        Ok(response)
    }

    /// What base.html needs on every page.
    fn frame(&self) -> Value {
        let (lang, site) = (self.lang(), &self.0.web.site);
        let mailed = ["/l/", "/c/", "/u/"].iter().any(|start| self.0.path.starts_with(start));
        let theme = self.cookie(THEME).filter(|theme| theme == "light" || theme == "dark");
        let (customer, colleague) = (self.customer(), self.colleague());
        let of_staff = is_of_staff(&self.0.path);
        let home = match (&customer, of_staff) {
            (_, true) => "/staff".to_owned(),
            (Some(_), false) => format!("/{lang}/me"),
            (None, false) => format!("/{lang}/"),
        };
        let ends = customer.as_ref().map(|c| c.idle_end).or(colleague.as_ref().map(|c| c.idle_end));
        json!({
            "lang": lang,
            "site": { "name": site.name, "logo": site.look.logo, "theme_css": site.look.theme_css, "home": home,
                "service": site.look.service.get(&lang).cloned().unwrap_or_else(|| say(lang, "service-name", &[])),
            },
            "csrf": self.form_token(),
            "theme": theme.as_deref().unwrap_or("system"),
            "path": if mailed { "" } else { self.0.path.as_str() },
            "languages": self.languages(),
            "session_ends": ends,
            "signed_in": customer.is_some(),
            "demo": site.demo,
            "notice": site.demo.then(|| say(lang, "demo-notice", &[])),
            "staff": colleague.as_ref().map(|colleague| json!({
                "name": colleague.name,
                "role": say(lang, &format!("role-{}", colleague.role), &[]),
            })),
            "nav": colleague.as_ref().map(|colleague| self.nav(colleague)),
        })
    }

    /// The entries that a colleague may open. More than fit on a line become sections, and the entries of the one that the
    /// page belongs to: `{ rows: [[{ href, label, current }]] }`.
    fn nav(&self, colleague: &Colleague) -> Value {
        let mut items: Vec<&NavItem> = self.0.web.nav.iter().filter(|item| colleague.may(item.permission)).collect();
        items.sort_by_key(|item| item.section);
        // `/marketing` leads to `/marketing/bounces` too, which has an entry of its own: the nearest one counts.
        let near = items.iter().filter_map(|item| Some((item.leads_to(&self.0.path)?, *item)));
        let here = near.max_by_key(|(length, _)| *length).map(|(_, item)| item);
        let entry = |item: &NavItem| {
            let current = here.is_some_and(|here| here.href == item.href);
            json!({ "href": item.href, "label": self.say(item.key, &[]), "current": current })
        };
        let entries = |items: &[&NavItem]| items.iter().map(|item| entry(item)).collect::<Vec<_>>();
        if items.len() <= ON_A_LINE {
            return json!({ "rows": [entries(&items)] });
        }
        let sections = items.chunk_by(|one, next| one.section == next.section);
        let first = |section: &[&NavItem]| match section {
            [only] => Some(entry(only)),
            [first, ..] => Some(json!({
                "href": first.href,
                "label": self.say(first.section.key(), &[]),
                "current": here.is_some_and(|here| here.section == first.section),
            })),
            [] => None,
        };
        let mut rows = vec![sections.clone().filter_map(first).collect::<Vec<_>>()];
        let is_here = |section: &&[&NavItem]| section.first().map(|item| item.section) == here.map(|here| here.section);
        let within = sections.clone().find(is_here);
        rows.extend(within.filter(|section| section.len() > 1).map(entries));
        json!({ "rows": rows })
    }

    /// This page in each language, where the address says the language.
    fn languages(&self) -> Value {
        let own = format!("/{}", self.lang());
        let Some(rest) = self.0.path.strip_prefix(&own).filter(|rest| rest.starts_with('/') || rest.is_empty()) else {
            return json!([]);
        };
        let languages = self.0.web.site.languages.iter();
        let entry = |lang: &Lang| {
            let name = if *lang == Lang::Fr { "Français" } else { "English" };
            json!({ "code": lang, "name": name, "href": format!("/{lang}{rest}") })
        };
        languages.map(entry).collect()
    }
}
