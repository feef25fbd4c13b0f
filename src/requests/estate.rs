//! What is asked after somebody's death (French Data Protection Act, Art. 85; law.md 1.12): by an heir, what settling the
//! estate needs and the end of the account; by whom the person named in their directives, what those say. Nothing else can
//! be asked for somebody who died, and nothing of it without its proof.

use super::word::words;
use super::{Contact, Item, ItemState, Request, Right, Subject};
use jiff::{SignedDuration, Timestamp};

/// How long what was allowed can be downloaded once the request is answered.
pub const FETCH: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What shows that somebody may act after a death.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// A notary's deed that names the heirs (acte de notoriété; Decree 2019-536, Art. 124).
    Notoriety,
    /// The family record book (livret de famille; the same).
    FamilyBook,
    /// The directives of the person name them: the law asks for no document.
    Directives,
}

words!(Proof { Notoriety = "notoriety", FamilyBook = "family-book", Directives = "directives" });

impl Right {
    /// What can be asked for somebody who died.
    pub const AFTER_DEATH: [Right; 3] = [Right::Estate, Right::Closure, Right::Directives];

    /// Whether it is asked for somebody who died, and only then.
    pub fn is_after_death(self) -> bool {
        Self::AFTER_DEATH.contains(&self)
    }
}

impl Contact {
    /// Whether what was shown allows this right to be carried out for them.
    pub fn proves(&self, right: Right) -> bool {
        let Some(checked) = &self.checked else { return false };
        let proof: Option<Proof> = checked.how.parse().ok();
        match right {
            Right::Estate | Right::Closure => matches!(proof, Some(Proof::Notoriety | Proof::FamilyBook)),
            Right::Directives => proof == Some(Proof::Directives),
            _ => true,
        }
    }
}

/// What whoever follows a request with its code can download now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The categories of the record.
    pub categories: Vec<String>,
    /// Whether they are limited to what settling the estate needs.
    pub estate: bool,
    /// Until when.
    pub until: Timestamp,
}

/// What can be downloaded for a request that was answered; `None` if nothing was allowed. The end may have passed.
pub fn allowed(request: &Request, items: &[Item], contact: &Contact) -> Option<Allowed> {
    let until = request.closed_at?.checked_add(FETCH).ok()?;
    let of = |item: &Item| match &item.subject {
        Some(Subject::Categories(categories)) if item.state == ItemState::Granted && contact.proves(item.right) => {
            let estate = item.right == Right::Estate;
            Some(Allowed { categories: categories.clone(), estate, until })
        }
        _ => None,
    };
    items.iter().filter(|item| item.right.is_after_death()).find_map(of).filter(|one| !one.categories.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Id;
    use crate::requests::Checked;
    use crate::secrets::Random;

    fn contact(how: Option<&str>) -> Contact {
        let at: Timestamp = "2026-03-05T10:00:00Z".parse().unwrap();
        let checked =
            how.map(|how| Checked { how: how.into(), why: "Seen.".into(), by: Id::at(at, &Random::seeded(1)), at });
        Contact {
            whom: "deceased".into(),
            name: "Paul Aubry".into(),
            about: "Camille Aubry".into(),
            reach: "1 rue Haute".into(),
            address: None,
            checked,
        }
    }

    #[test]
    fn an_heir_needs_a_deed_and_who_is_named_the_directives_and_neither_opens_the_others_right() {
        for right in Right::AFTER_DEATH {
            let by = |how| contact(how).proves(right);
            let heir = right != Right::Directives;
            assert_eq!((by(Some("notoriety")), by(Some("family-book"))), (heir, heir), "{right}");
            assert_eq!(by(Some("directives")), !heir, "{right}");
            for how in [None, Some("mailbox"), Some("document"), Some("facts"), Some("")] {
                assert!(!by(how), "{right} {how:?}");
            }
        }
    }
}
