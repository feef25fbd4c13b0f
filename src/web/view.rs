//! Templates: HTML lives only there, words only in the catalogues.

use super::assets;
use crate::lang::Lang;
use crate::words::{self, Args};
use fluent_templates::fluent_bundle::FluentValue;
use rust_embed::RustEmbed;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use tera::{Context, Error, Kwargs, State, Tera, Value};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// The templates, ready to render. Clones are cheap and share them.
#[derive(Clone, Debug)]
pub struct View(Arc<Tera>);

/// Read once in a process: reading them takes longer than rendering most pages.
static READ: OnceLock<View> = OnceLock::new();

/// A template, a word or a value is missing: a mistake in the program, found by the tests that render every page.
#[derive(Debug, thiserror::Error)]
#[error("the page {name} cannot be rendered: {cause}")]
pub struct ViewError {
    name: String,
    cause: String,
}

impl View {
    /// All templates.
    pub fn new() -> Result<Self, ViewError> {
        if let Some(view) = READ.get() {
            return Ok(view.clone());
        }
        let view = Self::read()?;
        Ok(READ.get_or_init(|| view).clone())
    }

    fn read() -> Result<Self, ViewError> {
        let failed = |cause: Error| ViewError { name: "templates".to_owned(), cause: causes(&cause) };
        let mut tera = Tera::new();
        tera.register_function("t", translate);
        tera.register_function("asset", |args: Kwargs, _: &State<'_>| -> Result<String, Error> {
            let path: &str = args.must_get("path")?;
            assets::address(path).ok_or_else(|| Error::message(format!("there is no asset {path}")))
        });
        let mut files: Vec<(String, String)> = Vec::new();
        for path in Templates::iter().filter(|path| path.ends_with(".html") && !path.starts_with("mail/")) {
            let text = Templates::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
            files.push((path.to_string(), text.unwrap_or_default()));
        }
        tera.add_raw_templates(files).map_err(failed)?;
        Ok(Self(Arc::new(tera)))
    }

    /// A page from its whole context (an object).
    pub fn render(&self, template: &str, context: &impl Serialize) -> Result<String, ViewError> {
        let failed = |cause: Error| ViewError { name: template.to_owned(), cause: causes(&cause) };
        let context = Context::from_serialize(context).map_err(failed)?;
        self.0.render(template, &context).map_err(failed)
    }
}

/// The whole chain in one line: template errors name places, not values.
fn causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// `t(key="…", name=value)`: the message in the reader's language; a missing one is an error.
fn translate(args: Kwargs, state: &State<'_>) -> Result<String, Error> {
    let key: &str = args.must_get("key")?;
    let code: Option<String> = state.get("lang")?;
    let lang: Lang = code.as_deref().unwrap_or_default().parse().map_err(Error::message)?;
    let values: Args<'_> =
        args.iter().filter_map(|(name, value)| Some((Cow::Owned(name.as_str()?.to_owned()), fluent(value)?))).collect();
    words::message(lang, key, &values).ok_or_else(|| Error::message(format!("no words under {key}")))
}

fn fluent(value: &Value) -> Option<FluentValue<'_>> {
    value
        .as_str()
        .map(FluentValue::from)
        .or_else(|| value.as_i64().map(FluentValue::from))
        .or_else(|| value.as_f64().map(FluentValue::from))
}
