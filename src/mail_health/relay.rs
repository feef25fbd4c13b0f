//! The mail services that many companies send through, and what each asks to be put into the SPF record of its customers.

/// The end of the name of a service's mail server, and the domain to include.
const KNOWN: &[(&str, &str)] = &[
    ("amazonaws.com", "amazonses.com"),
    ("brevo.com", "spf.brevo.com"),
    ("sendinblue.com", "spf.brevo.com"),
    ("gandi.net", "_mailcust.gandi.net"),
    ("gmail.com", "_spf.google.com"),
    ("google.com", "_spf.google.com"),
    ("infomaniak.com", "spf.infomaniak.ch"),
    ("mailgun.org", "mailgun.org"),
    ("mailjet.com", "spf.mailjet.com"),
    ("mandrillapp.com", "spf.mandrillapp.com"),
    ("office365.com", "spf.protection.outlook.com"),
    ("outlook.com", "spf.protection.outlook.com"),
    ("ovh.net", "mx.ovh.com"),
    ("postmarkapp.com", "spf.mtasv.net"),
    ("scw.cloud", "_spf.tem.scaleway.com"),
    ("sendgrid.net", "sendgrid.net"),
    ("tem.scaleway.com", "_spf.tem.scaleway.com"),
    ("zoho.eu", "zohomail.eu"),
];

/// What to include for the service of this mail server, if it is a known one.
pub(super) fn include(host: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(end, _)| is_within(host, end)).map(|(_, include)| *include)
}

/// Whether a name is this domain or below it.
fn is_within(name: &str, domain: &str) -> bool {
    name == domain || name.strip_suffix(domain).is_some_and(|before| before.ends_with('.'))
}

/// Whether two names are likely of the same company: their last two parts are the same, or three under a domain such as `co.uk`.
pub(super) fn same_house(one: &str, other: &str) -> bool {
    fn house(name: &str) -> Option<Vec<&str>> {
        let parts: Vec<&str> = name.rsplit('.').collect();
        let shared = matches!(parts.as_slice(), [country, kind, _, ..] if country.len() == 2 && kind.len() <= 3);
        parts.get(..if shared { 3 } else { 2 }).map(<[&str]>::to_vec)
    }
    house(one).is_some_and(|one| house(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_known_by_the_end_of_its_name() {
        assert_eq!(include("smtp-relay.brevo.com"), Some("spf.brevo.com"));
        assert_eq!(include("email-smtp.eu-west-3.amazonaws.com"), Some("amazonses.com"));
        assert_eq!((include("notbrevo.com"), include("smtp.example.com")), (None, None));
        assert!(same_house("smtp.example.com", "spf.example.com") && !same_house("a.example.com", "a.example.org"));
        assert!(!same_house("localhost", "localhost") && !same_house("a.one.co.uk", "b.two.co.uk"));
        assert!(same_house("a.one.co.uk", "b.one.co.uk"));
    }
}
