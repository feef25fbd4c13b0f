//! When a rule is over and what follows. Pure.

use crate::record::{Keep, Notice, Retention};
use jiff::ToSpan;
use jiff::civil::Date;

/// The last day of an event whose rule is over on `today`: rows with an earlier or equal day have outlived it.
/// `None` for a rule without a length. Days are the controller's.
pub fn cutoff(rule: &Retention, today: Date) -> Option<Date> {
    let Keep::For(period) = &rule.keep else { return None };
    let over = |event: Date| rule.end(Some(event)).is_over(today);
    // The end grows with the event, so a guess is moved to the edge.
    let mut day = period.before(today);
    for _ in 0..800 {
        if over(day) {
            break;
        }
        day = day.saturating_sub(1.day());
    }
    for _ in 0..800 {
        let next = day.saturating_add(1.day());
        if !over(next) {
            break;
        }
        day = next;
    }
    over(day).then_some(day)
}

/// How far the case of a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was done.
    None,
    /// The notice left on that day.
    Noticed(Date),
    /// The erasure is under way.
    Erasing,
}

/// What is known of a person.
#[derive(Clone, Copy, Debug)]
pub struct Known<'r> {
    /// The rule that ends the relation.
    pub rule: &'r Retention,
    /// The last day on which the person did something: in any source, or here.
    pub contact: Date,
    /// How far their case is.
    pub stage: Stage,
    /// Whether a hold covers them or the rule, or their data may only be kept (Art. 18).
    pub held: bool,
    /// Whether a request of theirs is open.
    pub asking: bool,
    /// The day, where the controller is.
    pub today: Date,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it is not over.
    Nothing,
    /// Nothing now: a hold.
    Held,
    /// Nothing now: what they asked for comes first (scenario 22).
    Asking,
    /// Send the notice.
    Notice,
    /// The notice is out; wait.
    Wait,
    /// Erase.
    Purge,
}

