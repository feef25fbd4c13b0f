//! DMARC (RFC 7489, 6.3): what receivers do with a mail in our name that neither SPF nor DKIM proves.

use super::tags;

/// What is asked of receivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    None,
    Quarantine,
    Reject,
}

impl Policy {
    fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "none" => Some(Policy::None),
            "quarantine" => Some(Policy::Quarantine),
            "reject" => Some(Policy::Reject),
            _ => None,
        }
    }

    /// The word in the record.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Policy::None => "none",
            Policy::Quarantine => "quarantine",
            Policy::Reject => "reject",
        }
    }
}

/// A record, as far as it says something of our mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    policy: Policy,
    below: Option<Policy>,
    /// Whether somebody gets the daily reports.
    pub(super) reports: bool,
}

/// Whether a text is a DMARC record, well written or not.
pub(super) fn is_record(text: &str) -> bool {
    tags::read(text).first().is_some_and(|(name, value)| name == "v" && value == "DMARC1")
}

impl Record {
    /// Reads a record; nothing if receivers would not understand it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let tags = tags::read(text);
        let tag = |name: &str| tags.iter().find(|(tag, _)| tag == name).map(|(_, value)| value.as_str());
        let below = tag("sp").map(Policy::parse);
        if !is_record(text) || below == Some(None) {
            return None;
        }
        let to = |uri: &str| uri.trim().to_ascii_lowercase().starts_with("mailto:") && uri.contains('@');
        let reports = tag("rua").is_some_and(|list| list.split(',').any(to));
        Some(Self { policy: Policy::parse(tag("p")?)?, below: below.flatten(), reports })
    }

    /// What holds for the domain that the record stands at, or for one below it.
    pub(super) fn policy(&self, below: bool) -> Policy {
        self.below.filter(|_| below).unwrap_or(self.policy)
    }
}

/// The same record with another policy or with reports to this address.
pub(super) fn changed(text: &str, policy: Option<Policy>, reports: Option<&str>) -> String {
    let mut parts: Vec<(String, String)> = tags::read(text);
    let mut set = |name: &str, value: String| match parts.iter_mut().find(|(tag, _)| tag == name) {
        Some((_, old)) => *old = value,
        None => parts.push((name.to_owned(), value)),
    };
    if let Some(policy) = policy {
        set("p", policy.as_str().to_owned());
    }
    if let Some(address) = reports {
        set("rua", format!("mailto:{address}"));
    }
    parts.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

/// Where a record may stand: at the domain, or at one above it (the organisation's), the nearest first.
pub(super) fn places(domain: &str) -> Vec<&str> {
    let mut places = vec![domain];
    let mut rest = domain;
    while let Some((_, above)) = rest.split_once('.').filter(|(_, above)| above.contains('.')) {
        places.push(above);
        rest = above;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_and_what_receivers_would_not_understand_is_none() {
        let record = Record::parse("v=DMARC1; p=reject; sp=none; rua=mailto:a@example.com").unwrap();
        assert_eq!((record.policy(false), record.policy(true), record.reports), (Policy::Reject, Policy::None, true));
        let record = Record::parse("v=DMARC1;p=Quarantine;rua=https://x.example").unwrap();
        assert_eq!((record.policy(true), record.reports), (Policy::Quarantine, false));
        for wrong in ["", "v=DMARC1", "p=none; v=DMARC1", "v=DMARC1; p=", "v=DMARC1; p=rejct", "v=DMARC1; p=none; sp=x"]
        {
            assert_eq!(Record::parse(wrong), None, "{wrong}");
        }
        assert!(is_record("v=DMARC1; p=rejct") && !is_record("v=spf1 -all"));
    }

    #[test]
    fn a_changed_record_keeps_the_rest() {
        let text = "v=DMARC1; p=none; fo=1";
        assert_eq!(changed(text, Some(Policy::Quarantine), None), "v=DMARC1; p=quarantine; fo=1");
        assert_eq!(changed(text, None, Some("a@example.com")), "v=DMARC1; p=none; fo=1; rua=mailto:a@example.com");
    }

    #[test]
    fn a_record_of_the_organisation_counts_for_what_is_below_it() {
        assert_eq!(
            places("mail.privacy.example.com"),
            ["mail.privacy.example.com", "privacy.example.com", "example.com"]
        );
        assert_eq!(places("example.com"), ["example.com"]);
    }
}
