use super::easter;
use super::{Holidays, YEARS};
use jiff::ToSpan;
use jiff::civil::Date;

fn calendar(name: &str) -> Holidays {
    name.parse().unwrap()
}

fn all(name: &str, year: i16) -> Vec<String> {
    let days = Date::new(year, 1, 1).unwrap().series(1.day()).take_while(|day| day.year() == year);
    days.filter(|day| calendar(name).contains(*day)).map(|day| day.strftime("%m-%d").to_string()).collect()
}

#[test]
fn every_calendar_of_the_file_is_read_with_every_rule() {
    let text = include_str!("../../../config/holidays.toml");
    let rules = text.lines().filter(|line| line.starts_with("days")).count();
    let tables = text.lines().filter(|line| line.starts_with('[')).count();
    assert_eq!(Holidays::names().count(), tables);
    assert!(rules > 70, "{rules} lists of days");
    // A rule that could not be read would be missing from its year: each calendar has as many names as its file lists.
    let written: std::collections::BTreeMap<String, toml::Table> = toml::from_str(text).unwrap();
    for (name, table) in &written {
        for rule in table.get("days").into_iter().flat_map(|days| days.as_array().unwrap()) {
            let holiday = rule.as_str().unwrap().split(' ').nth(1).unwrap();
            let found = YEARS.clone().filter(|year| (2018..=2100).contains(year)).any(|year| {
                let days = Date::new(year, 1, 1).unwrap().series(1.day()).take(366);
                days.into_iter().any(|day| calendar(name).name_of(day) == Some(holiday))
            });
            assert!(found, "{name}: {rule}");
        }
    }
}

#[test]
fn every_state_of_the_union_and_the_area_and_every_part_is_there() {
    let states = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";
    let laender = "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH";
    let cantons = "ZH BE LU UR SZ OW NW GL ZG FR SO BS BL SH AR AI SG GR AG TG TI VD VS NE GE JU";
    let overseas = "971 972 973 974 976 977 978";
    let part = |of: &str, parts: &str| parts.split(' ').map(|part| format!("{of}-{part}")).collect::<Vec<_>>();
    let mut names: Vec<String> = states.split(' ').map(str::to_owned).collect();
    names.extend(part("DE", laender));
    names.extend(part("CH", cantons));
    names.extend(part("FR", overseas));
    names.extend(part("UK", "ENG SCT NIR"));
    for name in names {
        for year in [2020, 2050, 2100] {
            assert!(all(&name, year).len() >= 4, "{name} {year}");
        }
    }
    assert_eq!(calendar("gb-sct"), calendar("UK-SCT"));
    assert!("XX".parse::<Holidays>().is_err());
}

#[test]
fn every_holiday_has_a_name_in_both_languages() {
    for name in Holidays::names() {
        for year in 2020..=2030 {
            let days = Date::new(year, 1, 1).unwrap().series(1.day()).take(366);
            for holiday in days.filter_map(|day| calendar(name).name_of(day)) {
                for lang in crate::lang::Lang::ALL {
                    let key = format!("holiday-{holiday}");
                    assert_ne!(crate::words::say(*lang, &key, &[]), key, "{name} {lang}");
                }
            }
        }
    }
}

#[test]
fn easter_falls_where_the_almanacs_say() {
    for (year, sunday) in [
        (1961, "1961-04-02"),
        (2000, "2000-04-23"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
        (2285, "2285-03-22"),
    ] {
        assert_eq!(easter::western(year), Some(sunday.parse().unwrap()));
    }
    for (year, sunday) in
        [(2024, "2024-05-05"), (2025, "2025-04-20"), (2026, "2026-04-12"), (2038, "2038-04-25"), (2100, "2100-05-02")]
    {
        assert_eq!(easter::eastern(year), Some(sunday.parse().unwrap()));
    }
}

/// The weekdays among the holidays that governments published: service-public.fr, the prefecture of the Bas-Rhin, the
/// Bavarian ministry of the interior, the Boletín Oficial del Estado, citizensinformation.ie, mygov.scot. Irish law gives no
/// substitute for a Sunday, such as 17 March 2024.
#[test]
fn calendars_agree_with_what_governments_published_for_three_years() {
    let published = [
        ("FR", 2024, "01-01 04-01 05-01 05-08 05-09 05-20 08-15 11-01 11-11 12-25"),
        ("FR", 2025, "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-11 12-25"),
        ("FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25"),
        ("FR-67", 2024, "01-01 03-29 04-01 05-01 05-08 05-09 05-20 08-15 11-01 11-11 12-25 12-26"),
        ("FR-67", 2025, "01-01 04-18 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-11 12-25 12-26"),
        ("FR-67", 2026, "01-01 04-03 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25"),
        ("DE-BY", 2024, "01-01 03-29 04-01 05-01 05-09 05-20 05-30 10-03 11-01 12-25 12-26"),
        ("DE-BY", 2025, "01-01 01-06 04-18 04-21 05-01 05-29 06-09 06-19 10-03 12-25 12-26"),
        ("DE-BY", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 12-25"),
        ("DE-BY-CATHOLIC", 2025, "01-01 01-06 04-18 04-21 05-01 05-29 06-09 06-19 08-15 10-03 12-25 12-26"),
        ("ES", 2024, "01-01 03-29 05-01 08-15 11-01 12-06 12-25"),
        ("ES", 2025, "01-01 01-06 04-18 05-01 08-15 12-08 12-25"),
        ("ES", 2026, "01-01 01-06 04-03 05-01 10-12 12-08 12-25"),
        ("IE", 2024, "01-01 02-05 04-01 05-06 06-03 08-05 10-28 12-25 12-26"),
        ("IE", 2025, "01-01 02-03 03-17 04-21 05-05 06-02 08-04 10-27 12-25 12-26"),
        ("IE", 2026, "01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25"),
        ("UK-SCT", 2024, "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26"),
        ("UK-SCT", 2025, "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26"),
        ("UK-SCT", 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"),
        ("UK-ENG", 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
    ];
    for (name, year, days) in published {
        let ours: Vec<String> = all(name, year)
            .into_iter()
            .filter(|day| !super::holidays::is_weekend(format!("{year}-{day}").parse().unwrap()))
            .collect();
        let expected: Vec<&str> = days.split(' ').collect();
        assert_eq!(ours, expected, "{name} {year}");
    }
}

#[test]
fn the_irish_rule_of_saint_brigid_follows_the_first_friday() {
    assert!(all("IE", 2030).contains(&"02-01".to_owned()));
    assert!(!all("IE", 2030).contains(&"02-04".to_owned()));
    assert!(all("IE", 2029).contains(&"02-05".to_owned()));
}
