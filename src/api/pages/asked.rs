//! What the addresses share at which programs ask about one person, again and again, before they do something.

use crate::web::Refusal;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// The person of a question, as the description names them.
pub fn person() -> Value {
    json!({
        "name": "fingerprint",
        "in": "query",
        "required": true,
        "description": "64 hexadecimal digits.",
        "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
    })
}

/// Refuses what is no fingerprint of anybody.
pub fn check_fingerprint(text: &str) -> Result<(), Refusal> {
    if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Ok(());
    }
    Err(Refusal::invalid("fingerprint: 64 lowercase hexadecimal digits"))
}

/// The answer, unless the program has it: what did not change is not sent again (If-None-Match).
pub fn answer(request: &HttpRequest, answer: &Value) -> HttpResponse {
    let tag = format!("\"{}\"", crate::secrets::sha256_hex(answer.to_string().as_bytes()).get(..24).unwrap_or("x"));
    // To be asked again each time, as what a person says is in force at once.
    let cache = [(header::CACHE_CONTROL, "private, no-cache"), (header::ETAG, tag.as_str())];
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let same = known.is_some_and(|tags| tags.split(',').any(|one| one.trim() == tag));
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    for pair in cache {
        response.insert_header(pair);
    }
    if same { response.finish() } else { response.json(answer) }
}
