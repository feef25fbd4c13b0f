//! The source files as the shape tests read them: code without comments, strings and tests, and the paths it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `folder` whose name ends so, as (path relative to the repository, text), in order of path.
pub fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut |path| {
        if path.to_string_lossy().ends_with(ending) {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(path).unwrap()));
        }
    });
    assert!(!found.is_empty(), "no {ending} under {folder}");
    found.sort();
    found
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "node_modules") {
                walk(&path, each);
            }
        } else {
            each(&path);
        }
    }
}

/// The code alone: comments and the insides of strings blanked, and everything from the first `#[cfg(test)]` on left out.
pub fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match (chars[at], next) {
            ('/', Some('/')) => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            ('/', Some('*')) => {
                while at + 1 < chars.len() && !(chars[at] == '*' && chars[at + 1] == '/') {
                    at += 1;
                }
                at += 2;
            }
            ('r', Some('"' | '#')) if !chars[..at].last().is_some_and(|c| c.is_alphanumeric() || *c == '_') => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                if chars.get(at + 1 + hashes) != Some(&'"') {
                    out.push('r');
                    at += 1;
                    continue;
                }
                let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                at += 2 + hashes;
                while at < chars.len() && !chars[at..].starts_with(&close) {
                    at += 1;
                }
                at += close.len();
                out.push_str("\"\"");
            }
            ('"', _) => {
                at += 1;
                while at < chars.len() && chars[at] != '"' {
                    at += if chars[at] == '\\' { 2 } else { 1 };
                }
                at += 1;
                out.push_str("\"\"");
            }
            ('\'', Some('"')) if chars.get(at + 2) == Some(&'\'') => {
                out.push_str("' '");
                at += 3;
            }
            ('\'', Some('\\')) if chars.get(at + 3) == Some(&'\'') => {
                out.push_str("' '");
                at += 4;
            }
            (c, _) => {
                out.push(c);
                at += 1;
            }
        }
    }
    out
}

/// The source without whole-line comments and tests, strings kept.
pub fn code_with_strings(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every path that the code of one file names, whole (`crate::mail::Mail`, `diesel::prelude`), `self` and `super` resolved.
pub fn paths(file: &str, text: &str) -> BTreeSet<String> {
    let code = code(text);
    let mut found = BTreeSet::new();
    let mut rest = String::new();
    let mut pieces = code.split_inclusive(';');
    for piece in &mut pieces {
        let start = piece.match_indices("use ").map(|(at, _)| at).find(|at| {
            let before = piece[..*at].trim_end_matches(' ');
            before.is_empty() || before.ends_with(['\n', '{', '}', ')']) || before.ends_with("pub")
        });
        match start {
            Some(at) => {
                rest.push_str(&piece[..at]);
                tree("", piece[at + 4..].trim_end_matches(';'), &mut found);
            }
            None => rest.push_str(piece),
        }
    }
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for run in rest.split(|c| !word(c)) {
        if run.contains("::") && !run.starts_with(':') {
            found.insert(run.trim_end_matches(':').to_string());
        }
    }
    found.into_iter().map(|path| resolve(file, &path)).collect()
}

/// Opens the braces of a `use` tree: `crate::{a, b::{c, d}}` names `crate::a`, `crate::b::c`, `crate::b::d`.
fn tree(prefix: &str, text: &str, found: &mut BTreeSet<String>) {
    let text = text.trim();
    let Some(open) = text.find('{') else {
        let name = text.split(" as ").next().unwrap().trim();
        if !name.is_empty() {
            found.insert(format!("{prefix}{name}"));
        }
        return;
    };
    let head = format!("{prefix}{}", text[..open].trim());
    let inside = text[open + 1..].strip_suffix('}').unwrap_or(&text[open + 1..]);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                tree(&head, &inside[start..at], found);
                start = at + 1;
            }
            _ => {}
        }
    }
    tree(&head, &inside[start..], found);
}

/// `crate::…` for a path that starts with `self` or `super`, as seen from `file` (`src/a/b.rs` is `crate::a::b`).
fn resolve(file: &str, path: &str) -> String {
    let mut here: Vec<&str> = file.trim_start_matches("src/").trim_end_matches(".rs").split('/').collect();
    if here.last().is_some_and(|name| ["mod", "lib", "main"].contains(name)) {
        here.pop();
    }
    let mut rest: Vec<&str> = path.split("::").collect();
    let mut relative = false;
    while let Some(first) = rest.first() {
        match *first {
            "self" => {}
            "super" => {
                here.pop();
            }
            _ => break,
        }
        relative = true;
        rest.remove(0);
    }
    if relative {
        let whole: Vec<&str> = std::iter::once("crate").chain(here).chain(rest).collect();
        return whole.join("::");
    }
    if rest.first() == Some(&"habeas") { format!("crate::{}", rest[1..].join("::")) } else { path.to_string() }
}

#[test]
fn paths_are_read_from_use_trees_and_from_code_but_not_from_comments_strings_or_tests() {
    let text = r##"
        // use diesel::comment;
        use crate::{mail, web::{view::View, form as f}};
        pub use super::store;
        fn f() { let a = "use actix_web::string"; let b = r#"tera::raw"#; lettre::call(); crate::db::read_now(); 'a'; '"'; }
        #[cfg(test)]
mod tests { use rusqlite::Connection; }
    "##;
    let text = text.replace("        #[cfg(test)]", "#[cfg(test)]");
    let found: Vec<String> = paths("src/facts/pages.rs", &text).into_iter().collect();
    assert_eq!(
        found,
        [
            "crate::db::read_now",
            "crate::facts::store",
            "crate::mail",
            "crate::web::form",
            "crate::web::view::View",
            "lettre::call"
        ]
    );
}
