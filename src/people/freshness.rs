//! How sure the details of a person are (Art. 5(1)(d)). Silence is neither a confirmation nor a reason to delete; who did not
//! answer two checks in a row has details that nobody should rely on (law.md REFR-13). Pure.

use crate::db::Id;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use std::collections::BTreeMap;

/// How many days the links of a mailed check can be used.
pub const ANSWER_DAYS: i64 = 60;
/// After how many silent cycles in a row details count as unconfirmed.
const SILENT: usize = 2;

/// How a person said that a category of their data is correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// They answered a mail.
    Answer,
    /// They pressed a button of the portal.
    Page,
    /// They corrected something of it.
    Correction,
}

impl How {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Answer => "answer",
            How::Page => "page",
            How::Correction => "correction",
        }
    }

    /// The one of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [How::Answer, How::Page, How::Correction].into_iter().find(|how| how.as_str() == word)
    }
}

/// That a person said that a category of their data is correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// When they last did.
    pub at: Timestamp,
    /// How.
    pub how: How,
}

/// How sure something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accuracy {
    /// The person confirmed it not long ago.
    Confirmed,
    /// They did long ago.
    Old,
    /// They never did.
    Never,
    /// They did not answer two checks in a row: it is to be verified before it is relied on.
    Unconfirmed,
}

impl Accuracy {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Accuracy::Confirmed => "confirmed",
            Accuracy::Old => "old",
            Accuracy::Never => "never",
            Accuracy::Unconfirmed => "unconfirmed",
        }
    }
}

/// What "long ago" is.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Seen from when.
    pub now: Timestamp,
    /// Where the controller is.
    pub zone: TimeZone,
    /// After how many months a confirmation is old.
    pub months: u32,
}

impl Measure {
    /// How sure something is by its confirmation alone.
    pub fn of(&self, confirmed_at: Option<Timestamp>) -> Accuracy {
        match confirmed_at {
            None => Accuracy::Never,
            Some(at) if at < self.fresh_since() => Accuracy::Old,
            Some(_) => Accuracy::Confirmed,
        }
    }

    /// The first moment a confirmation of which is not old today: one is old from the day that comes the months after its own.
    pub fn fresh_since(&self) -> Timestamp {
        let today = self.now.to_zoned_datetime(self.zone.clone()).date();
        let months = Span::new().months(i64::from(self.months));
        let mut day = today.saturating_sub(months);
        // Of a long month and a short one, several days end on the same.
        while day < Date::MAX && day.saturating_add(months) <= today {
            day = day.saturating_add(Span::new().days(1));
        }
        self.zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
    }

    /// The links of what was mailed before can be used no more.
    fn ended(&self) -> Timestamp {
        let days = SignedDuration::from_hours(ANSWER_DAYS.saturating_mul(24));
        self.now.checked_sub(days).unwrap_or(Timestamp::MIN)
    }
}

/// A check that reached a person.
#[derive(Clone, Debug)]
pub(super) struct Mailed {
    /// The campaign, and which time it asked them: the first mail and its reminder share it.
    pub cycle: (Id, i32),
    /// It is the reminder.
    pub is_reminder: bool,
    /// When it was handed over.
    pub at: Timestamp,
}

/// What is known of a person's details.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub confirmed_at: Option<Timestamp>,
    pub categories: BTreeMap<String, Confirmation>,
    pub asked_at: Option<Timestamp>,
    /// When they last said or did anything themselves.
    pub heard_at: Option<Timestamp>,
    pub sent: Vec<Mailed>,
    /// Silent cycles since then of which the mails tell nothing any more.
    pub forgotten: usize,
}

impl Known {
    /// How many cycles ended in silence since the person was last heard.
    fn silent_cycles(&self, measure: &Measure) -> usize {
        let ended = measure.ended();
        let silent = |first: &&Mailed| {
            let mut cycle = self.sent.iter().filter(|mail| mail.cycle == first.cycle);
            !first.is_reminder
                && self.heard_at.is_none_or(|heard| heard < first.at)
                && cycle.all(|mail| mail.at < ended)
        };
        self.sent.iter().filter(silent).count().saturating_add(self.forgotten)
    }
}

/// How sure the details of a person are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// How sure, all in all.
    pub accuracy: Accuracy,
    /// When they last confirmed everything.
    pub confirmed_at: Option<Timestamp>,
    /// What they confirmed, by category of the record.
    pub categories: BTreeMap<String, Confirmation>,
    /// When they were last asked by mail.
    pub asked_at: Option<Timestamp>,
}

