//! What a token may do.

use std::fmt;
use std::str::FromStr;

/// What a token may do. Written `consents:read` on the command line and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Ask whether somebody agreed to a purpose.
    ConsentsRead,
    /// Write decisions of people into the ledger.
    ConsentsWrite,
    /// Ask how sure the details of somebody are.
    FreshnessRead,
    /// Bring reports about campaign mails: bounces and complaints.
    ReportsWrite,
    /// Follow requests: how they stand, and what was written on them.
    RequestsRead,
    /// Bring requests that reached the company elsewhere, write to the person, close what colleagues decided.
    RequestsWrite,
}

impl Scope {
    /// Every scope with its word.
    pub const ALL: &'static [(&'static str, Scope)] = &[
        ("consents:read", Scope::ConsentsRead),
        ("consents:write", Scope::ConsentsWrite),
        ("freshness:read", Scope::FreshnessRead),
        ("reports:write", Scope::ReportsWrite),
        ("requests:read", Scope::RequestsRead),
        ("requests:write", Scope::RequestsWrite),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, scope)| *scope == self).map_or("", |(word, _)| word)
    }

    /// The scopes of a list separated by spaces; words of a newer version are skipped.
    pub fn list(text: &str) -> Vec<Scope> {
        text.split(' ').filter_map(|word| word.parse().ok()).collect()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a scope; the scopes are consents:read, consents:write, freshness:read, reports:write, requests:read and requests:write"
)]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, scope)| *scope).ok_or(UnknownScope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_back_and_an_unknown_word_gives_nothing() {
        for (word, scope) in Scope::ALL {
            assert_eq!((scope.to_string().as_str(), word.parse()), (*word, Ok(*scope)));
            assert!(UnknownScope.to_string().contains(word), "the message names every scope");
        }
        assert_eq!(Scope::list("consents:read rule:all"), [Scope::ConsentsRead]);
        assert!(Scope::list("").is_empty());
    }
}
