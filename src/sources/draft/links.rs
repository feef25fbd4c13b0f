//! How tables hang together: foreign keys, and columns that look like them.

use super::{Guess, Way};
use crate::sources::describe::{LiveTable, Schema};
use crate::sources::guess::{Subject, is_personal, meaning, subject, words};

/// The next table that leads to one of a person, by its place, with its ways.
pub(super) fn next(schema: &Schema, guesses: &[Option<Guess>]) -> Option<(usize, Vec<Way>, bool)> {
    schema.tables.iter().zip(guesses).enumerate().find_map(|(place, (table, guess))| {
        let open = guess.is_none() && !table.view && subject(&table.name) != Some(Subject::Colleagues);
        let ways = if open { ways_up(schema, guesses, table) } else { Vec::new() };
        (!ways.is_empty()).then_some((place, ways, false))
    })
}

fn is_persons(schema: &Schema, guesses: &[Option<Guess>], name: &str) -> bool {
    schema.tables.iter().zip(guesses).any(|(table, guess)| table.name == name && guess.is_some())
}

/// The columns of a table that point to tables of persons.
fn ways_up(schema: &Schema, guesses: &[Option<Guess>], table: &LiveTable) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for link in &table.links {
        if let ([column], [at]) = (link.columns.as_slice(), link.at.as_slice())
            && link.of != table.name
            && is_persons(schema, guesses, &link.of)
        {
            ways.push(Way::Link { column: column.clone(), of: link.of.clone(), at: at.clone() });
        }
    }
    if !ways.is_empty() {
        return ways;
    }
    // Without foreign keys: `customer_id` probably points to the key of `customers`.
    for other in &schema.tables {
        let ([at], true) = (other.primary_key.as_slice(), other.name != table.name) else { continue };
        if !is_persons(schema, guesses, &other.name) {
            continue;
        }
        let column = table.columns.iter().find(|column| points_by_name(&column.name, &other.name, at));
        if let Some(column) = column.filter(|column| !table.primary_key.contains(&column.name)) {
            ways.push(Way::Link { column: column.name.clone(), of: other.name.clone(), at: at.clone() });
        }
    }
    ways
}

fn points_by_name(column: &str, table: &str, key: &str) -> bool {
    let bare = table.rsplit('.').next().unwrap_or(table);
    let table = words(bare);
    let column = words(column).concat();
    let key = words(key).concat();
    // `user_id` points to `users`, and to `wp_users` too.
    let named = (0..table.len()).filter_map(|from| table.get(from..)).map(|part| part.concat());
    let is_named = |table: String| {
        let single = table.strip_suffix('s').unwrap_or(&table);
        column == format!("{single}id") || column == format!("{single}{key}")
    };
    named.into_iter().any(is_named) || (column == key && key != "id")
}

/// Tables that rows of persons point to and that look personal themselves, such as postal addresses. Several persons
/// may share such a row.
pub(super) fn add_parents(schema: &Schema, guesses: &mut [Option<Guess>]) {
    let mut found = Vec::new();
    for (place, parent) in schema.tables.iter().enumerate() {
        let subject = subject(&parent.name);
        let personal =
            parent.columns.iter().filter(|column| meaning(&column.name, column.family).is_some_and(is_personal));
        let open = guesses.get(place).is_some_and(Option::is_none) && subject != Some(Subject::Colleagues);
        if !open || personal.count() < 2 {
            continue;
        }
        let mut ways = Vec::new();
        for (child, _) in schema.tables.iter().zip(guesses.iter()).filter(|(_, guess)| guess.is_some()) {
            for link in child.links.iter().filter(|link| link.of == parent.name) {
                if let ([column], [at]) = (link.columns.as_slice(), link.at.as_slice()) {
                    ways.push(Way::Link { column: at.clone(), of: child.name.clone(), at: column.clone() });
                }
            }
        }
        if !ways.is_empty() {
            let erase = super::Erase::Delete;
            found.push((place, Guess { ways, shared: true, subject, erase }));
        }
    }
    for (place, guess) in found {
        if let Some(slot) = guesses.get_mut(place) {
            *slot = Some(guess);
        }
    }
}
