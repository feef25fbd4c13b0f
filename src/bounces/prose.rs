//! Reports written for people alone, as qmail and old systems write them: what is understood of them, and only that.

use super::dsn::kind_of_failure;
use super::{Cause, Kind, Status, Told};

/// Lines after which a copy of the mail follows, which must not be taken for what the report says.
const COPIES: [&str; 5] = [
    "--- below this line is a copy of the message",
    "------ this is a copy of",
    "--- the message headers follow",
    "----- original message -----",
    "--- copie du message",
];

/// Words of a server that goes on trying.
const PATIENT: [&str; 5] =
    ["no action is required", "will be retried", "will keep trying", "still being retried", "pas encore pu être"];

/// The most letters looked at.
const MOST: usize = 16 * 1024;

pub(super) fn read(text: &str) -> Option<Told> {
    let text: String = text.chars().take(MOST).collect::<String>().to_lowercase();
    let end = COPIES.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    let said = text.get(..end).unwrap_or(&text);
    let status = Status::find(said);
    let code = Status::code_in(said);
    let cause = Cause::of(status, code, said);
    if status.is_none() && cause == Cause::Other {
        return None;
    }
    let class = status.map(|status| status.class).or(code.map(|code| if code < 500 { 4 } else { 5 }));
    let late = PATIENT.iter().any(|words| said.contains(words));
    let kind = if late { Kind::Delayed } else { kind_of_failure(cause, class) };
    Some(Told { kind, cause, status, recipient: recipient(said) })
}

/// `<jean@example.fr>:` at the beginning of a line.
fn recipient(said: &str) -> Option<String> {
    let named = |line: &str| Some(line.trim().strip_prefix('<')?.split_once('>')?.0.to_owned());
    said.lines().filter_map(named).find(|address| address.contains('@') && address.len() <= 320)
}
