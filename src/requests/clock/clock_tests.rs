use super::*;
use crate::lang::Lang;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn regime(name: &str) -> &'static Regime {
    Regime::named(name).unwrap()
}

fn calendar(name: &str) -> Holidays {
    name.parse().unwrap()
}

fn eu(received: &str, holidays: &str) -> Deadline {
    count(regime("eu"), calendar(holidays), day(received), &[])
}

fn asked(asked: &str, answered: Option<&str>, about: About) -> Question {
    Question { asked: day(asked), answered: answered.map(day), about }
}

#[test]
fn scenarios_1_2_3_every_row_of_the_table_of_deadlines_holds() {
    for (received, raw, due, raw3, due3) in [
        ("2026-03-05", "2026-04-05", "2026-04-07", "2026-06-05", "2026-06-05"),
        ("2026-08-31", "2026-09-30", "2026-09-30", "2026-11-30", "2026-11-30"),
        ("2026-01-31", "2026-02-28", "2026-03-02", "2026-04-30", "2026-04-30"),
        ("2027-01-29", "2027-02-28", "2027-03-01", "2027-04-29", "2027-04-29"),
        ("2026-02-28", "2026-03-28", "2026-03-30", "2026-05-28", "2026-05-28"),
        ("2026-04-01", "2026-05-01", "2026-05-04", "2026-07-01", "2026-07-01"),
        ("2026-04-08", "2026-05-08", "2026-05-11", "2026-07-08", "2026-07-08"),
        ("2026-07-15", "2026-08-15", "2026-08-17", "2026-10-15", "2026-10-15"),
        ("2026-10-11", "2026-11-11", "2026-11-12", "2027-01-11", "2027-01-11"),
        ("2026-11-01", "2026-12-01", "2026-12-01", "2027-02-01", "2027-02-01"),
    ] {
        let deadline = eu(received, "FR");
        assert_eq!((deadline.first.raw, deadline.first.due), (day(raw), day(due)), "{received}");
        let extended = deadline.extended.unwrap();
        assert_eq!((extended.raw, extended.due), (day(raw3), day(due3)), "{received}, extended");
    }
    assert_eq!(eu("2025-11-25", "FR").first.due, day("2025-12-26"));
    assert_eq!(eu("2025-11-25", "FR-67").first.due, day("2025-12-29"));
}

#[test]
fn scenario_4_the_day_is_the_controllers_day() {
    let paris = TimeZone::get("Europe/Paris").unwrap();
    let due = |at: &str| {
        let received = day_of(at.parse::<Timestamp>().unwrap(), &paris);
        count(regime("eu"), calendar("FR"), received, &[]).first.due
    };
    // 23:59 on the 31st, and 00:30 on the 1st, when London still has the 31st.
    assert_eq!(due("2026-08-31T21:59:00Z"), day("2026-09-30"));
    assert_eq!(due("2026-08-31T22:30:00Z"), day("2026-10-01"));
}

#[test]
fn scenario_11_a_question_asked_at_once_gives_two_dates() {
    let question = [asked("2026-09-11", Some("2026-09-21"), About::Identity)];
    let deadline = count(regime("eu"), calendar("FR"), day("2026-09-10"), &question);
    assert_eq!(deadline.first.raw, day("2026-10-10"));
    assert_eq!(deadline.first.due, day("2026-10-12"));
    assert_eq!(deadline.due_with_pause(), day("2026-10-20"));
    // Warned on the first, in breach after the second.
    assert_eq!((deadline.due(false), deadline.breach_after(false)), (day("2026-10-12"), day("2026-10-20")));
    let said = paused_sentence(Lang::En, &deadline).unwrap();
    assert!(said.contains("10 days") && said.contains("20 October 2026") && said.contains("12 October 2026"), "{said}");
}

