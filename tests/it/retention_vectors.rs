//! The schedule of law.md 3.1, row by row: for data of the sources the rule as a record states it, with an event, its last
//! day and what the list of the day after finds; for the portal's own data the test that takes them over their last day.

use crate::harness::each_house;
use crate::source_tree::texts;
use habeas::lang::Lang;
use habeas::record::{Record, Retention};
use habeas::retention::rule::cutoff;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use std::path::Path;

/// A row: the data, the lines of its rule in a record, the day of the event, and the last day. No last day: it ends with a
/// fact, not with a date, and is never over by itself.
const SOURCES: &[(&str, &str, &str, Option<&str>)] = &[
    ("prospect", "duration = \"P3Y\"\nrecontact = \"P1M\"", "2024-02-29", Some("2027-02-28")),
    (
        "customer, management",
        "criteria = { en = \"As long as you are a customer\", fr = \"Tant que vous êtes client\" }",
        "2020-01-01",
        None,
    ),
    ("customer, marketing use", "duration = \"P3Y\"", "2023-06-30", Some("2026-06-30")),
    ("online account unused", "duration = \"P2Y\"\nwarn_before = \"P30D\"", "2024-03-10", Some("2026-03-10")),
    ("contract, order file: archive", "duration = \"P5Y\"\nphase = \"archive\"", "2021-02-28", Some("2026-02-28")),
    ("e-contract >= EUR 120: archive", "duration = \"P10Y\"\nphase = \"archive\"", "2016-02-29", Some("2026-02-28")),
    (
        "invoices: archive",
        "duration = \"P10Y\"\nfrom = \"end-of-year\"\nphase = \"archive\"",
        "2026-01-01",
        Some("2036-12-31"),
    ),
    (
        "invoices of a year's last day",
        "duration = \"P10Y\"\nfrom = \"end-of-year\"\nphase = \"archive\"",
        "2025-12-31",
        Some("2035-12-31"),
    ),
    ("tax documents: archive", "duration = \"P6Y\"\nphase = \"archive\"", "2020-02-29", Some("2026-02-28")),
    ("card data: archive", "duration = \"P13M\"\nphase = \"archive\"", "2025-01-31", Some("2026-02-28")),
    (
        "card data, deferred debit: archive",
        "duration = \"P15M\"\nphase = \"archive\"",
        "2024-11-30",
        Some("2026-02-28"),
    ),
    ("consent proof: archive", "duration = \"P5Y\"\nphase = \"archive\"", "2021-03-10", Some("2026-03-10")),
    (
        "consent proof, canvassing by telephone",
        "duration = \"P3Y\"\nphase = \"archive\"",
        "2023-03-10",
        Some("2026-03-10"),
    ),
    (
        "suppression fingerprint",
        "criteria = { en = \"As long as we write to anybody\", fr = \"Tant que nous écrivons\" }",
        "2020-01-01",
        None,
    ),
    ("request file: archive", "duration = \"P5Y\"\nphase = \"archive\"", "2021-05-31", Some("2026-05-31")),
    ("request file, objections: archive", "duration = \"P6Y\"\nphase = \"archive\"", "2020-02-29", Some("2026-02-28")),
    ("application and security logs", "duration = \"P6M\"", "2025-08-31", Some("2026-02-28")),
    ("application and security logs, at most", "duration = \"P12M\"", "2024-02-29", Some("2025-02-28")),
    ("refresh mailing per-person log", "duration = \"P13M\"", "2025-01-31", Some("2026-02-28")),
    ("sign-in attempts", "duration = \"P6M\"", "2025-08-31", Some("2026-02-28")),
    ("cookie choice", "duration = \"P6M\"", "2025-08-31", Some("2026-02-28")),
    ("exempt audience cookie", "duration = \"P13M\"", "2025-02-10", Some("2026-03-10")),
    ("exempt audience cookie: its data", "duration = \"P25M\"", "2024-01-31", Some("2026-02-28")),
    ("breach register", "duration = \"P5Y\"", "2020-02-29", Some("2025-02-28")),
    ("record versions", "duration = \"P5Y\"", "2021-03-10", Some("2026-03-10")),
    ("backups", "duration = \"P90D\"", "2025-12-10", Some("2026-03-10")),
];