/// The step of today (RET-2, RET-3, RET-6).
pub fn step(known: &Known<'_>) -> Step {
    let Known { rule, contact, stage, held, asking, today } = *known;
    let Some(end) = rule.end(Some(contact)).date() else { return Step::Nothing };
    let over = today > end;
    let soon = match &rule.notice {
        Some(Notice::Before(period)) => today >= period.before(end),
        _ => over,
    };
    if !soon {
        return Step::Nothing;
    }
    if held {
        return Step::Held;
    }
    if asking {
        return Step::Asking;
    }
    match (stage, &rule.notice) {
        (Stage::Erasing, _) => Step::Wait,
        (Stage::None, Some(_)) => Step::Notice,
        (Stage::None, None) => Step::Purge,
        // The time to answer counts from the day the notice left, so that a late one takes nobody by surprise.
        (Stage::Noticed(day), Some(Notice::Before(period) | Notice::After(period))) => {
            if over && today > period.after(day) { Step::Purge } else { Step::Wait }
        }
        (Stage::Noticed(_), None) => {
            if over {
                Step::Purge
            } else {
                Step::Wait
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Phase, StartsFrom, Text};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn rule(keep: &str, from: StartsFrom, notice: Option<Notice>) -> Retention {
        Retention {
            id: "r".into(),
            label: Text::same("r"),
            starts: "e".into(),
            from,
            keep: Keep::For(keep.parse().unwrap()),
            law: None,
            phase: Phase::Active,
            notice,
        }
    }

    fn known(rule: &Retention, contact: Date, today: Date) -> Known<'_> {
        Known { rule, contact, stage: Stage::None, held: false, asking: false, today }
    }

    #[test]
    fn scenario_69_a_prospect_who_clicked_on_a_leap_day_is_asked_once_and_leaves_in_silence() {
        let prospects = rule("P3Y", StartsFrom::Event, Some(Notice::After("P1M".parse().unwrap())));
        let click = date(2024, 2, 29);
        assert_eq!(prospects.end(Some(click)).date(), Some(date(2027, 2, 28)));
        assert_eq!(step(&known(&prospects, click, date(2027, 2, 28))), Step::Nothing, "the last day");
        assert_eq!(step(&known(&prospects, click, date(2027, 3, 1))), Step::Notice);
        let asked = |today| step(&Known { stage: Stage::Noticed(date(2027, 3, 1)), ..known(&prospects, click, today) });
        assert_eq!(asked(date(2027, 3, 2)), Step::Wait, "asked once");
        assert_eq!(asked(date(2027, 4, 1)), Step::Wait);
        assert_eq!(asked(date(2027, 4, 2)), Step::Purge);
        // An answer is a contact: the clock begins again.
        let answered =
            Known { stage: Stage::Noticed(date(2027, 3, 1)), ..known(&prospects, date(2027, 3, 5), date(2027, 4, 2)) };
        assert_eq!(step(&answered), Step::Nothing);
    }

    #[test]
    fn scenario_70_an_invoice_of_2026_stays_to_the_last_day_of_2036() {
        let invoices = rule("P10Y", StartsFrom::EndOfYear, None);
        assert_eq!(cutoff(&invoices, date(2036, 12, 31)), Some(date(2025, 12, 31)));
        assert_eq!(cutoff(&invoices, date(2037, 1, 1)), Some(date(2026, 12, 31)));
        assert_eq!(cutoff(&invoices, date(2037, 12, 31)), Some(date(2026, 12, 31)));
    }

    #[test]
    fn scenario_72_a_log_older_than_twelve_months_is_over_the_day_after() {
        let log = rule("P12M", StartsFrom::Event, None);
        assert_eq!(cutoff(&log, date(2026, 3, 10)), Some(date(2025, 3, 9)));
        assert_eq!(cutoff(&log, date(2025, 3, 1)), Some(date(2024, 2, 29)), "the end of February");
    }

    #[test]
    fn scenario_22_an_open_request_and_a_hold_come_first() {
        let rule = rule("P3Y", StartsFrom::Event, None);
        let (contact, today) = (date(2022, 1, 1), date(2026, 1, 1));
        assert_eq!(step(&Known { asking: true, ..known(&rule, contact, today) }), Step::Asking);
        assert_eq!(step(&Known { held: true, asking: true, ..known(&rule, contact, today) }), Step::Held);
        assert_eq!(step(&known(&rule, contact, today)), Step::Purge);
        assert_eq!(step(&Known { stage: Stage::Erasing, ..known(&rule, contact, today) }), Step::Wait);
    }

    #[test]
    fn a_warning_leaves_before_the_end_and_nothing_goes_before_its_time_even_if_it_was_late() {
        let accounts = rule("P2Y", StartsFrom::Event, Some(Notice::Before("P30D".parse().unwrap())));
        let seen = date(2024, 3, 10);
        assert_eq!(step(&known(&accounts, seen, date(2026, 2, 7))), Step::Nothing);
        assert_eq!(step(&known(&accounts, seen, date(2026, 2, 8))), Step::Notice);
        let late = |today| step(&Known { stage: Stage::Noticed(date(2026, 5, 1)), ..known(&accounts, seen, today) });
        assert_eq!(late(date(2026, 5, 31)), Step::Wait);
        assert_eq!(late(date(2026, 6, 1)), Step::Purge);
    }

    proptest! {
        #[test]
        fn what_the_database_finds_is_what_the_rule_ends(
            years in 0..4i32, months in 0..14i32, days in 1..40i32, end_of_year: bool, at in 0..3000i32, off in -40..40i32,
        ) {
            let from = if end_of_year { StartsFrom::EndOfYear } else { StartsFrom::Event };
            let rule = rule(&format!("P{years}Y{months}M{days}D"), from, None);
            let today = date(2020, 1, 1).saturating_add(at.days());
            let last = cutoff(&rule, today).unwrap();
            let event = last.saturating_add(off.days());
            prop_assert_eq!(rule.end(Some(event)).is_over(today), event <= last);
        }
    }
}
