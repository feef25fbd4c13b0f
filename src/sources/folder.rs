//! The folder of source files: one declaration each, told apart by their names.

use super::check::check_against;
use super::declaration::{Declaration, Edit, Way};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::lang::Lang;
use crate::record::Record;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a folder of source files says.
#[derive(Debug, Default)]
pub struct Folder {
    /// The sources that were read, in the order of their files.
    pub declarations: Vec<Declaration>,
    /// Every mistake that needs no database to be seen.
    pub found: Vec<Diagnostic>,
    /// How many source files there are.
    pub files: usize,
}

impl Folder {
    /// Reads every `*.toml` of a folder and holds it against the record, where that could be read. `variable` is the
    /// environment.
    pub fn read(
        folder: &Path,
        languages: &[Lang],
        record: Option<&Record>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let mut read = Self::default();
        let mut names: BTreeMap<String, PathBuf> = BTreeMap::new();
        let mut directory: Option<PathBuf> = None;
        for file in source_files(folder) {
            read.files += 1;
            let text = match fs::read_to_string(&file) {
                Ok(text) => text,
                Err(error) => {
                    let cure = "Check that it is a text file in UTF-8 which the portal's account may read.".to_owned();
                    let message = format!("cannot be read: {error}");
                    read.found.push(Diagnostic::error(&file, None, "", message, cure));
                    continue;
                }
            };
            let (declaration, mistakes) = Declaration::parse(&file, &text, languages, variable);
            let mut found = mistakes;
            found.extend(twice(&file, &text, &mut names, &mut directory));
            found.extend(record.into_iter().flat_map(|record| record.check_source(&file, &text)));
            if let (Some(declaration), Some(record)) = (&declaration, record) {
                found.extend(check_against(declaration, record));
            }
            found.sort_by_key(|mistake| mistake.line);
            read.found.extend(found);
            read.declarations.extend(declaration);
        }
        let elsewhere: Vec<Diagnostic> =
            read.declarations.iter().flat_map(|one| numbers(one, &read.declarations)).collect();
        read.found.extend(elsewhere);
        read
    }

    /// The sources that can be held against what they are: nobody but a colleague can compare a manual one.
    pub fn comparable(&self) -> impl Iterator<Item = &Declaration> {
        self.declarations.iter().filter(|declaration| declaration.by_hand().is_none())
    }
}

/// Every number by which a table says it knows people and that no other source declares; and those that the person could
/// write themselves, and so read another's rows.
fn numbers(declaration: &Declaration, all: &[Declaration]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // No number leads out of a place that the portal cannot open.
    let is_asked = |other: &Declaration| other.by_hand().is_none();
    for (index, table) in declaration.tables.iter().enumerate() {
        let mut error = |message: String, cure: &str| {
            let field = format!("table[{index}].person");
            found.push(Diagnostic::error(&declaration.file, Some(table.line), &field, message, cure.to_owned()));
        };
        for way in &table.person {
            let (holder, of, at) = match way {
                Way::Identifier { .. } => continue,
                Way::Link { of, at, .. } => (Some(declaration), of, at),
                Way::Elsewhere { source, of, at, .. } => (
                    all.iter().find(|other| is_asked(other) && other.name == *source && other.name != declaration.name),
                    of,
                    at,
                ),
            };
            let column = holder.and_then(|holder| holder.table(of)).and_then(|table| table.column(at));
            match column {
                None if matches!(way, Way::Elsewhere { .. }) => {
                    let message = format!("no other source declares `{of}.{at}`");
                    error(message, "Name a source, a table and a column that are declared in another file.");
                }
                Some(column) if column.held().is_some_and(|held| held.edit == Edit::Own) => {
                    let message =
                        format!("people may change `{of}.{at}` themselves, and would then be shown another's rows");
                    error(message, "Let `edit` of that column be `review` or `locked`, or link by another column.");
                }
                _ => {}
            }
        }
    }
    found
}

/// A name that another file has too; a second list of people.
fn twice(
    file: &Path,
    text: &str,
    names: &mut BTreeMap<String, PathBuf>,
    directory: &mut Option<PathBuf>,
) -> Vec<Diagnostic> {
    let document = Document::parse(file, text);
    let root = document.root();
    let mut found = Vec::new();
    let mut error = |key: &str, message: String, cure: &str| {
        found.push(Diagnostic::error(file, root.line_of(key), key, message, cure.to_owned()));
    };
    if let Some(name) = root.raw("name") {
        if let Some(other) = names.get(name) {
            let message = format!("the source `{name}` is already declared in `{}`", other.display());
            error("name", message, "Give each source a name of its own, or remove one of the two files.");
        }
        names.entry(name.to_owned()).or_insert_with(|| file.to_path_buf());
    }
    if root.raw_section("directory").is_some() {
        if let Some(other) = directory {
            let message = format!("`{}` already has the list of people", other.display());
            error("directory", message, "Keep the `[directory]` of the source that knows everyone.");
        }
        directory.get_or_insert_with(|| file.to_path_buf());
    }
    found
}

/// The source files, in the order of their names.
fn source_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|kind| kind == "toml")).collect();
    files.sort();
    files
}
