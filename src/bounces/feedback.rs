//! Feedback reports (ARF, RFC 5965): somebody pressed "this is spam".

use super::fields::{Fields, address};
use super::{Cause, Kind, Told};

/// A complaint, if it is one: reports of failed authentication or of "not spam" are about something else.
pub(super) fn read(text: &str) -> Option<Told> {
    let groups = Fields::groups(text);
    let get = |name: &str| groups.iter().find_map(|group| group.get(name));
    let kind = get("feedback-type")?.to_ascii_lowercase();
    if !matches!(kind.as_str(), "abuse" | "fraud" | "opt-out" | "opt-out-list" | "complaint" | "unsubscribe") {
        return None;
    }
    let recipient = get("original-rcpt-to").or_else(|| get("removal-recipient")).and_then(address);
    Some(Told { kind: Kind::Complaint, cause: Cause::Other, status: None, recipient })
}
