//! What relays tell by HTTP in JSON of their own, event by event. The trace comes back in the field that the relay fills from a
//! header of the mail (`mail.trace_header`).

use super::dsn::kind_of_failure;
use super::{Cause, Kind, Report, Status, trace};
use crate::secrets::sha256_hex;
use serde_json::Value;

/// A relay whose events are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relay {
    /// Brevo, transactional webhooks; header `X-Mailin-custom`.
    Brevo,
    /// Mailjet, event API; header `X-MJ-CustomID`.
    Mailjet,
    /// Postmark, webhooks; header `X-PM-Metadata-trace`.
    Postmark,
}

/// The most events of one call.
const MOST: usize = 1_000;

/// The reports in a call: one event, or a list of them. Events about anything else (opened, clicked) are skipped.
pub fn read(relay: Relay, body: &Value) -> Vec<Report> {
    let one = std::slice::from_ref(body);
    let events = body.as_array().map_or(one, Vec::as_slice);
    events.iter().take(MOST).filter_map(|event| of_event(relay, event)).collect()
}

/// What an event says: what became of the mail, why if it is said, and the server's words.
struct Event<'e> {
    kind: Kind,
    cause: Option<Cause>,
    words: &'e str,
}

fn of_event(relay: Relay, event: &Value) -> Option<Report> {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let told = match relay {
        Relay::Brevo => brevo(text("event"), text("reason")),
        Relay::Mailjet => {
            let hard = event.get("hard_bounce").is_some_and(|hard| *hard == Value::Bool(true));
            let words = Some(text("comment")).filter(|words| !words.is_empty()).unwrap_or(text("error"));
            mailjet(text("event"), hard, text("error"), words)
        }
        Relay::Postmark => {
            let words = Some(text("Details")).filter(|words| !words.is_empty()).unwrap_or(text("Description"));
            postmark(text("RecordType"), text("Type"), words)
        }
    };
    let Event { kind, cause, words } = told?;
    let status = Status::find(words);
    let failed = matches!(kind, Kind::Hard | Kind::Soft | Kind::Delayed);
    let heard = if failed { Cause::of(status, Status::code_in(words), words) } else { Cause::Other };
    let cause = if heard == Cause::Other { cause.unwrap_or(heard) } else { heard };
    // What a relay calls hard may be about us: then it says nothing against the address.
    let kind = if kind == Kind::Hard { kind_of_failure(cause, Some(5)) } else { kind };
    let whole = event.to_string();
    let mut traces: Vec<String> = trace::candidates(&whole).collect();
    traces.dedup();
    traces.truncate(trace::MOST);
    let recipient = [text("email"), text("Email"), text("Recipient")].into_iter().find(|to| to.contains('@'));
    Some(Report {
        kind,
        cause,
        status,
        recipient: recipient.map(str::to_owned),
        message_id: None,
        traces,
        own_id: sha256_hex(whole.as_bytes()),
    })
}

fn brevo<'e>(event: &str, words: &'e str) -> Option<Event<'e>> {
    let (kind, cause) = match event {
        "hard_bounce" | "invalid_email" => (Kind::Hard, Some(Cause::Unknown)),
        "soft_bounce" | "error" => (Kind::Soft, Some(Cause::Unreachable)),
        // The relay did not even try.
        "blocked" => (Kind::Soft, Some(Cause::Blocked)),
        "deferred" => (Kind::Delayed, Some(Cause::Unreachable)),
        "delivered" => (Kind::Delivered, None),
        "spam" | "complaint" => (Kind::Complaint, None),
        _ => return None,
    };
    Some(Event { kind, cause, words })
}

fn mailjet<'e>(event: &str, hard: bool, error: &str, words: &'e str) -> Option<Event<'e>> {
    let cause = match error {
        "user unknown" => Some(Cause::Unknown),
        "mailbox inactive" => Some(Cause::Closed),
        "quota exceeded" => Some(Cause::Full),
        "invalid domain" | "no mail host" => Some(Cause::Domain),
        "preblocked" | "spam content" | "spam reporter" | "sender blocked" | "content blocked" | "system issue" => {
            Some(Cause::Blocked)
        }
        _ => None,
    };
    let (kind, cause) = match event {
        "bounce" if hard => (Kind::Hard, cause.or(Some(Cause::Unknown))),
        "bounce" => (Kind::Soft, cause.or(Some(Cause::Unreachable))),
        "blocked" => (Kind::Soft, Some(Cause::Blocked)),
        "sent" => (Kind::Delivered, None),
        "spam" => (Kind::Complaint, None),
        _ => return None,
    };
    Some(Event { kind, cause, words })
}

