//! An objection on grounds of the person's own situation (Art. 21(1)). While it is open whose grounds weigh more, the data
//! are kept and not used for what the person objects to (Art. 18(1)(d)); everything else goes on. The freeze follows from
//! the request itself: it begins when the request arrives, whoever took it in, and needs nobody's agreement. Upheld, the
//! activity stops for good (`consents::uphold`). Refused, it ends [`NOTICE`](super::NOTICE) after the answer, which says
//! so: the person hears it before (Art. 18(3)).

use crate::record::{Activity, Record, Right};
use jiff::Timestamp;

/// An objection that freezes the use of data for one activity, or for each that can be objected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The request.
    pub reference: String,
    /// The activity of the record, if the person named one.
    pub activity: Option<String>,
    /// Since when: the arrival of the request.
    pub since: Timestamp,
    /// When it ends, once the person was told.
    pub ends: Option<Timestamp>,
}

impl Objection {
    /// Whether nothing is done for an activity because of it.
    pub fn covers(&self, activity: &Activity) -> bool {
        meant(self.activity.as_deref(), activity)
    }
}

/// The activities that an objection is about: the one it names, or each that can be objected to.
pub fn objected<'r>(record: &'r Record, named: Option<&str>) -> Vec<&'r Activity> {
    record.activities.iter().filter(|activity| meant(named, activity)).collect()
}

fn meant(named: Option<&str>, activity: &Activity) -> bool {
    match named {
        Some(id) => id == activity.id,
        None => activity.gives(Right::Object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::path::Path;

    #[test]
    fn an_objection_that_names_nothing_is_about_all_that_can_be_objected_to_and_nothing_else() {
        let text = include_str!("../../config/demo/record.toml");
        let record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap();
        let about =
            |named: Option<&str>| objected(&record, named).iter().map(|one| one.id.as_str()).collect::<Vec<_>>();
        assert_eq!(about(Some("loyalty")), ["loyalty"]);
        let all = about(None);
        assert!(all.contains(&"loyalty") && all.contains(&"newsletter"), "{all:?}");
        assert!(!all.contains(&"accounting") && !all.contains(&"customers"), "{all:?}");
    }
}