impl Freshness {
    pub(super) fn of(known: Known, measure: &Measure) -> Self {
        let accuracy = match measure.of(known.confirmed_at) {
            Accuracy::Confirmed => Accuracy::Confirmed,
            _ if known.silent_cycles(measure) >= SILENT => Accuracy::Unconfirmed,
            other => other,
        };
        let Known { confirmed_at, categories, asked_at, .. } = known;
        Self { accuracy, confirmed_at, categories, asked_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Random;

    fn at(text: &str) -> Timestamp {
        format!("{text}T10:00:00Z").parse().unwrap()
    }

    fn measure(now: &str) -> Measure {
        Measure { now: at(now), zone: TimeZone::get("Europe/Paris").unwrap(), months: 12 }
    }

    fn mail(seed: u64, is_reminder: bool, day: &str) -> Mailed {
        Mailed { cycle: (Id::at(at("2026-01-01"), &Random::seeded(seed)), 0), is_reminder, at: at(day) }
    }

    fn accuracy(known: &Known, now: &str) -> Accuracy {
        Freshness::of(known.clone(), &measure(now)).accuracy
    }

    #[test]
    fn a_confirmation_is_old_after_months_of_the_calendar() {
        let known = |day: Option<&str>| Known { confirmed_at: day.map(at), ..Known::default() };
        assert_eq!(accuracy(&known(None), "2026-03-10"), Accuracy::Never);
        assert_eq!(accuracy(&known(Some("2025-03-11")), "2026-03-10"), Accuracy::Confirmed);
        assert_eq!(accuracy(&known(Some("2025-03-10")), "2026-03-10"), Accuracy::Old);
    }

    #[test]
    fn what_is_fresh_begins_at_midnight_where_the_controller_is_also_after_a_short_month() {
        let since = |now: &str, months: u32| Measure { months, ..measure(now) }.fresh_since().to_string();
        assert_eq!(since("2026-03-10", 12), "2025-03-10T23:00:00Z");
        assert_eq!(since("2026-07-10", 12), "2025-07-10T22:00:00Z");
        assert_eq!(since("2026-02-28", 1), "2026-01-31T23:00:00Z", "the 28th to the 31st of January end today");
        assert_eq!(since("2024-02-29", 12), "2023-02-28T23:00:00Z");
        assert_eq!(since("2026-03-31", 1), "2026-02-28T23:00:00Z");
    }

    #[test]
    fn two_cycles_that_ended_without_a_word_are_silence_and_one_is_not() {
        let sent = vec![mail(1, false, "2026-01-10"), mail(1, true, "2026-01-31"), mail(2, false, "2026-08-10")];
        let known = Known { sent, ..Known::default() };
        // Sixty days after the last mail of the second cycle, and a moment.
        assert_eq!(accuracy(&known, "2026-10-09"), Accuracy::Never, "its links can still be used");
        assert_eq!(accuracy(&known, "2026-10-10"), Accuracy::Unconfirmed);
        let mut reminded = known.clone();
        reminded.sent.push(mail(2, true, "2026-08-31"));
        assert_eq!(accuracy(&reminded, "2026-10-10"), Accuracy::Never, "the links of the reminder can still be used");
        assert_eq!(accuracy(&reminded, "2026-10-31"), Accuracy::Unconfirmed);
        for (heard, expected) in [("2026-01-09", true), ("2026-01-20", false), ("2026-09-01", false)] {
            let heard = Known { heard_at: Some(at(heard)), ..known.clone() };
            assert_eq!(accuracy(&heard, "2026-10-10") == Accuracy::Unconfirmed, expected, "{:?}", heard.heard_at);
        }
    }

    #[test]
    fn an_old_confirmation_before_the_silence_is_no_help_and_a_young_one_is() {
        let sent = vec![mail(1, false, "2026-01-10"), mail(2, false, "2026-08-10")];
        let known = |day: &str| Known {
            confirmed_at: Some(at(day)),
            heard_at: Some(at(day)),
            sent: sent.clone(),
            ..Known::default()
        };
        assert_eq!(accuracy(&known("2024-06-01"), "2026-11-01"), Accuracy::Unconfirmed);
        assert_eq!(accuracy(&known("2026-01-05"), "2026-11-01"), Accuracy::Confirmed);
        assert_eq!(accuracy(&known("2026-02-05"), "2027-11-01"), Accuracy::Old, "one silent cycle alone");
    }

    #[test]
    fn the_words_are_read_back() {
        for how in [How::Answer, How::Page, How::Correction] {
            assert_eq!(How::parse(how.as_str()), Some(how));
        }
        assert_eq!(How::parse("guess"), None);
    }
}
