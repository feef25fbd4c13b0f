//! The life of one consent, as the ledger tells it. Pure.

use super::super::{Event, EventKind, standing};
use crate::record::Activity;
use jiff::Timestamp;

/// What a step made of the consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was asked for, and the answer is awaited.
    Requested,
    /// It was given.
    Given,
    /// It was given again before it was taken back: the one before goes on, or the one that became too old.
    Renewed,
    /// It was refused.
    Refused,
    /// It was taken back (Art. 7(3)).
    Withdrawn,
    /// It became too old (CON-6).
    Expired,
}

impl Status {
    /// The word used in catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Requested => "asked",
            Status::Given => "given",
            Status::Renewed => "renewed",
            Status::Refused => "refused",
            Status::Withdrawn => "withdrawn",
            Status::Expired => "expired",
        }
    }

    /// Whether data may be used on its strength.
    pub fn holds(self) -> bool {
        matches!(self, Status::Given | Status::Renewed)
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it made of the consent.
    pub status: Status,
    /// When.
    pub at: Timestamp,
    /// The entry of the ledger; for an age that no job has written down yet, the consent that reached it.
    pub event: Event,
    /// Whether the ledger has an entry of it.
    pub written: bool,
}

/// Every step of the consent to an activity, oldest first; empty if consent to it was never spoken of. `said` is newest
/// first; `terms` is the activity as it is now, which says at what age a consent ends.
pub fn life(said: &[Event], activity: &str, terms: Option<&Activity>, now: Timestamp) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut decided: Option<Status> = None;
    for event in said.iter().rev().filter(|event| event.activity == activity) {
        let agreed = decided.is_some_and(Status::holds);
        let status = match event.kind {
            EventKind::Asked => Status::Requested,
            EventKind::Given if agreed || decided == Some(Status::Expired) => Status::Renewed,
            EventKind::Given => Status::Given,
            EventKind::Refused => Status::Refused,
            EventKind::Withdrawn => Status::Withdrawn,
            EventKind::Expired => Status::Expired,
            // Who objects where consent is the basis takes it back, or says no before saying yes.
            EventKind::Objected if agreed => Status::Withdrawn,
            EventKind::Objected => Status::Refused,
            // The end of an objection is no consent.
            EventKind::ObjectionEnded => continue,
        };
        if status != Status::Requested {
            decided = Some(status);
        }
        steps.push(Step { status, at: event.at, event: event.clone(), written: true });
    }
    let last = steps.iter().rev().find(|step| step.status != Status::Requested).filter(|step| step.status.holds());
    let ended = last.zip(terms).and_then(|(last, terms)| Some((last.event.clone(), standing::end(terms, last.at)?)));
    if let Some((event, at)) = ended.filter(|(_, at)| *at <= now) {
        steps.push(Step { status: Status::Expired, at, event, written: false });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::record::Record;
    use std::path::Path;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_772_355_600 + second).unwrap()
    }

    fn event(kind: EventKind, second: i64) -> Event {
        Event::sample(kind, at(second))
    }

    /// The kinds in the order in which they happened.
    fn statuses(kinds: &[EventKind]) -> Vec<Status> {
        let mut said: Vec<Event> = kinds.iter().zip(0..).map(|(kind, second)| event(*kind, second)).collect();
        said.reverse();
        life(&said, "newsletter", None, at(100)).into_iter().map(|step| step.status).collect()
    }

    #[test]
    fn each_step_is_told_by_what_went_before() {
        use EventKind::{Asked, Expired, Given, Objected, ObjectionEnded, Refused, Withdrawn};
        assert_eq!(statuses(&[]), []);
        assert_eq!(statuses(&[Asked, Given, Given]), [Status::Requested, Status::Given, Status::Renewed]);
        assert_eq!(statuses(&[Given, Asked, Given]), [Status::Given, Status::Requested, Status::Renewed]);
        assert_eq!(statuses(&[Given, Withdrawn, Given]), [Status::Given, Status::Withdrawn, Status::Given]);
        assert_eq!(statuses(&[Refused, Given]), [Status::Refused, Status::Given]);
        assert_eq!(statuses(&[Given, Expired, Given]), [Status::Given, Status::Expired, Status::Renewed]);
        assert_eq!(statuses(&[Given, Objected]), [Status::Given, Status::Withdrawn]);
        assert_eq!(statuses(&[Objected, ObjectionEnded]), [Status::Refused]);
    }

    #[test]
    fn a_consent_past_its_age_has_ended_before_any_job_wrote_it_down() {
        let text = include_str!("../../../config/demo/record.toml").replace(
            "basis = \"consent\"\nmarketing = true",
            "basis = \"consent\"\nconsent_max_age = \"P1D\"\nmarketing = true",
        );
        let record = Record::parse(Path::new("record.toml"), &text, Lang::ALL).0.unwrap();
        let terms = record.activity("newsletter");
        let said = [event(EventKind::Given, 0)];
        assert_eq!(life(&said, "newsletter", terms, at(86_399)).len(), 1);
        let steps = life(&said, "newsletter", terms, at(86_400));
        assert_eq!((steps.len(), steps[1].status, steps[1].at), (2, Status::Expired, at(86_400)));
        assert!(!steps[1].written);
        let withdrawn = [event(EventKind::Withdrawn, 9), event(EventKind::Given, 0)];
        assert_eq!(life(&withdrawn, "newsletter", terms, at(99_999)).len(), 2, "what was taken back has no age");
        assert!(life(&said, "sms-offers", terms, at(0)).is_empty());
    }
}
