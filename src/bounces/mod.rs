//! What other mail systems report about a mail: that it came back (RFC 3464, RFC 6533 for addresses beyond ASCII), that it
//! is late, that it arrived, or that its reader calls it unwanted (RFC 5965).
//!
//! Pure: bytes in, [`Said`] out. Anybody can send anything here, so what is read is bounded and nothing in it is believed
//! about which mail it is about: that is told by a [`trace`], which only who got the mail can know.

mod cause;
mod dsn;
mod feedback;
mod fields;
mod prose;
pub mod relay;
pub mod trace;

pub use cause::{Cause, Status};

use crate::mail;
use crate::secrets::sha256_hex;
use fields::Fields;
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};
use std::fmt;

/// Bytes of a report that are read: what it says comes first, then a copy of the mail.
const MOST: usize = 256 * 1024;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It arrived.
    Delivered,
    /// It has not arrived yet; the server goes on trying.
    Delayed,
    /// It did not arrive, for a reason that may pass or that is not the address.
    Soft,
    /// It did not arrive, and never will at this address.
    Hard,
    /// It arrived, and the reader called it unwanted.
    Complaint,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::Delivered, Kind::Delayed, Kind::Soft, Kind::Hard, Kind::Complaint];

    /// The word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Delivered => "delivered",
            Kind::Delayed => "delayed",
            Kind::Soft => "soft",
            Kind::Hard => "hard",
            Kind::Complaint => "complaint",
        }
    }
}

/// One report about one mail. Never printed whole: it names the recipient.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// What became of the mail.
    pub kind: Kind,
    /// Why; [`Cause::Other`] for what arrived.
    pub cause: Cause,
    /// The enhanced status (RFC 3463), where one is told.
    pub status: Option<Status>,
    /// The recipient, as the report names it.
    pub recipient: Option<String>,
    /// The Message-ID of the mail it is about, without its brackets.
    pub message_id: Option<String>,
    /// What may be a [`trace`] of the mail, the likeliest first.
    pub traces: Vec<String>,
    /// Tells this report from others: the same one, brought twice, has the same.
    pub own_id: String,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, cause, status, traces, .. } = self;
        write!(f, "Report({kind:?}, {cause:?}, {status:?}, {} traces)", traces.len())
    }
}

/// What a message that came back says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It reports something.
    Report(Report),
    /// A program answered in somebody's place (RFC 3834): out of office. The mail arrived.
    AutoReply,
    /// Nothing that is understood.
    Nothing,
}

/// What one part tells, before it is known which mail it is about.
struct Told {
    kind: Kind,
    cause: Cause,
    status: Option<Status>,
    recipient: Option<String>,
}

/// Reads a message as it came in, with its headers.
pub fn read(raw: &[u8]) -> Said {
    let raw = raw.get(..MOST).unwrap_or(raw);
    let Some(message) = mail::parse(raw) else { return Said::Nothing };
    let told = match machine_part(&message) {
        Some(Machine::Status(text)) => dsn::read(&text),
        Some(Machine::Feedback(text)) => feedback::read(&text),
        Some(Machine::Other) => None,
        None if of_a_postmaster(&message) => prose::read(&prose_of(&message)),
        None if mail::answers_by_itself(&message) => return Said::AutoReply,
        None => None,
    };
    let Some(Told { kind, cause, status, recipient }) = told else { return Said::Nothing };
    let message_id = original_id(&message);
    let traces = traces(&message, raw, message_id.as_deref());
    let own_id = message.message_id().map_or_else(|| sha256_hex(raw), str::to_owned);
    Said::Report(Report { kind, cause, status, recipient, message_id, traces, own_id })
}

/// The part that is written for programs.
enum Machine {
    Status(String),
    Feedback(String),
    /// Another kind of report, such as a receipt that somebody read the mail (RFC 8098).
    Other,
}

fn machine_part(message: &Message<'_>) -> Option<Machine> {
    let of = |part: &MessagePart<'_>| {
        let kind = part.content_type()?;
        let subtype = kind.subtype()?.to_ascii_lowercase();
        if !kind.ctype().eq_ignore_ascii_case("message") {
            return None;
        }
        match subtype.as_str() {
            "delivery-status" | "global-delivery-status" => Some(Machine::Status(text_of(part)?)),
            "feedback-report" => Some(Machine::Feedback(text_of(part)?)),
            "disposition-notification" | "global-disposition-notification" => Some(Machine::Other),
            _ => None,
        }
    };
    message.parts.iter().find_map(of)
}

fn text_of(part: &MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Some(text.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        PartType::Message(_) | PartType::Multipart(_) => None,
    }
}

/// Whether a mail system wrote it: its name says so, or nobody is to answer (RFC 5321, 4.5.5).
fn of_a_postmaster(message: &Message<'_>) -> bool {
    let from = message.header_raw("From").unwrap_or_default().to_ascii_lowercase();
    let from = from.replace(['-', '_', ' '], "");
    let nobody = message.header_raw("Return-Path").is_some_and(|path| path.trim() == "<>");
    let named = ["mailerdaemon@", "postmaster@", "maildelivery"].iter().any(|name| from.contains(name));
    named || (nobody && !mail::answers_by_itself(message))
}

fn prose_of(message: &Message<'_>) -> String {
    let mut text =
        message.header_raw("X-Failed-Recipients").map_or_else(String::new, |to| format!("<{}>:\n", to.trim()));
    text.push_str(&message.body_text(0).unwrap_or_default());
    text
}

/// The header of the mail that came back: a whole copy of it, its headers alone, or quoted in the text.
fn originals<'m>(message: &'m Message<'_>) -> impl Iterator<Item = String> + 'm {
    message.parts.iter().filter_map(|part| match &part.body {
        PartType::Message(inner) => {
            let lines = inner.headers_raw().map(|(name, value)| format!("{name}:{value}"));
            Some(lines.collect::<Vec<_>>().join("\n"))
        }
        PartType::Text(text) => Some(text.to_string()),
        PartType::Binary(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    })
}

fn original_id(message: &Message<'_>) -> Option<String> {
    originals(message).find_map(|text| {
        let id = Fields::lines(&text).find(|(name, _)| name == "message-id")?.1;
        let id = id.trim().trim_start_matches('<').split(['>', ' ']).next()?.to_owned();
        (id.contains('@') && id.len() < 256).then_some(id)
    })
}

/// Where a trace may stand, the surest place first: the address it came back to, the Message-ID, anything else in it.
fn traces(message: &Message<'_>, raw: &[u8], message_id: Option<&str>) -> Vec<String> {
    let came_to = ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];
    let headers = came_to.into_iter().filter_map(|name| message.header_raw(name)).collect::<Vec<_>>().join("\n");
    let all = [headers, message_id.unwrap_or_default().to_owned(), String::from_utf8_lossy(raw).into_owned()];
    let mut found: Vec<String> = Vec::new();
    for text in all.into_iter().chain(originals(message)) {
        for one in trace::candidates(&text) {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found.truncate(trace::MOST);
    found
}

#[cfg(test)]
#[path = "bounces_tests.rs"]
mod tests;
