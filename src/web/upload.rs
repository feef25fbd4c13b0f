//! Forms with files: `multipart/form-data` (RFC 7578), read piece by piece.

use super::form::fields;
use super::{PageError, Visit};
use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::future::Future;
use std::pin::Pin;

/// A sent form with files. Extracting it checks the anti-forgery token, which therefore stands before the first file,
/// as `ui.csrf` does at the beginning of a form. First take the files ([`Upload::file`], until there is none), then
/// the fields ([`Upload::form`]). A form without files may come as an ordinary one.
pub struct Upload {
    parts: Option<Multipart>,
    next: Option<Field>,
    fields: Map<String, Value>,
    left: u64,
}

/// A file on its way. What is not read of it is thrown away when the next one is asked for.
pub struct UploadedFile<'u> {
    /// The name of the field.
    pub field: String,
    /// The name of the file as the browser tells it: not to be trusted.
    pub name: String,
    part: Field,
    left: &'u mut u64,
}

/// Most bytes of all fields that are not files.
const TEXT: usize = 64 * 1024;

impl Upload {
    /// The next file that was chosen; a field left empty is none.
    pub async fn file(&mut self) -> Result<Option<UploadedFile<'_>>, PageError> {
        let part = match self.next.take() {
            Some(part) => part,
            None => match self.advance().await? {
                Some(part) => part,
                None => return Ok(None),
            },
        };
        let field = part.name().unwrap_or_default().to_owned();
        let name = file_name(&part).unwrap_or_default();
        Ok(Some(UploadedFile { field, name, part, left: &mut self.left }))
    }

    /// A field that stands before the next file.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(Value::as_str)
    }

    /// The fields. Files that were not taken are thrown away.
    pub async fn form<T: DeserializeOwned>(mut self) -> Result<T, PageError> {
        while let Some(mut file) = self.file().await? {
            while file.piece().await?.is_some() {}
        }
        serde_json::from_value(Value::Object(self.fields)).map_err(|_| PageError::Invalid)
    }

    /// Reads fields up to the next file.
    async fn advance(&mut self) -> Result<Option<Field>, PageError> {
        let Some(parts) = &mut self.parts else { return Ok(None) };
        while let Some(part) = parts.next().await {
            let mut part = part.map_err(|_| PageError::Invalid)?;
            match file_name(&part) {
                Some(name) if !name.is_empty() => return Ok(Some(part)),
                // A file field in which nothing was chosen.
                Some(_) => {
                    while let Some(piece) = part.next().await {
                        spend(&mut self.left, &piece.map_err(|_| PageError::Invalid)?)?;
                    }
                }
                None => {
                    let name = part.name().ok_or(PageError::Invalid)?.to_owned();
                    let mut bytes = Vec::new();
                    while let Some(piece) = part.next().await {
                        let piece = piece.map_err(|_| PageError::Invalid)?;
                        spend(&mut self.left, &piece)?;
                        bytes.extend_from_slice(&piece);
                        if bytes.len() > TEXT {
                            return Err(PageError::TooLarge);
                        }
                    }
                    let text = String::from_utf8(bytes).map_err(|_| PageError::Invalid)?;
                    add(&mut self.fields, &name, &text)?;
                }
            }
        }
        self.parts = None;
        Ok(None)
    }
}

/// Fields follow the rules of ordinary forms, as one of which each is read.
fn add(all: &mut Map<String, Value>, name: &str, text: &str) -> Result<(), PageError> {
    let encoded = url::form_urlencoded::Serializer::new(String::new()).append_pair(name, text).finish();
    for (name, value) in fields(encoded.as_bytes()).ok_or(PageError::Invalid)? {
        match all.get_mut(&name) {
            None => drop(all.insert(name, value)),
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Ok(())
}

impl UploadedFile<'_> {
    /// The next bytes, or none at the end. [`PageError::TooLarge`] past what one form may send.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, PageError> {
        let Some(piece) = self.part.next().await else { return Ok(None) };
        let piece = piece.map_err(|_| PageError::Invalid)?;
        spend(self.left, &piece)?;
        Ok(Some(piece))
    }
}

fn spend(left: &mut u64, piece: &Bytes) -> Result<(), PageError> {
    *left = left.checked_sub(piece.len() as u64).ok_or(PageError::TooLarge)?;
    Ok(())
}

fn file_name(part: &Field) -> Option<String> {
    part.content_disposition().and_then(|disposition| disposition.get_filename()).map(str::to_owned)
}

impl FromRequest for Upload {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = request.extensions().get::<Visit>().cloned();
        let kind = request.content_type().to_ascii_lowercase();
        let (parts, body) = match kind.as_str() {
            "multipart/form-data" => (Some(Multipart::new(request.headers(), payload.take())), None),
            "application/x-www-form-urlencoded" => (None, Some(Bytes::from_request(request, payload))),
            _ => (None, None),
        };
        Box::pin(async move {
            let visit = visit.ok_or(PageError::Invalid)?;
            let left = visit.web().site.most_upload;
            let plain = match (body, &parts) {
                (Some(body), _) => fields(&body.await.map_err(|_| PageError::Invalid)?).ok_or(PageError::Invalid)?,
                (None, Some(_)) => Map::new(),
                (None, None) => return Err(PageError::Invalid),
            };
            let mut upload = Self { parts, next: None, fields: plain, left };
            upload.next = upload.advance().await?;
            let token = upload.fields.get("csrf").and_then(Value::as_str).unwrap_or_default();
            if !visit.is_form_token(token) {
                return Err(PageError::Forbidden);
            }
            Ok(upload)
        })
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Upload(…)")
    }
}
