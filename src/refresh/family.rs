//! The two families of campaign, fixed by code (law.md REFR-2): S, a service message and nothing else, to everybody due; P, the
//! same with a link to what its reader may choose, to people with a valid permission for marketing alone.
//!
//! A campaign of family P names the marketing on whose permission it rests. Whose permission stands is asked of the ledger of
//! consents three times: when the audience is counted, when recipients are written down, and in the transaction that hands the mail
//! out. The mail cannot be made without the proof ([`crate::consents::Permit`]), and the database refuses its row (migration 0182).

use super::lint::Family;
use super::store::standings::ACTIVITY;
use crate::record::{Activity, Basis, Record};
use std::sync::Arc;

/// The marketing on whose permission a campaign of family P rests, and on which basis that was when it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    activity: String,
    basis: Basis,
}

impl Permission {
    /// The activities of a record that a campaign can rest on: marketing to which people agree or object themselves, not in their
    /// browser (a cookie banner permits no mail), and not the checks.
    pub fn all(record: &Record) -> impl Iterator<Item = &Activity> {
        record.activities.iter().filter(|activity| {
            activity.marketing
                && matches!(activity.basis, Basis::Consent | Basis::LegitimateInterest)
                && activity.id != ACTIVITY
                && !record.is_asked_by_banner(activity)
        })
    }

    /// The permission for an activity of the record; `None` if no campaign can rest on it.
    pub fn of(record: &Record, activity: &str) -> Option<Self> {
        let found = Self::all(record).find(|known| known.id == activity)?;
        Some(Self { activity: found.id.clone(), basis: found.basis })
    }

    /// As the database has it.
    pub(super) fn read(activity: String, basis: &str) -> Option<Self> {
        let (_, basis) = Basis::ALL.iter().find(|(word, _)| *word == basis)?;
        Some(Self { activity, basis: *basis })
    }

    /// The id of the activity.
    pub fn activity(&self) -> &str {
        &self.activity
    }

    /// Its basis when it was chosen.
    pub fn basis(&self) -> Basis {
        self.basis
    }
}

/// The family of a campaign that rests on this.
pub fn family(permission: Option<&Permission>) -> Family {
    if permission.is_some() { Family::Permitted } else { Family::Service }
}

/// The marketing that the reader of a mail must permit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Marketing {
    /// None: family S.
    #[default]
    None,
    /// This one.
    Of(Arc<Activity>),
    /// One that the record does not know any more, or not as marketing: nobody permits it.
    Gone,
}

/// The permissions that a mail needs of its reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The checks themselves, where the record lets them rest on consent: only who agreed, and still does, is asked.
    pub checks: Option<Arc<Activity>>,
    /// The marketing of family P.
    pub marketing: Marketing,
}

/// What the record of today says of permissions.
#[derive(Clone, Debug, Default)]
pub struct Grounds(Option<Arc<Record>>);

impl Grounds {
    /// As this record has it.
    pub fn of(record: Arc<Record>) -> Self {
        Self(Some(record))
    }

    /// What a campaign needs. Where its marketing rested on consent when it was written and does not in the record of today, it
    /// goes on needing it; the other way round it needs it from today.
    pub fn needs(&self, permission: Option<&Permission>) -> Needs {
        let record = self.0.as_deref();
        let checks =
            record.and_then(|record| record.activity(ACTIVITY)).filter(|checks| checks.basis == Basis::Consent);
        let marketing = permission.map_or(Marketing::None, |permission| {
            let known = record.and_then(|record| {
                let mut found = Permission::all(record).find(|known| known.id == permission.activity)?.clone();
                if permission.basis == Basis::Consent {
                    found.basis = Basis::Consent;
                }
                Some(Arc::new(found))
            });
            known.map_or(Marketing::Gone, Marketing::Of)
        });
        Needs { checks: checks.cloned().map(Arc::new), marketing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::path::Path;

    fn record(change: impl Fn(&str) -> String) -> Arc<Record> {
        let text = change(include_str!("../../config/demo/record.toml"));
        Arc::new(Record::parse(Path::new("record.toml"), &text, Lang::ALL).0.unwrap())
    }

    fn as_it_is(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn a_campaign_rests_on_marketing_that_people_decide_on_themselves_and_on_nothing_else() {
        let record = record(as_it_is);
        let can: Vec<&str> = Permission::all(&record).map(|activity| activity.id.as_str()).collect();
        assert!(can.contains(&"newsletter") && can.contains(&"catalogue"), "{can:?}");
        for other in ["customers", "accounting", "data-refresh", "audience", "videos", "loyalty", "*", "", "nothing"] {
            assert_eq!(Permission::of(&record, other), None, "{other}");
        }
        assert_eq!(Permission::of(&record, "catalogue").unwrap().basis(), Basis::LegitimateInterest);
    }

    #[test]
    fn a_record_that_changes_never_makes_a_campaign_need_less() {
        let (newsletter, catalogue) =
            (Permission::of(&record(as_it_is), "newsletter"), Permission::of(&record(as_it_is), "catalogue"));
        let needed = |record: Arc<Record>, permission: &Option<Permission>| match Grounds::of(record)
            .needs(permission.as_ref())
            .marketing
        {
            Marketing::Of(activity) => Some(activity.basis),
            Marketing::None | Marketing::Gone => None,
        };
        assert_eq!(needed(record(as_it_is), &newsletter), Some(Basis::Consent));
        assert_eq!(needed(record(as_it_is), &catalogue), Some(Basis::LegitimateInterest));
        let renamed = |text: &str| text.replace("\"newsletter\"", "\"letter\"");
        assert_eq!(needed(record(renamed), &newsletter), None, "what the record does not know nobody permits");
        let mut eased = (*record(as_it_is)).clone();
        for activity in eased.activities.iter_mut().filter(|activity| activity.id == "newsletter") {
            activity.basis = Basis::LegitimateInterest;
        }
        assert_eq!(needed(Arc::new(eased), &newsletter), Some(Basis::Consent));
        assert_eq!(Grounds::default().needs(catalogue.as_ref()).marketing, Marketing::Gone);
        assert_eq!(Grounds::of(record(as_it_is)).needs(None), Needs::default(), "a duty needs no permission");
    }
}
