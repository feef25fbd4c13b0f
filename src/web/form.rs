use super::{PageError, Visit};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// A sent form. Extracting it checks the anti-forgery token (field `csrf`), so that a handler cannot forget to.
///
/// `T` has `String` fields with `#[serde(default)]`, and lists with `#[serde(default, deserialize_with = "many")]`. A
/// field sent twice where one is meant is refused, as are control characters other than line ends and tabs.
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);

/// A form that is only a button: `Form<Nothing>` still checks the token.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Nothing {}

/// A mistake at one field of a form, for the error summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The name of the field.
    pub field: String,
    /// What to do, in the reader's language.
    pub text: String,
}

impl FieldError {
    /// At this field, with these words.
    pub fn new(field: &str, text: impl Into<String>) -> Self {
        Self { field: field.to_owned(), text: text.into() }
    }
}

/// Most bytes of a form.
const LIMIT: usize = 64 * 1024;

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = request.extensions().get::<Visit>().cloned();
        let encoded = request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let visit = visit.ok_or(PageError::Invalid)?;
            let body = body.await.map_err(|_| PageError::Invalid)?;
            if !encoded || body.len() > LIMIT {
                return Err(PageError::Invalid);
            }
            let fields = fields(&body).ok_or(PageError::Invalid)?;
            let token = fields.get("csrf").and_then(Value::as_str).unwrap_or_default();
            if !visit.is_form_token(token) {
                return Err(PageError::Forbidden);
            }
            serde_json::from_value(Value::Object(fields)).map(Form).map_err(|_| PageError::Invalid)
        })
    }
}

/// The query of an address, read as a form is: lists are, control characters are not. It changes nothing, so that there is
/// no token.
#[derive(Clone, Debug)]
pub struct Choices<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Choices<T> {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let fields = fields(request.query_string().as_bytes());
        let read = fields.and_then(|fields| serde_json::from_value(Value::Object(fields)).ok());
        ready(read.map(Choices).ok_or(PageError::Invalid))
    }
}

/// The fields as JSON: a text, or a list of texts for a field sent several times.
pub(super) fn fields(body: &[u8]) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return None;
        }
        let text = Value::String(value.replace("\r\n", "\n"));
        match fields.get_mut(name.as_ref()) {
            None => drop(fields.insert(name.into_owned(), text)),
            Some(Value::Array(list)) => list.push(text),
            Some(first) => *first = Value::Array(vec![first.take(), text]),
        }
    }
    Some(fields)
}

/// For `deserialize_with`: a list from a field sent any number of times.
pub fn many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Sent {
        #[serde(default)]
        name: String,
        #[serde(default, deserialize_with = "many")]
        kinds: Vec<String>,
    }

    fn read(body: &str) -> Option<Sent> {
        serde_json::from_value(Value::Object(fields(body.as_bytes())?)).ok()
    }

    #[test]
    fn fields_are_texts_or_lists_and_a_doubled_text_is_refused() {
        let sent = read("name=%C3%89lise+D.&kinds=a&kinds=b&csrf=x").unwrap();
        assert_eq!((sent.name.as_str(), sent.kinds.len()), ("Élise D.", 2));
        assert_eq!(read("kinds=a").unwrap().kinds, ["a"]);
        assert_eq!(read("").unwrap().name, "");
        assert!(read("name=a&name=b").is_none());
        assert!(read("name=a%00b").is_none());
        assert_eq!(read("name=a%0D%0Ab").unwrap().name, "a\nb");
    }
}
