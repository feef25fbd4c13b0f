//! Nothing is held without a reason: what a source declares, held against the record.

use super::Record;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::document::{Document, Section, list_of};
use std::path::Path;

impl Record {
    /// Every column of a source file without a category of the record, a purpose or an end date. Only references to
    /// the record are looked at; the rest of the file is for `sources`.
    pub fn check_source(&self, file: &Path, text: &str) -> Vec<Diagnostic> {
        let document = Document::parse(file, text);
        let mut found = Vec::new();
        for table in document.root().sections("table") {
            let table_rule = self.check_rule(file, &table, &mut found);
            let Some(columns) = table.section("columns") else { continue };
            for column in columns.keys() {
                if let Some(column) = columns.section(column) {
                    self.check_column(file, &column, table_rule, &mut found);
                }
            }
        }
        found.sort_by_key(|mistake| mistake.line);
        found
    }

    /// Whether a `retention` is written here; an unknown one is a mistake.
    fn check_rule(&self, file: &Path, section: &Section<'_>, found: &mut Vec<Diagnostic>) -> bool {
        let Some(id) = section.raw("retention") else { return false };
        if self.retention(id).is_none() {
            let known: Vec<&str> = self.retentions.iter().map(|rule| rule.id.as_str()).collect();
            found.push(unknown(file, section, "retention", id, &known));
        }
        true
    }

    fn check_column(&self, file: &Path, column: &Section<'_>, table_rule: bool, found: &mut Vec<Diagnostic>) {
        let own_rule = self.check_rule(file, column, found);
        let Some(id) = column.raw("category") else { return };
        if self.category(id).is_none() {
            let known: Vec<&str> = self.categories.iter().map(|category| category.id.as_str()).collect();
            found.push(unknown(file, column, "category", id, &known));
            return;
        }
        let (line, field) = (column.line_of("category"), column.field("category"));
        if self.activities_of(id).next().is_none() {
            let message =
                format!("no activity uses the category `{id}`: nothing says why it is held, on what basis, for whom");
            let cure = "Add the category to an `[[activity]]` of the record, or stop holding the column.".to_owned();
            found.push(Diagnostic::error(file, line, &field, message, cure));
            return;
        }
        if own_rule || table_rule {
            return;
        }
        match self.end_of_fact(id, None, |_| None) {
            None => {
                let message = format!("nothing says until when the category `{id}` is kept");
                let cure = "Give the column, its table or an activity a `retention`.".to_owned();
                found.push(Diagnostic::error(file, line, &field, message, cure));
            }
            Some(super::End::While(rule)) => {
                let message = format!("the end of `{id}` follows from criteria (`{}`), not from a date", rule.id);
                let cure = "The law allows it where no length can be given; a `retention` with a duration says more.";
                let mistake = Diagnostic::error(file, line, &field, message, cure.to_owned());
                found.push(Diagnostic { severity: Severity::Warning, ..mistake });
            }
            Some(_) => {}
        }
    }
}

fn unknown(file: &Path, section: &Section<'_>, key: &str, id: &str, known: &[&str]) -> Diagnostic {
    let cure = match nearest(id, known.iter().copied()) {
        Some(meant) => format!("Did you mean `{meant}`? Otherwise add it to the record."),
        None => format!("Add it to the record, or use one of {}.", list_of(known.iter().copied())),
    };
    let message = format!("the record has no {key} `{id}`");
    Diagnostic::error(file, section.line_of(key), &section.field(key), message, cure)
}
