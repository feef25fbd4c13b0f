//! What the next page says first.

use crate::lang::Lang;
use crate::words::say;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the next page says first. Its message and values hold no personal data: they travel in a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    kind: String,
    key: String,
    #[serde(default)]
    args: Vec<(String, String)>,
    #[serde(default)]
    undo: Option<String>,
}

impl Banner {
    fn new(kind: &str, key: &str, args: &[(&str, &str)]) -> Self {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { kind: kind.to_owned(), key: key.to_owned(), args, undo: None }
    }

    /// It worked: the message under `key`, with values.
    pub fn success(key: &str, args: &[(&str, &str)]) -> Self {
        Self::new("success", key, args)
    }

    /// Good to know.
    pub fn info(key: &str, args: &[(&str, &str)]) -> Self {
        Self::new("info", key, args)
    }

    /// Not all went well.
    pub fn warning(key: &str, args: &[(&str, &str)]) -> Self {
        Self::new("warning", key, args)
    }

    /// With a button that posts to this address and undoes it.
    pub fn undo(self, action: &str) -> Self {
        Self { undo: Some(action.to_owned()), ..self }
    }

    /// As templates show it.
    pub(super) fn shown(&self, lang: Lang) -> Value {
        let text = crate::words::message(
            lang,
            &self.key,
            &self.args.iter().map(|(name, value)| (name.clone().into(), value.as_str().into())).collect(),
        );
        json!({
            "kind": self.kind,
            "text": text.unwrap_or_default(),
            "action": self.undo,
            "label": self.undo.as_ref().map(|_| say(lang, "undo", &[])),
        })
    }
}
