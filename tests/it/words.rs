//! The catalogues: French and English say the same things, every word asked for exists, and no word is left over.

use crate::source_tree::{code_with_strings, texts};
use std::collections::{BTreeMap, BTreeSet};

/// One message: its text with all its variants, and the names it lets the page fill in.
struct Message {
    file: String,
    text: String,
    holes: BTreeSet<String>,
}

fn catalogue(language: &str) -> BTreeMap<String, Message> {
    let mut messages: BTreeMap<String, Message> = BTreeMap::new();
    for (file, text) in texts(&format!("locales/{language}"), ".ftl") {
        let mut current: Option<String> = None;
        for line in text.lines() {
            if line.starts_with('#') {
                continue;
            }
            if let Some((id, rest)) =
                line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let id = id.trim().to_string();
                let message = Message { file: file.clone(), text: rest.trim().to_string(), holes: BTreeSet::new() };
                let before = messages.insert(id.clone(), message);
                assert!(before.is_none(), "{file}: {id} is said twice");
                current = Some(id);
            } else if let Some(message) = current.as_ref().and_then(|id| messages.get_mut(id)) {
                message.text.push('\n');
                message.text.push_str(line);
            }
        }
    }
    for message in messages.values_mut() {
        for part in message.text.split('$').skip(1) {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(part.len());
            message.holes.insert(part[..end].to_string());
        }
    }
    messages
}

#[test]
fn french_and_english_say_the_same_things_in_the_same_files_with_the_same_holes() {
    let (fr, en) = (catalogue("fr"), catalogue("en"));
    let mut wrong = Vec::new();
    for (id, message) in &en {
        match fr.get(id) {
            None => wrong.push(format!("{id} is missing in French")),
            Some(other) if other.holes != message.holes => {
                wrong.push(format!("{id}: {:?} in English, {:?} in French", message.holes, other.holes));
            }
            Some(other) if other.file.replace("/fr/", "/en/") != message.file => {
                wrong.push(format!("{id}: {} but {}", message.file, other.file));
            }
            Some(other) if message.text.trim().is_empty() || other.text.trim().is_empty() => {
                wrong.push(format!("{id} is empty"));
            }
            Some(_) => {}
        }
    }
    wrong.extend(fr.keys().filter(|id| !en.contains_key(*id)).map(|id| format!("{id} is missing in English")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn french_keeps_its_marks_of_punctuation_on_the_line() {
    let mut wrong = Vec::new();
    for (id, message) in catalogue("fr") {
        for bad in [" :", " ;", " !", " ?", " »", "« ", "'"] {
            // A Fluent variant or function carries quotes and colons of its own; words alone are looked at.
            let words: String = message.text.split('{').map(|part| part.rsplit('}').next().unwrap()).collect();
            if words.contains(bad) {
                wrong.push(format!("{}: {id} has {bad:?}", message.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every string of the templates and of the source, without the quotes.
fn strings() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in texts("templates", "").into_iter().chain(texts("assets/js", ".js")) {
        found.extend(text.split(['"', '\'', '`']).map(str::to_string));
    }
    for (_, text) in texts("src", ".rs") {
        found.extend(code_with_strings(&text).split('"').map(str::to_string));
    }
    found
}

#[test]
fn no_word_is_left_over() {
    let strings = strings();
    // "status-" ~ code in a template and format!("status-{code}") in the source both build keys from that beginning.
    let beginnings: BTreeSet<&str> = strings
        .iter()
        .map(|s| s.split('{').next().unwrap())
        .filter(|s| s.ends_with('-') && s.len() > 2 && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        .collect();
    let left: Vec<String> = catalogue("en")
        .into_iter()
        .filter(|(id, _)| !strings.contains(id) && !beginnings.iter().any(|beginning| id.starts_with(beginning)))
        .map(|(id, message)| format!("{}: {id}", message.file))
        .collect();
    assert!(left.is_empty(), "{} words nobody asks for:\n{}", left.len(), left.join("\n"));
}

#[test]
fn every_word_a_template_asks_for_exists() {
    let known = catalogue("en");
    let mut asked = 0;
    let mut missing = Vec::new();
    for (file, text) in texts("templates", "") {
        for call in text.split("t(key=\"").skip(1) {
            let Some((key, rest)) = call.split_once('"') else { continue };
            asked += 1;
            let built = rest.trim_start().starts_with('~');
            if !built && !known.contains_key(key) {
                missing.push(format!("{file}: {key}"));
            }
            if built && !known.keys().any(|id| id.starts_with(key)) {
                missing.push(format!("{file}: {key}…"));
            }
        }
    }
    assert!(asked > 50, "only {asked} words found in the templates: the search no longer fits them");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