fn postmark<'e>(record: &str, bounce: &str, words: &'e str) -> Option<Event<'e>> {
    let (kind, cause) = match (record, bounce) {
        ("Delivery", _) => (Kind::Delivered, None),
        ("SpamComplaint", _) | ("Bounce", "SpamComplaint") => (Kind::Complaint, None),
        ("Bounce", "HardBounce" | "BadEmailAddress") => (Kind::Hard, Some(Cause::Unknown)),
        ("Bounce", "Transient" | "DnsError" | "SoftBounce") => (Kind::Soft, Some(Cause::Unreachable)),
        ("Bounce", "SpamNotification" | "Blocked" | "ISPBlock" | "ManuallyDeactivated" | "DMARCPolicy") => {
            (Kind::Soft, Some(Cause::Blocked))
        }
        _ => return None,
    };
    Some(Event { kind, cause, words })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn trace() -> String {
        "0123456789abcdef".repeat(3)
    }

    fn told(relay: Relay, event: Value) -> Option<(Kind, Cause)> {
        let found = read(relay, &event);
        assert!(found.iter().all(|report| report.traces == [trace()]), "the trace is found");
        found.first().map(|report| (report.kind, report.cause))
    }

    #[test]
    fn events_of_three_relays_are_understood() {
        let brevo = |event: &str, reason: &str| {
            told(
                Relay::Brevo,
                json!({ "event": event, "email": "a@b.example", "X-Mailin-custom": trace(), "reason": reason, "ts_event": 1 }),
            )
        };
        assert_eq!(brevo("hard_bounce", "550 5.1.1 no such user"), Some((Kind::Hard, Cause::Unknown)));
        assert_eq!(brevo("hard_bounce", ""), Some((Kind::Hard, Cause::Unknown)));
        assert_eq!(brevo("hard_bounce", "550 5.7.1 blocked"), Some((Kind::Soft, Cause::Blocked)));
        assert_eq!(brevo("soft_bounce", "mailbox full"), Some((Kind::Soft, Cause::Full)));
        assert_eq!(brevo("deferred", ""), Some((Kind::Delayed, Cause::Unreachable)));
        assert_eq!(brevo("spam", ""), Some((Kind::Complaint, Cause::Other)));
        assert_eq!(brevo("delivered", ""), Some((Kind::Delivered, Cause::Other)));
        assert_eq!(brevo("opened", ""), None);
        let mailjet = |event: &str, hard: bool, error: &str| {
            told(
                Relay::Mailjet,
                json!({ "event": event, "hard_bounce": hard, "error": error, "CustomID": trace(), "time": 1 }),
            )
        };
        assert_eq!(mailjet("bounce", true, "mailbox inactive"), Some((Kind::Hard, Cause::Closed)));
        assert_eq!(mailjet("bounce", false, "quota exceeded"), Some((Kind::Soft, Cause::Full)));
        assert_eq!(mailjet("blocked", false, "preblocked"), Some((Kind::Soft, Cause::Blocked)));
        assert_eq!(mailjet("spam", false, ""), Some((Kind::Complaint, Cause::Other)));
        assert_eq!(mailjet("click", false, ""), None);
        let postmark = |record: &str, kind: &str| {
            told(
                Relay::Postmark,
                json!({ "RecordType": record, "Type": kind, "ID": 1, "Metadata": { "trace": trace() } }),
            )
        };
        assert_eq!(postmark("Bounce", "HardBounce"), Some((Kind::Hard, Cause::Unknown)));
        assert_eq!(postmark("Bounce", "Transient"), Some((Kind::Soft, Cause::Unreachable)));
        assert_eq!(postmark("SpamComplaint", "SpamComplaint"), Some((Kind::Complaint, Cause::Other)));
        assert_eq!(postmark("Delivery", ""), Some((Kind::Delivered, Cause::Other)));
        assert_eq!(postmark("Open", ""), None);
    }

    #[test]
    fn a_call_may_hold_many_events_and_anything_else_holds_none() {
        let one = json!({ "event": "spam", "CustomID": trace(), "time": 1 });
        let two = json!({ "event": "spam", "CustomID": trace(), "time": 2 });
        let found = read(Relay::Mailjet, &json!([one, two, { "event": 7 }, null]));
        assert_eq!(found.len(), 2);
        assert_ne!(found[0].own_id, found[1].own_id);
        for nothing in [json!(null), json!({}), json!([]), json!("spam"), json!([[[]]])] {
            assert_eq!(read(Relay::Brevo, &nothing), []);
        }
    }
}
