//! What the documents say about the tree is true: every path they name exists.

use crate::source_tree::texts;
use std::path::Path;

/// The paths in backquotes that begin with a folder or file of this repository.
fn paths(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let roots = ["src/", "config/", "migrations/", "templates/", "assets/", "locales/", "tests/", "scripts/", "docs/"];
    quoted.filter(|word| roots.iter().any(|root| word.starts_with(root)) && !word.contains(['<', '*', ' '])).collect()
}

/// The files that links lead to.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://")).collect()
}

#[test]
fn every_path_a_document_names_exists() {
    let mut documents = texts("docs", ".md");
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        documents.push((name.to_owned(), std::fs::read_to_string(name).unwrap()));
    }
    let mut named = 0;
    let mut missing = Vec::new();
    for (document, text) in &documents {
        let folder = Path::new(document).parent().unwrap();
        for path in paths(text) {
            named += 1;
            if !Path::new(path).exists() {
                missing.push(format!("{document}: {path}"));
            }
        }
        for target in links(text) {
            if !folder.join(target).exists() {
                missing.push(format!("{document}: {target}"));
            }
        }
    }
    assert!(named > 30, "only {named} paths found: the search no longer fits the documents");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_path_that_does_not_exist_would_be_found() {
    assert_eq!(paths("see `src/nothing.rs` and `cargo run` and `src/web/`"), ["src/nothing.rs", "src/web/"]);
    assert_eq!(links("a [map](ARCHITECTURE.md) and [Rust](https://rustup.rs)"), ["ARCHITECTURE.md"]);
}
