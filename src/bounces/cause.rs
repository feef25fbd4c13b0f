//! Why a mail did not arrive, from the status (RFC 3463) and, where that says too little, from what the server wrote.

use std::fmt;
use std::str::FromStr;

/// An enhanced status code such as 5.1.1 (RFC 3463).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Status {
    /// 2 arrived, 4 for now, 5 for good.
    pub class: u8,
    /// What it is about: 1 the address, 2 the mailbox, 3 the mail system, 4 the network, 5 the protocol, 6 the content, 7 policy.
    pub subject: u16,
    /// The detail.
    pub detail: u16,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Status {
    /// The first status in a text, standing alone: not a part of an IP address or a version.
    pub fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(Self::parse)
    }

    fn parse(word: &str) -> Option<Self> {
        let mut parts = word.trim_matches('.').split('.');
        let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
        let short = |part: &str| (1..=3).contains(&part.len()).then(|| part.parse().ok()).flatten();
        let class = match class {
            "2" => 2,
            "4" => 4,
            "5" => 5,
            _ => return None,
        };
        parts.next().is_none().then_some(Self { class, subject: short(subject)?, detail: short(detail)? })
    }

    /// The status of a recipient: the field, unless it only says "something" and the server's own words say more.
    pub(super) fn in_dsn(field: Option<&str>, diagnostic: &str) -> Option<Self> {
        let told = field.and_then(Self::find);
        match told {
            Some(status) if status.subject > 0 => Some(status),
            _ => Self::find(diagnostic).or(told),
        }
    }

    /// The SMTP reply code (RFC 5321, 4.2) in a server's words, such as 550.
    pub(super) fn code_in(text: &str) -> Option<u16> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
        words.filter(|word| word.len() == 3).filter_map(|word| word.parse().ok()).find(|code| (400..600).contains(code))
    }
}

/// Why a mail did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Nobody has this mailbox.
    Unknown,
    /// There is no such domain, or it takes no mail.
    Domain,
    /// The mailbox was closed.
    Closed,
    /// The mailbox is full.
    Full,
    /// The mail server could not be reached in time.
    Unreachable,
    /// The server takes us for a sender of unwanted mail.
    Blocked,
    /// The server's rules refuse the mail itself: its signature, its size, its content.
    Policy,
    /// Something else, or the server does not say.
    Other,
}

/// The text is no cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cause")]
pub struct UnknownCause;

impl FromStr for Cause {
    type Err = UnknownCause;

    fn from_str(text: &str) -> Result<Self, UnknownCause> {
        Cause::ALL.into_iter().find(|cause| cause.as_str() == text).ok_or(UnknownCause)
    }
}

/// What servers write, in small letters, by what it means; the first group that matches counts.
const WORDS: [(Cause, &[&str]); 6] = [
    (
        Cause::Policy,
        &["dmarc", "spf ", "spf)", "dkim", "authentication", "unauthenticated", "too large", "size limit", "virus"],
    ),
    (
        Cause::Unknown,
        &[
            "user unknown",
            "unknown user",
            "no such user",
            "no such recipient",
            "no such mailbox",
            "unknown recipient",
            "recipient unknown",
            "recipient not found",
            "recipientnotfound",
            "invalid recipient",
            "mailbox not found",
            "no mailbox here",
            "does not exist",
            "doesn't exist",
            "doesn't have a",
            "not a valid mailbox",
            "destinataire invalide",
            "destinataire inconnu",
            "utilisateur inconnu",
        ],
    ),
    (
        Cause::Full,
        &[
            "mailbox full",
            "mailbox is full",
            "mailboxfull",
            "over quota",
            "overquota",
            "quota exceeded",
            "out of storage",
            "boite pleine",
            "boîte pleine",
        ],
    ),
    (
        Cause::Domain,
        &[
            "host not found",
            "domain not found",
            "domain name not found",
            "no such domain",
            "unrouteable",
            "unroutable",
            "null mx",
            "accepts no mail",
            "nxdomain",
            "couldn't find any host",
        ],
    ),
    (
        Cause::Closed,
        &["disabled", "inactive", "suspended", "account is closed", "no longer in use", "désactivé", "clôturé"],
    ),
    (
        Cause::Blocked,
        &[
            "spam",
            "block list",
            "blocklist",
            "blacklist",
            "blocked",
            "reputation",
            "unsolicited",
            "too many",
            "rate limit",
            "banned",
        ],
    ),
];

