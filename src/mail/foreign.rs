//! Mails that others wrote: anybody may send one that is broken on purpose.

use mail_parser::{Message, MessageParser};
use std::panic::catch_unwind;

/// The parts of a message as it travels; `None` where it is none. A few broken ones make the parser stop ("could not find
/// multipart"): they are none either, and whoever reads goes on with the next.
pub fn parse(raw: &[u8]) -> Option<Message<'_>> {
    catch_unwind(|| MessageParser::default().parse(raw)).ok().flatten()
}
