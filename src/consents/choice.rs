//! How each activity stands for a person. Pure.

use super::{Event, EventKind, standing};
use crate::record::{Activity, Basis, Record};
use crate::secrets::sha256_hex;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What a person can do about an activity by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Withdraw or give a consent.
    Consent,
    /// Object to marketing, for which no reason is needed.
    Marketing,
}

/// How an activity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It goes on; since when, if the ledger knows.
    On(Option<Timestamp>),
    /// It was stopped.
    Off(Option<Timestamp>),
    /// It was agreed to, and that agreement has reached its age.
    Expired(Timestamp),
    /// The person was never asked.
    Never,
}

/// One choice of a person.
#[derive(Clone, Debug)]
pub struct Choice<'r> {
    /// The activity.
    pub activity: &'r Activity,
    /// What the person can do.
    pub power: Power,
    /// How it stands.
    pub stance: Stance,
    /// The last entry of the ledger.
    pub last: Option<Event>,
    /// When a question went out that nobody has answered yet.
    pub asked: Option<Timestamp>,
    /// Whether the words agreed to are no longer those of today.
    pub outdated: bool,
}

impl Choice<'_> {
    /// What stops it.
    pub fn stop(&self) -> EventKind {
        match self.power {
            Power::Consent => EventKind::Withdrawn,
            Power::Marketing => EventKind::Objected,
        }
    }

    /// What starts it again.
    pub fn start(&self) -> EventKind {
        match self.power {
            Power::Consent => EventKind::Given,
            Power::Marketing => EventKind::ObjectionEnded,
        }
    }
}

/// What a person can do about an activity by themselves; `None` where the basis gives no such choice.
pub fn power(activity: &Activity) -> Option<Power> {
    match activity.basis {
        Basis::Consent => Some(Power::Consent),
        _ if activity.marketing => Some(Power::Marketing),
        _ => None,
    }
}

/// The choices of a person, but for what the cookie banner asks a browser. `held` says how the sources answer: by activity, whether any row says yes. What was stopped
/// here stays stopped whatever a source says, since it may not have been told yet; what a source stopped is stopped.
pub fn choices<'r>(
    record: &'r Record,
    said: &[Event],
    held: &BTreeMap<String, bool>,
    now: Timestamp,
) -> Vec<Choice<'r>> {
    let of = |activity: &'r Activity| {
        let power = power(activity).filter(|_| !record.is_asked_by_banner(activity))?;
        // Newest first.
        let mine = || said.iter().filter(|event| event.activity == activity.id);
        let asked = mine().next().filter(|event| event.kind == EventKind::Asked).map(|event| event.at);
        let last = mine().find(|event| event.kind != EventKind::Asked).cloned();
        let at = last.as_ref().map(|event| event.at);
        let stopped = last.as_ref().is_some_and(|event| event.kind.stops());
        let given = last.as_ref().filter(|event| event.kind == EventKind::Given);
        let ended = given.and_then(|event| standing::end(activity, event.at)).filter(|end| *end <= now);
        let ended = ended.or(last.as_ref().filter(|event| event.kind == EventKind::Expired).map(|event| event.at));
        let changed = |event: &Event| event.hash != sha256_hex(activity.wording().get(event.lang).as_bytes());
        let outdated = given.is_some_and(changed) && ended.is_none();
        let stance = match (power, stopped, held.get(&activity.id)) {
            (Power::Consent, ..) if ended.is_some() => Stance::Expired(ended.unwrap_or(now)),
            (_, true, _) => Stance::Off(at),
            (Power::Marketing, false, _) => Stance::On(at),
            (Power::Consent, false, Some(true)) => Stance::On(at),
            (Power::Consent, false, Some(false)) => Stance::Off(None),
            (Power::Consent, false, None) if last.as_ref().is_some_and(|event| event.kind == EventKind::Given) => {
                Stance::On(at)
            }
            (Power::Consent, false, None) => Stance::Never,
        };
        let outdated = outdated && matches!(stance, Stance::On(_));
        Some(Choice { activity, power, stance, last, asked, outdated })
    };
    record.activities.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::path::Path;

    fn stance(said: &[EventKind], held: Option<bool>) -> Stance {
        let text = include_str!("../../config/starter/record.toml");
        let record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap();
        let at: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let said: Vec<Event> = said.iter().map(|kind| Event::sample(*kind, at)).collect();
        let held = held.map(|yes| ("newsletter".to_owned(), yes)).into_iter().collect();
        let all = choices(&record, &said, &held, at);
        all.into_iter().find(|choice| choice.activity.id == "newsletter").unwrap().stance
    }

    #[test]
    fn what_was_stopped_here_stays_stopped_whatever_a_source_says() {
        use EventKind::{Given, Withdrawn};
        assert!(matches!(stance(&[Withdrawn], Some(true)), Stance::Off(Some(_))));
        assert!(matches!(stance(&[Given, Withdrawn], Some(true)), Stance::On(Some(_))), "newest first");
        assert_eq!(stance(&[], Some(true)), Stance::On(None));
        assert_eq!(stance(&[], Some(false)), Stance::Off(None));
        assert_eq!(stance(&[Given], Some(false)), Stance::Off(None), "stopped in the source");
        assert_eq!(stance(&[], None), Stance::Never);
    }
}