#[test]
fn scenario_12_a_question_asked_late_gives_no_pause() {
    let question = [asked("2026-10-05", Some("2026-10-09"), About::Identity)];
    let deadline = count(regime("eu"), calendar("FR"), day("2026-09-10"), &question);
    assert_eq!((deadline.first.due, deadline.due_with_pause()), (day("2026-10-12"), day("2026-10-12")));
    assert!(paused_sentence(Lang::En, &deadline).unwrap().contains("only on 5 October 2026"));
    // Asked on the third working day it counts; on the fourth it does not.
    for (asked_on, days) in [("2026-09-15", 5), ("2026-09-16", 0)] {
        let question = [Question { answered: Some(day(asked_on) + 5.days()), ..asked(asked_on, None, About::Scope) }];
        let deadline = count(regime("eu"), calendar("FR"), day("2026-09-10"), &question);
        assert_eq!(deadline.paused.unwrap().days, days, "{asked_on}");
    }
}

#[test]
fn days_on_which_two_questions_were_open_count_once() {
    let questions = [
        asked("2026-09-11", Some("2026-09-21"), About::Identity),
        asked("2026-09-14", Some("2026-09-24"), About::Scope),
        asked("2026-09-14", None, About::Scope),
    ];
    let deadline = count(regime("eu"), calendar("FR"), day("2026-09-10"), &questions);
    assert_eq!(deadline.paused.unwrap().days, 13);
}

#[test]
fn scenario_78_in_the_uk_the_clock_starts_with_the_proof_of_identity_and_stands_still_for_the_scope() {
    let uk = |questions: &[Question]| count(regime("uk"), calendar("UK-ENG"), day("2026-09-01"), questions);
    assert_eq!(uk(&[]).first.due, day("2026-10-01"));
    let identity = uk(&[asked("2026-09-02", Some("2026-09-05"), About::Identity)]);
    assert_eq!(identity.due(false), day("2026-10-05"));
    assert_eq!(identity.due(true), day("2026-12-07"));
    // However late it was asked.
    let scope = uk(&[asked("2026-09-20", Some("2026-09-27"), About::Scope)]);
    assert_eq!(scope.due(false), day("2026-10-08"));
}

#[test]
fn scenario_79_in_quebec_silence_on_day_31_is_a_refusal() {
    let quebec = regime("quebec");
    let due = count(quebec, calendar("CA-QC"), day("2026-03-01"), &[]).first.due;
    assert_eq!(due, day("2026-03-31"));
    assert!(!quebec.deemed_refused(due, due));
    assert!(quebec.deemed_refused(due, due.tomorrow().unwrap()));
    assert!(!regime("eu").deemed_refused(due, day("2027-01-01")));
}

#[test]
fn scenario_80_in_brazil_the_confirmation_is_immediate_and_the_rest_due_on_day_15() {
    let deadline = count(regime("lgpd"), calendar("BR"), day("2026-03-01"), &[]);
    assert_eq!(deadline.first.due, day("2026-03-16"));
    assert_eq!(deadline.extended, None);
    let steps = steps(Lang::En, &deadline);
    let confirm = steps.iter().find(|step| step.what == "acknowledgement").unwrap();
    assert_eq!(confirm.date, day("2026-03-01"));
}

#[test]
fn switzerland_and_california_count_days() {
    let deadline = count(regime("ch"), calendar("CH-ZH"), day("2026-03-05"), &[]);
    assert_eq!((deadline.first.due, deadline.extended), (day("2026-04-04"), None));
    let deadline = count(regime("ccpa"), calendar("US"), day("2026-06-30"), &[]);
    assert_eq!(deadline.first.due, day("2026-08-14"));
    assert_eq!(deadline.extended.as_ref().unwrap().due, day("2026-09-28"));
    let steps = steps(Lang::En, &deadline);
    // Ten and fifteen working days, without 3 July, on which Independence Day is kept.
    let date = |what: &str| steps.iter().find(|step| step.what == what).unwrap().date;
    assert_eq!((date("acknowledgement"), date("opt-out")), (day("2026-07-15"), day("2026-07-22")));
}