/// What the portal holds itself: the row of the schedule, and the test that takes such data to their last day and past it.
const OWN: &[(&str, &str)] = &[
    ("consent proof: 5 years", "what_an_erased_person_chose_names_them_for_its_time_and_no_longer"),
    ("suppression fingerprint: at least 3 years", "what_an_erased_person_chose_names_them_for_its_time_and_no_longer"),
    (
        "request file: 2 months, then 5 years",
        "the_file_of_a_request_ends_five_years_after_it_was_closed_and_its_contact_after_two_months",
    ),
    (
        "ID document: the check only",
        "scenario_14_a_document_sent_to_show_who_asks_is_deleted_with_the_check_and_only_the_note_stays",
    ),
    (
        "export package: 7 days",
        "scenario_9_a_package_is_prepared_at_once_without_any_document_fetched_and_gone_after_seven_days",
    ),
    (
        "refresh mailing per-person log: 13 months",
        "a_mail_names_its_reader_for_thirteen_months_and_then_the_campaign_counts_the_same_without_them",
    ),
    (
        "campaign proof: 5 years",
        "the_proof_of_a_campaign_ends_five_years_after_the_campaign_and_one_that_goes_on_stays",
    ),
    ("magic-link token: 10 minutes", "a_code_works_for_ten_minutes_and_not_a_second_longer"),
    ("sign-in attempts: 6 months", "a_sign_in_is_known_for_six_months_to_the_day"),
    ("cookie choice: 6 months", "a_consent_ends_by_itself_at_its_age_and_the_source_follows"),
    ("exempt audience cookie: 13 months", "one_that_nobody_is_asked_about_lives_thirteen_months_at_most"),
    (
        "breach register: 5 years",
        "the_same_cause_opens_one_draft_which_stays_when_it_was_no_breach_and_goes_five_years_later",
    ),
];

/// The rule, as a record with these lines reads.
fn rule(lines: &str) -> Retention {
    let text = std::fs::read_to_string("config/demo/record.toml").unwrap();
    let first = "[[retention]]\nid = \"customer-3y\"";
    let one = "[[retention]]\nid = \"row\"\nlabel = { en = \"x\", fr = \"x\" }\nstarts = \"event\"";
    let text = text.replacen(first, &format!("{one}\n{lines}\n\n{first}"), 1);
    let (record, found) = Record::parse(Path::new("record.toml"), &text, Lang::ALL);
    record.unwrap_or_else(|| panic!("{lines}: {found:?}")).retention("row").unwrap().clone()
}

#[test]
fn each_row_of_the_schedule_ends_on_its_last_day_and_is_on_the_list_the_day_after() {
    for (data, lines, event, last) in SOURCES {
        let (rule, event) = (rule(lines), event.parse::<Date>().unwrap());
        let end = rule.end(Some(event));
        let Some(last) = last else {
            assert_eq!((end.date(), cutoff(&rule, event.saturating_add(90.years()))), (None, None), "{data}");
            continue;
        };
        let last: Date = last.parse().unwrap();
        let next = last.saturating_add(1.day());
        assert_eq!(end.date(), Some(last), "{data}");
        assert!(!end.is_over(last) && end.is_over(next), "{data}");
        // What the databases are asked for: not this one on its last day, this one on the next.
        assert!(cutoff(&rule, last).is_none_or(|newest| newest < event), "{data} is listed on its last day");
        assert!(cutoff(&rule, next).is_some_and(|newest| newest >= event), "{data} is not listed when it is over");
        assert!(!rule.end(None).is_over(next), "{data}: a clock that has not started");
    }
}

#[test]
fn each_row_about_the_portals_own_data_names_a_test_that_exists() {
    let all: Vec<String> =
        ["src", "tests"].iter().flat_map(|folder| texts(folder, ".rs")).map(|(_, text)| text).collect();
    for (data, test) in OWN {
        let function = format!("fn {test}()");
        assert!(all.iter().any(|text| text.contains(&function)), "{data}: no {test}");
    }
}

#[test]
fn a_sign_in_is_known_for_six_months_to_the_day() {
    each_house(|house| {
        // On 10 March 2026, past six in the morning.
        drop(house.sign_in(crate::harness::CAMILLE, "en"));
        let known = || house.query("SELECT id FROM customer_sessions").len();
        let until = |day: &str| {
            let there: jiff::Timestamp = format!("{day}T10:00:00Z").parse().unwrap();
            house.pass(there.duration_since(house.clock.now()));
            // What was put off for a moment by other work of that night.
            house.pass(SignedDuration::from_mins(5));
        };
        until("2026-09-10");
        assert_eq!(known(), 1, "the last day");
        until("2026-09-11");
        assert_eq!(known(), 0);
    });
}
