//! A mail as subject, text part and HTML part.

use super::columns;
use super::letterhead::Letterhead;
use super::letters::Mail;
use super::words::{self, Args};
use crate::lang::Lang;
use crate::living::Living;
use fluent_templates::fluent_bundle::FluentValue;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use tera::{Context, Error, Kwargs, State, Tera, Value};

#[derive(RustEmbed)]
#[folder = "templates/mail/"]
pub(super) struct Templates;

/// A mail ready to be put into an envelope.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line, without control characters, at most 150 characters.
    pub subject: String,
    /// The text part: lines of at most 72 characters.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A template or a word is missing: a mistake in the program, found by the tests that render every mail.
#[derive(Debug, thiserror::Error)]
#[error("the mail {name} cannot be rendered: {source}")]
pub struct RenderError {
    name: &'static str,
    source: Error,
}

/// Knows the templates and the letterhead.
#[derive(Debug)]
pub(super) struct Renderer {
    tera: Tera,
    house: Living<Letterhead>,
}

impl Renderer {
    pub(super) fn new(house: Letterhead) -> Result<Self, Error> {
        let mut tera = Tera::new();
        functions(&mut tera, &house);
        let mut files: Vec<(String, String)> = Vec::new();
        for path in Templates::iter() {
            let file = Templates::get(&path).ok_or_else(|| Error::message(format!("{path} is missing")))?;
            let text = String::from_utf8(file.data.into_owned()).map_err(Error::message)?;
            files.push((path.into_owned(), text));
        }
        tera.add_raw_templates(files)?;
        Ok(Self { tera, house: Living::new(house) })
    }

    pub(super) fn house(&self) -> &Living<Letterhead> {
        &self.house
    }

    pub(super) fn render(&self, lang: Lang, mail: &Mail) -> Result<Rendered, RenderError> {
        let name = mail.name();
        let failed = |source| RenderError { name, source };
        let mut context = Context::new();
        context.insert("lang", lang.as_str());
        context.insert("mail", mail);
        context.insert("house", &*self.house);
        context.insert("why", why(mail));
        context.insert("notice", &Letterhead::notice(lang));
        context.insert("filler", &vec![0u8; 40]);
        let file = |end: &str| self.tera.render(&format!("{name}/{end}"), &context);
        let subject = one_line(&file("subject.txt").map_err(failed)?);
        let text = columns::fold(&file("body.txt").map_err(failed)?);
        let mut context = context.clone();
        context.insert("subject", &subject);
        let html = self.tera.render(&format!("{name}/body.html"), &context).map_err(failed)?;
        Ok(Rendered { subject, text, html })
    }
}

/// Why the reader gets it: the stem of a message.
fn why(mail: &Mail) -> &'static str {
    match mail {
        Mail::SignInCode { .. }
        | Mail::NothingHeld { .. }
        | Mail::AddressCode { .. }
        | Mail::ConsentQuestion { .. } => "asked",
        Mail::NewSignIn { .. }
        | Mail::CompanyAsked { .. }
        | Mail::CorrectionDone { .. }
        | Mail::AddressChanged { .. }
        | Mail::RetentionNotice { .. }
        | Mail::ChoiceRecorded { .. } => "account",
        Mail::RequestReceived { .. }
        | Mail::NeedSomething { .. }
        | Mail::MoreTime { .. }
        | Mail::Restricted { .. }
        | Mail::RestrictionEnds { .. }
        | Mail::DownloadReady { .. }
        | Mail::DeletionScheduled { .. }
        | Mail::DeletionReceipt { .. }
        | Mail::DeletionWaits { .. }
        | Mail::AnswerReady { .. }
        | Mail::NewMessage { .. } => "request",
        Mail::DetailsCheck(_) | Mail::DetailsReminder(_) => "check",
        Mail::BreachNotice { .. } => "breach",
        Mail::RecipientTold { .. } => "recipient",
        Mail::StaffInvitation { .. }
        | Mail::StaffSignIn { .. }
        | Mail::StaffDigest { .. }
        | Mail::ManualTasks { .. }
        | Mail::AuditHead { .. }
        | Mail::Test { .. }
        | Mail::BreachDue { .. }
        | Mail::CampaignApproval { .. }
        | Mail::CampaignPaused { .. } => "staff",
    }
}

/// One line: control characters and line ends become spaces, so that no value can begin a header of its own.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .take(150)
        .collect();
    clean.trim().to_owned()
}

/// The functions that templates call. Those that make words find the language in the context.
fn functions(tera: &mut Tera, house: &Letterhead) {
    tera.register_function("t", |args: Kwargs, state: &State<'_>| -> Result<String, Error> {
        let key: &str = args.must_get("key")?;
        let values: Args<'_> = args
            .iter()
            .filter_map(|(name, value)| Some((Cow::Owned(name.as_str()?.to_owned()), fluent(value)?)))
            .collect();
        words::message(lang(state)?, key, &values).ok_or_else(|| Error::message(format!("no words under {key}")))
    });
    let base = house.clone();
    tera.register_function("link", move |args: Kwargs, _: &State<'_>| -> Result<String, Error> {
        let path: &str = args.must_get("path")?;
        if path.starts_with('/') && !path.contains(|c: char| c.is_whitespace() || c.is_control()) {
            Ok(base.link(path))
        } else {
            Err(Error::message("a link is not a path of the portal"))
        }
    });
    tera.register_function("day", |args: Kwargs, state: &State<'_>| -> Result<String, Error> {
        let on: &str = args.must_get("on")?;
        Ok(words::day(lang(state)?, on.parse().map_err(Error::message)?))
    });
    let zone = house.zone.clone();
    tera.register_function("moment", move |args: Kwargs, state: &State<'_>| -> Result<String, Error> {
        let at: &str = args.must_get("at")?;
        Ok(words::moment(lang(state)?, at.parse().map_err(Error::message)?, &zone))
    });
    let zone = house.zone.clone();
    tera.register_function("date_of", move |args: Kwargs, state: &State<'_>| -> Result<String, Error> {
        let at: &str = args.must_get("at")?;
        Ok(words::date_of(lang(state)?, at.parse().map_err(Error::message)?, &zone))
    });
    tera.register_function("size", |args: Kwargs, state: &State<'_>| -> Result<String, Error> {
        Ok(words::size(lang(state)?, args.must_get("bytes")?))
    });
    tera.register_function("grouped", |args: Kwargs, _: &State<'_>| -> Result<String, Error> {
        let code: &str = args.must_get("code")?;
        Ok(match code.split_at_checked(3) {
            Some((first, rest)) if code.len() == 6 => format!("{first} {rest}"),
            _ => code.to_owned(),
        })
    });
    tera.register_function("listed", |args: Kwargs, _: &State<'_>| -> Result<String, Error> {
        let of: Vec<String> = args.must_get("of")?;
        Ok(of.join(", "))
    });
}

fn lang(state: &State<'_>) -> Result<Lang, Error> {
    let code: Option<String> = state.get("lang")?;
    code.as_deref().unwrap_or_default().parse().map_err(Error::message)
}

fn fluent(value: &Value) -> Option<FluentValue<'_>> {
    value
        .as_str()
        .map(FluentValue::from)
        .or_else(|| value.as_i64().map(FluentValue::from))
        .or_else(|| value.as_f64().map(FluentValue::from))
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