#[test]
fn every_regime_is_read_and_only_the_proposal_is_off() {
    assert_eq!(Regime::names().collect::<Vec<_>>(), ["eu", "eu-omnibus", "uk", "ch", "ccpa", "lgpd", "quebec"]);
    for name in Regime::names() {
        let one = regime(name);
        assert_eq!(one.in_force, name != "eu-omnibus", "{name}");
        assert!(one.holidays.parse::<Holidays>().is_ok(), "{name}");
        assert!(TimeZone::get(&one.zone).is_ok(), "{name}");
    }
    assert_eq!(Regime::named("gdpr"), Err(UnknownRegime));
}

#[test]
fn the_sentence_names_the_holiday_that_moved_the_date() {
    let said = |received: &str| (sentence(Lang::En, &eu(received, "FR")), sentence(Lang::Fr, &eu(received, "FR")));
    let (en, fr) = said("2026-03-05");
    assert_eq!(
        en,
        "We received your request on 5 March 2026 and the law gives us one month, until 5 April 2026; 5 April 2026 is a \
         Sunday and 6 April 2026 is a public holiday (Easter Monday), so we must answer by the next working day, \
         7 April 2026."
    );
    assert!(fr.contains("le 6 avril 2026 est férié (lundi de Pâques)") && fr.contains("le 7 avril 2026"), "{fr}");
    assert!(said("2026-10-11").0.contains("11 November 2026 is a public holiday (Armistice Day)"));
    assert!(said("2026-08-31").0.contains("that month is shorter, so we must answer by its last day, 30 September"));
    assert!(!said("2026-09-01").0.contains("working day"));
    assert!(said("2026-01-31").1.contains("un samedi"));
}

#[test]
fn colleagues_read_the_same_date_in_their_own_words() {
    for received in ["2026-03-05", "2026-08-31", "2026-09-01", "2026-01-31"] {
        for (lang, address) in [(Lang::En, "you"), (Lang::Fr, "votre")] {
            let deadline = eu(received, "FR");
            let (theirs, ours) = (sentence(lang, &deadline), sentence_at_desk(lang, &deadline));
            let due = crate::words::day(lang, deadline.first.due);
            assert!(theirs.contains(address) && theirs.contains(&due), "{theirs}");
            assert!(ours.contains(&due) && !ours.contains(address) && !ours.contains("deadline-"), "{ours}");
        }
    }
}

#[test]
fn the_companys_own_target_never_comes_after_the_laws() {
    let deadline = eu("2026-03-05", "FR");
    assert_eq!(internal_target(&deadline, 10), day("2026-03-15"));
    assert_eq!(internal_target(&deadline, 90), deadline.first.due);
}

#[test]
fn bands_count_working_days() {
    let bands = Bands::new(day("2026-03-12"), calendar("FR"));
    let band = |due: &str| bands.of(day(due));
    assert_eq!(band("2026-03-11"), Band::Overdue);
    assert_eq!(band("2026-03-12"), Band::Soon);
    assert_eq!(band("2026-03-17"), Band::Soon);
    assert_eq!(band("2026-03-18"), Band::Near);
    assert_eq!(band("2026-03-27"), Band::Later);
    assert_eq!(calendar("FR").working_days(day("2026-03-16"), day("2026-03-12")), -2);
}

/// Regulation 1182/71 once more, from its text alone and with its own arithmetic: days are numbers, months are counted on
/// fingers, and nothing of the code under test is used.
mod regulation {
    /// Year, month, day.
    pub type Day = (i64, i64, i64);

