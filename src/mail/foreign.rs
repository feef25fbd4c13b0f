//! Mails that others wrote: anybody may send one that is broken on purpose.

use mail_parser::{Message, MessageParser};
use std::panic::catch_unwind;

/// Messages in messages past which a mail is a trap for programs.
const MOST_NESTED: usize = 16;

/// The parts of a message as it travels; `None` where it is none. A few broken ones make the parser stop ("could not find
/// multipart"): they are none either, and whoever reads goes on with the next.
pub fn parse(raw: &[u8]) -> Option<Message<'_>> {
    if nested(raw) > MOST_NESTED {
        return None;
    }
    catch_unwind(|| MessageParser::default().parse(raw)).ok().flatten()
}

/// How many messages claim to lie in others: a parser that goes down into each would be led down without end.
fn nested(raw: &[u8]) -> usize {
    let words: [&[u8]; 3] = [b"message/rfc822", b"message/global", b"multipart/digest"];
    let count = |word: &[u8]| raw.windows(word.len()).filter(|part| part.eq_ignore_ascii_case(word)).count();
    words.into_iter().map(count).sum()
}

/// Whether a program wrote it in somebody's place: it says so itself (RFC 3834).
pub fn answers_by_itself(message: &Message<'_>) -> bool {
    let says = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    says("Auto-Submitted").is_some_and(|value| value != "no")
        || says("X-Autoreply").is_some()
        || says("X-Autorespond").is_some()
        || says("Precedence").is_some_and(|value| value.contains("auto") && value.contains("reply"))
}
