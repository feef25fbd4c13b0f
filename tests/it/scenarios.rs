//! The scenarios of acceptance: what `docs/scenarios.md` lists exists as a test with the number in its name.

use crate::source_tree::texts;
use std::collections::BTreeSet;

/// The functions that are tests of numbered scenarios.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in ["src", "tests"].iter().flat_map(|folder| texts(folder, ".rs")) {
        for line in text.lines() {
            let name = line.trim_start().strip_prefix("fn ").and_then(|rest| rest.split('(').next());
            found.extend(name.filter(|name| name.starts_with("scenario")).map(str::to_owned));
        }
    }
    found
}

/// The numbers in a name: `scenarios_5_and_6_on_the_last_day` has 5 and 6, and `extended_3_times` at its end does not count.
fn numbers(name: &str) -> Vec<u32> {
    let words = name.split('_').skip(1).take_while(|word| *word == "and" || word.parse::<u32>().is_ok());
    words.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn the_table_of_scenarios_and_the_tests_agree() {
    let text = std::fs::read_to_string("docs/scenarios.md").unwrap();
    let rows: Vec<(u32, BTreeSet<String>)> = text
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let number = cells.next()?.parse().ok()?;
            let names = cells.nth(1)?.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            Some((number, names))
        })
        .collect();
    let tests = tests();
    assert!(rows.len() > 15, "only {} rows found: the search no longer fits the table", rows.len());
    for (number, names) in &rows {
        assert!(!names.is_empty(), "scenario {number} names no test");
        for name in names {
            assert!(tests.contains(name), "scenario {number} names {name}, which is no test");
            assert!(numbers(name).contains(number), "{name} does not carry the number {number}");
        }
    }
    for name in &tests {
        for number in numbers(name) {
            let listed = rows.iter().any(|(row, names)| *row == number && names.contains(name));
            assert!(listed, "{name} is not in the row of scenario {number}");
        }
        assert!(!numbers(name).is_empty(), "{name} carries no number");
    }
}
