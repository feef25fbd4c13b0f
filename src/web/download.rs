//! Files to keep: sent piece by piece, never shown inside a page, whatever the browser thinks they are.

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header;
use actix_web::web::Bytes;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

type Next = Pin<Box<dyn Future<Output = std::io::Result<Option<Bytes>>>>>;

/// A body whose pieces are fetched one after the other while it is sent.
pub struct Pieces {
    /// Bytes still to come; `None` where nobody counted them before.
    left: Option<u64>,
    place: u32,
    fetch: Box<dyn Fn(u32) -> Next>,
    coming: Option<Next>,
}

impl Pieces {
    /// `size` bytes; `fetch` gives the piece at a place, counted from 0, and none after the last.
    pub fn new(size: u64, fetch: impl Fn(u32) -> Next + 'static) -> Self {
        Self { left: Some(size), place: 0, fetch: Box::new(fetch), coming: None }
    }

    /// The same for bytes that nobody counted before: what `fetch` gives until it gives none.
    pub fn uncounted(fetch: impl Fn(u32) -> Next + 'static) -> Self {
        Self { left: None, place: 0, fetch: Box::new(fetch), coming: None }
    }
}

impl MessageBody for Pieces {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        self.left.map_or(BodySize::Stream, BodySize::Sized)
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.left == Some(0) {
            return Poll::Ready(None);
        }
        let place = self.place;
        let mut coming = match self.coming.take() {
            Some(coming) => coming,
            None => (self.fetch)(place),
        };
        let Poll::Ready(piece) = coming.as_mut().poll(context) else {
            self.coming = Some(coming);
            return Poll::Pending;
        };
        Poll::Ready(match piece.transpose() {
            Some(Ok(piece)) => {
                self.place = self.place.saturating_add(1);
                self.left = self.left.map(|left| left.saturating_sub(piece.len() as u64));
                Some(Ok(piece))
            }
            Some(Err(error)) => Some(Err(error)),
            None if self.left.is_none() => None,
            // Fewer bytes than were promised: the reader must not take them for the whole.
            None => Some(Err(std::io::ErrorKind::UnexpectedEof.into())),
        })
    }
}

/// The answer with a file to keep, under a name people gave it (RFC 6266). Nothing in it runs, even if it is opened in
/// the browser.
pub fn attachment(name: &str, content_type: &str, body: Pieces) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type.to_owned())
        .insert_header((header::CONTENT_DISPOSITION, disposition(name)))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .body(body)
}

/// `attachment` with the name twice: in ASCII for old programs, and as it is (RFC 8187).
pub(super) fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    if plain == name {
        return format!("attachment; filename=\"{plain}\"");
    }
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_goes_out_in_ascii_and_as_it_is_and_cannot_end_the_header() {
        assert_eq!(disposition("data.zip"), "attachment; filename=\"data.zip\"");
        assert_eq!(
            disposition("pièce d'identité.pdf"),
            "attachment; filename=\"pi-ce-d-identit-.pdf\"; filename*=UTF-8''pi%C3%A8ce%20d%27identit%C3%A9.pdf"
        );
        let trick = disposition("a\"; x=\r\nSet-Cookie: a.pdf");
        assert!(!trick.contains(['\r', '\n']) && trick.matches('"').count() == 2, "{trick}");
    }
}
