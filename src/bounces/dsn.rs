//! Delivery status notifications (RFC 3464): a group of fields about the report, then one for each recipient.

use super::fields::{Fields, address};
use super::{Cause, Kind, Status, Told};

/// What the worst of the recipients got: our mails have one each.
pub(super) fn read(text: &str) -> Option<Told> {
    Fields::groups(text).iter().filter_map(of_recipient).max_by_key(|told| told.kind)
}

fn of_recipient(fields: &Fields) -> Option<Told> {
    let diagnostic = fields.get("diagnostic-code").unwrap_or_default();
    let status = Status::in_dsn(fields.get("status"), diagnostic);
    let class = status.map(|status| status.class);
    let action =
        fields.get("action").map(|word| word.split([' ', '(']).next().unwrap_or_default().to_ascii_lowercase());
    let cause = Cause::of(status, Status::code_in(diagnostic), diagnostic);
    let kind = match (action.as_deref(), class) {
        (Some("delayed"), _) => Kind::Delayed,
        // `relayed` and `expanded` say that it went where no report will come from.
        (Some("delivered" | "relayed" | "expanded"), _) | (None, Some(2)) => Kind::Delivered,
        (Some("failed"), _) | (None, Some(4 | 5)) => kind_of_failure(cause, class),
        _ => return None,
    };
    let recipient = fields.get("original-recipient").and_then(address);
    let recipient = recipient.or_else(|| fields.get("final-recipient").and_then(address));
    let cause = if kind == Kind::Delivered { Cause::Other } else { cause };
    Some(Told { kind, cause, status, recipient })
}

/// A failure is final for the address only if the server said so itself (5) and its reason is the address.
pub(super) fn kind_of_failure(cause: Cause, class: Option<u8>) -> Kind {
    if cause.ends_address() && class != Some(4) { Kind::Hard } else { Kind::Soft }
}
