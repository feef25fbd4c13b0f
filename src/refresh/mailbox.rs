//! Mailboxes that several people read, by their name.

/// Local parts of mailboxes that several people read.
const GENERIC: &[&str] = &[
    "abuse",
    "accueil",
    "achats",
    "admin",
    "administration",
    "billing",
    "commercial",
    "compta",
    "comptabilite",
    "contact",
    "direction",
    "dpo",
    "facturation",
    "hello",
    "help",
    "hostmaster",
    "info",
    "infos",
    "invoices",
    "it",
    "jobs",
    "mail",
    "marketing",
    "no-reply",
    "noreply",
    "office",
    "postmaster",
    "presse",
    "privacy",
    "reception",
    "recrutement",
    "rgpd",
    "rh",
    "root",
    "sales",
    "secretariat",
    "security",
    "service",
    "service-client",
    "support",
    "team",
    "test",
    "webmaster",
];

/// Whether an address (normalised) is a mailbox that several people read.
pub fn is_generic(normalised: &str) -> bool {
    let local = normalised.rsplit_once('@').map_or(normalised, |(local, _)| local);
    let local = local.split('+').next().unwrap_or_default();
    GENERIC.binary_search(&local).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_mailboxes_are_known_by_their_name() {
        assert!(GENERIC.is_sorted());
        assert!(is_generic("info@example.com") && is_generic("contact+shop@example.fr"));
        assert!(!is_generic("infante@example.com") && !is_generic("elise@info.example"));
    }
}