impl Cause {
    /// Every cause, in the order in which pages tell them.
    pub const ALL: [Cause; 8] = [
        Cause::Unknown,
        Cause::Domain,
        Cause::Closed,
        Cause::Full,
        Cause::Unreachable,
        Cause::Blocked,
        Cause::Policy,
        Cause::Other,
    ];

    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Unknown => "unknown",
            Cause::Domain => "domain",
            Cause::Closed => "closed",
            Cause::Full => "full",
            Cause::Unreachable => "unreachable",
            Cause::Blocked => "blocked",
            Cause::Policy => "policy",
            Cause::Other => "other",
        }
    }

    /// Whether an address with this cause will not work again by itself.
    pub fn ends_address(self) -> bool {
        matches!(self, Cause::Unknown | Cause::Domain | Cause::Closed)
    }

    /// Whether it says something about the address at all, and not about who sends or what is sent.
    pub fn is_of_address(self) -> bool {
        !matches!(self, Cause::Blocked | Cause::Policy)
    }

    /// The cause of a refusal: its status, its reply code, its words.
    pub fn of(status: Option<Status>, code: Option<u16>, text: &str) -> Self {
        let text = text.to_lowercase();
        let worded =
            WORDS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(cause, _)| *cause);
        let told = status.and_then(|status| Self::of_status(status, worded));
        told.or(worded).or(code.and_then(Self::of_code)).unwrap_or(Cause::Other)
    }

    /// What the status says by itself; `None` where the words must tell.
    fn of_status(Status { class, subject, detail }: Status, worded: Option<Self>) -> Option<Self> {
        let final_ = class == 5;
        Some(match (subject, detail) {
            (1, 2) => Cause::Domain,
            (1, 6) => Cause::Closed,
            // The sender's address, not the recipient's.
            (1, 7 | 8) => Cause::Policy,
            (1, 0) => worded.unwrap_or(Cause::Unknown),
            (1, _) => Cause::Unknown,
            (2, 1) if final_ => worded.filter(|cause| *cause == Cause::Unknown).unwrap_or(Cause::Closed),
            (2, 2) => Cause::Full,
            (2, 3) | (3, 4) | (6, _) => Cause::Policy,
            // Exchange refuses an unknown recipient so: "5.4.1 Recipient address rejected: Access denied".
            (4, 1) if final_ => worded.unwrap_or(Cause::Unknown),
            (4, 4 | 310) if final_ => Cause::Domain,
            (4, _) | (2 | 3, _) => worded.filter(|_| final_).unwrap_or(Cause::Unreachable),
            (7, 26 | 27 | 515) => Cause::Policy,
            (7, _) => worded.unwrap_or(Cause::Blocked),
            _ => return None,
        })
    }

    /// What a reply code alone says (RFC 5321, 4.2.3).
    fn of_code(code: u16) -> Option<Self> {
        match code {
            550 | 551 | 553 => Some(Cause::Unknown),
            552 | 452 => Some(Cause::Full),
            554 | 571 => Some(Cause::Blocked),
            556 | 521 => Some(Cause::Domain),
            400..=499 => Some(Cause::Unreachable),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> Cause {
        Cause::of(Status::find(words), Status::code_in(words), words)
    }

    #[test]
    fn servers_are_understood_in_their_own_words() {
        for (words, cause) in [
            (
                "550 5.1.1 <x@example.fr>: Recipient address rejected: User unknown in local recipient table",
                Cause::Unknown,
            ),
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", Cause::Unknown),
            ("550 5.4.1 Recipient address rejected: Access denied.", Cause::Unknown),
            ("550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_418", Cause::Unknown),
            ("554 delivery error: dd This user doesn't have a yahoo.example account", Cause::Unknown),
            ("552-5.2.2 The email account that you tried to reach is over quota and inactive.", Cause::Full),
            ("452 4.2.2 mailbox full", Cause::Full),
            ("550 5.2.1 The email account that you tried to reach is disabled", Cause::Closed),
            ("Host or domain name not found. Name service error for name=nowhere.example type=A 5.4.4", Cause::Domain),
            ("556 5.1.10 null MX", Cause::Unknown),
            ("421 4.4.1 Connection timed out", Cause::Unreachable),
            ("554 5.7.1 Service unavailable; client blocked using a block list", Cause::Blocked),
            ("550 5.7.26 This mail has been blocked because the sender is unauthenticated", Cause::Policy),
            (
                "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
                Cause::Policy,
            ),
            ("552 5.3.4 message size exceeds fixed limit", Cause::Policy),
            ("550 no", Cause::Unknown),
            ("554 no", Cause::Blocked),
            ("500 what?", Cause::Other),
            ("", Cause::Other),
        ] {
            assert_eq!(of(words), cause, "{words}");
        }
    }

    #[test]
    fn a_status_stands_alone_and_a_code_is_a_word() {
        assert_eq!(Status::find("said: 550-5.1.1 no").map(|s| s.to_string()).as_deref(), Some("5.1.1"));
        assert_eq!(Status::find("(#5.1.2)").map(|s| s.to_string()).as_deref(), Some("5.1.2"));
        for none in ["host 5.4.3.2 said", "version 3.4.5", "5.1", "5.1.1000", "15.1.1", ""] {
            assert_eq!(Status::find(none), None, "{none}");
        }
        assert_eq!(Status::code_in("smtp; 550-5.1.1 no"), Some(550));
        assert_eq!(Status::code_in("on 192.0.2.55 port 1550 at 12.550"), None);
    }

    #[test]
    fn words_read_back() {
        for cause in Cause::ALL {
            assert_eq!(cause.as_str().parse(), Ok(cause));
        }
        assert!(Cause::ALL.is_sorted());
    }
}