    fn leap(year: i64) -> bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    pub fn length(year: i64, month: i64) -> i64 {
        match month {
            2 if leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    fn next((year, month, day): Day) -> Day {
        match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            _ if day == length(year, month) => (year, month + 1, 1),
            _ => (year, month, day + 1),
        }
    }

    /// Days since 1 January 1970, a Thursday.
    fn number((year, month, day): Day) -> i64 {
        let years: i64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
        let months: i64 = (1..month).map(|month| length(year, month)).sum();
        years + months + day - 1
    }

    /// Easter by the tables of the church: the full moon on or after 21 March, and the Sunday after it.
    fn easter(year: i64) -> i64 {
        let (golden, century) = (year % 19 + 1, year / 100 + 1);
        let (dropped, moon) = (3 * century / 4 - 12, (8 * century + 5) / 25 - 5);
        let mut epact = (11 * golden + 20 + moon - dropped).rem_euclid(30);
        if epact == 25 && golden > 11 || epact == 24 {
            epact += 1;
        }
        let mut full = 44 - epact;
        if full < 21 {
            full += 30;
        }
        let full = number((year, 3, 1)) + full - 1;
        // 1970-01-04 was a Sunday: the Sunday after the full moon.
        full + 7 - (full - 3).rem_euclid(7)
    }

    fn rests(day: Day, alsace: bool) -> bool {
        let number = number(day);
        let (year, month, date) = day;
        let after_easter = number - easter(year);
        let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
        [5, 6].contains(&(number + 3).rem_euclid(7))
            || fixed.contains(&(month, date))
            || [1, 39, 50].contains(&after_easter)
            || alsace && (after_easter == -2 || (month, date) == (12, 26))
    }

    /// Art. 3(2)(c): ends with the day of the same date, or the last day of the month; (4): the following working day.
    pub fn last_day((year, month, day): Day, months: i64, alsace: bool) -> Day {
        let later = month - 1 + months;
        let (year, month) = (year + later / 12, later % 12 + 1);
        let mut end = (year, month, day.min(length(year, month)));
        while rests(end, alsace) {
            end = next(end);
        }
        end
    }
}

#[test]
fn ten_thousand_receipts_agree_with_the_regulation_counted_by_hand() {
    let as_date = |(year, month, day): regulation::Day| {
        Date::new(i16::try_from(year).unwrap(), i8::try_from(month).unwrap(), i8::try_from(day).unwrap()).unwrap()
    };
    // Scattered by a fixed rule, so that a failure can be repeated.
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..10_000 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let year = 2020 + i64::try_from(seed % 81).unwrap();
        let month = 1 + i64::try_from(seed / 81 % 12).unwrap();
        let day = 1 + i64::try_from(seed / 972 % 31).unwrap() % regulation::length(year, month);
        let received = (year, month, day);
        for (name, alsace) in [("FR", false), ("FR-67", true)] {
            let ours = count(regime("eu"), calendar(name), as_date(received), &[]);
            assert_eq!(ours.first.due, as_date(regulation::last_day(received, 1, alsace)), "{received:?} {name}");
            let extended = ours.extended.unwrap().due;
            assert_eq!(extended, as_date(regulation::last_day(received, 3, alsace)), "{received:?} {name}, extended");
        }
    }
}

proptest! {
    #[test]
    fn every_deadline_is_a_working_day_and_no_pause_shortens_it(
        offset in 0_i32..29_000, asked in 0_i32..40, waited in 0_i32..90, at in 0_usize..80,
    ) {
        let received = day("2020-01-01") + offset.days();
        let names: Vec<_> = Holidays::names().collect();
        let holidays = calendar(names[at % names.len()]);
        let asked = received + asked.days();
        let question = Question { asked, answered: Some(asked + waited.days()), about: About::Scope };
        for name in Regime::names() {
            let deadline = count(regime(name), holidays, received, &[question]);
            prop_assert!(!regime(name).rolls || holidays.works_on(deadline.first.due));
            prop_assert!(deadline.first.due >= deadline.first.raw);
            prop_assert!(deadline.due_with_pause() >= deadline.first.due);
            prop_assert!(deadline.breach_after(false) >= deadline.due(false));
            if let Some(extended) = &deadline.extended {
                prop_assert!(extended.due > deadline.first.due);
            }
        }
    }
}
