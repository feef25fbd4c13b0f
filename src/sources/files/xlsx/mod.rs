//! Excel workbooks in a folder: each sheet that holds something is a table, named `workbook/sheet`.
//!
//! The parts of the zip are edited as trees, so that sheets, styles and formulas that nothing was changed in stay as they
//! were, and all that may repeat a cell is known: a part that is not known makes the workbook unusable.

mod clean;
mod edit;
mod parts;
mod sheet;
mod tree;
mod value;

use super::Rewritten;
use crate::sources::sql::{Cell, SqlError};
use parts::Parts;
use sheet::Shared;
pub(crate) use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};

/// A workbook.
pub(super) struct Book {
    /// The name of the file without `.xlsx`.
    name: String,
    parts: Parts,
    workbook: String,
    /// The sheets that hold something.
    pub(super) sheets: Vec<Sheet>,
}

/// What a rewriting is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// One value becomes right.
    Correction,
    /// A person goes, or what is over: what was noted at their rows goes too.
    Erasure,
}

impl Book {
    /// Reads the bytes of a workbook. Errors name sheets and places, never values.
    pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Self, SqlError> {
        let wrong = |what: String| SqlError::Failed(format!("`{name}.xlsx` {what}"));
        let parts = Parts::read(bytes).map_err(wrong)?;
        let broken = || wrong("is no workbook that can be read".to_owned());
        let workbook = parts.links("").into_iter().find(|(_, kind, _)| kind == "officeDocument");
        let workbook = workbook.map(|(_, _, part)| part).ok_or_else(broken)?;
        let mut book = Self { name: name.to_owned(), parts, workbook, sheets: Vec::new() };
        let shared = Shared::of(&book).ok_or_else(broken)?;
        for (title, part) in book.worksheets().ok_or_else(broken)? {
            let tree = book.parts.tree(&part).ok_or_else(broken)?;
            let root = tree.root().ok_or_else(broken)?;
            let table = format!("{name}/{title}");
            book.sheets.extend(Sheet::read(&table, &part, root, &shared).map_err(wrong)?);
        }
        Ok(book)
    }

    /// The titles of the sheets, with their parts.
    fn worksheets(&self) -> Option<Vec<(String, String)>> {
        let links = self.parts.links(&self.workbook);
        let tree = self.parts.tree(&self.workbook)?;
        let mut found = Vec::new();
        for sheet in tree.root()?.child("sheets")?.children("sheet") {
            let id = sheet.attribute("id")?;
            let (_, kind, part) = links.iter().find(|(known, _, _)| *known == id)?;
            if kind == "worksheet" {
                found.push((sheet.attribute("name")?, part.clone()));
            }
        }
        Some(found)
    }

    /// The part of this kind that the workbook points to.
    fn part_of(&self, kind: &str) -> Option<String> {
        self.parts.links(&self.workbook).into_iter().find(|(_, known, _)| known == kind).map(|(_, _, part)| part)
    }

    /// The bytes with some rows of some sheets changed or gone, and the workbook that it then is. What is not as it was
    /// meant once it is read again is not handed out.
    pub(super) fn rewritten(
        mut self,
        changes: &BTreeMap<String, Rewritten>,
        occasion: Occasion,
    ) -> Result<(Vec<u8>, Self), SqlError> {
        let name = self.name.clone();
        let broken = || SqlError::Failed(format!("`{name}.xlsx` cannot be written"));
        let shared = Shared::of(&self).ok_or_else(broken)?;
        let expected = expected(&self.sheets, changes);
        let gone = gone(&self.sheets, changes, &expected);
        for (_, part) in self.worksheets().ok_or_else(broken)? {
            let mut tree = self.parts.tree(&part).ok_or_else(broken)?;
            let data = tree.root_mut().and_then(|root| root.children_mut("sheetData").next());
            let sheet = self.sheets.iter().find(|sheet| sheet.part == part);
            if let Some(data) = data {
                if let Some((sheet, changes)) = sheet.and_then(|sheet| Some((sheet, changes.get(&sheet.name)?))) {
                    edit::change(data, sheet, changes, &shared)?;
                }
                edit::forget_results(data);
            }
            let bytes = tree.bytes().ok_or_else(broken)?;
            self.parts.put(&part, bytes);
        }
        clean::clean(&mut self, changes, occasion, &gone)?;
        let bytes = self.parts.written().ok_or_else(broken)?;
        let next = Self::read(&self.name, &bytes)?;
        let as_meant = next.sheets.iter().all(|sheet| {
            expected
                .get(&sheet.name)
                .is_some_and(|rows| without_results(sheet, rows) == without_results(sheet, &sheet.rows))
        });
        if as_meant && next.sheets.len() == expected.len() { Ok((bytes, next)) } else { Err(broken()) }
    }
}

/// The rows of a sheet but for what is computed, which is gone until the workbook is opened.
fn without_results(sheet: &Sheet, rows: &BTreeMap<i64, Vec<Cell>>) -> BTreeMap<i64, Vec<Option<String>>> {
    let kept = |cells: &Vec<Cell>| -> Vec<Option<String>> {
        let named = sheet.columns.iter().zip(cells).filter(|(column, _)| !sheet.computed.contains(*column));
        named.map(|(_, cell)| cell.text()).collect()
    };
    let rows = rows.iter().map(|(number, cells)| (*number, kept(cells)));
    rows.filter(|(_, cells)| cells.iter().any(Option::is_some)).collect()
}

/// The rows as they are meant to be.
fn expected(sheets: &[Sheet], changes: &BTreeMap<String, Rewritten>) -> BTreeMap<String, BTreeMap<i64, Vec<Cell>>> {
    let changed = |sheet: &Sheet| {
        let mut rows = sheet.rows.clone();
        for (number, cells) in changes.get(&sheet.name).into_iter().flatten() {
            match cells {
                None => drop(rows.remove(number)),
                Some(cells) => drop(rows.insert(*number, cells.clone())),
            }
        }
        (sheet.name.clone(), rows)
    };
    sheets.iter().map(changed).collect()
}

/// The texts of changed rows that no cell holds any more, in small letters.
fn gone(
    sheets: &[Sheet],
    changes: &BTreeMap<String, Rewritten>,
    expected: &BTreeMap<String, BTreeMap<i64, Vec<Cell>>>,
) -> BTreeSet<String> {
    let texts = |cells: &[Cell]| cells.iter().filter_map(Cell::text).collect::<Vec<_>>();
    let cells = expected.values().flat_map(BTreeMap::values).flat_map(|cells| texts(cells));
    // A heading stands in tables and filters too.
    let headings = sheets.iter().flat_map(|sheet| sheet.columns.iter().cloned());
    let stays: BTreeSet<String> = cells.chain(headings).collect();
    let mut gone = BTreeSet::new();
    for sheet in sheets {
        for number in changes.get(&sheet.name).into_iter().flat_map(BTreeMap::keys) {
            let old = sheet.rows.get(number).map(Vec::as_slice).unwrap_or_default();
            gone.extend(texts(old).into_iter().filter(|text| !stays.contains(text)).map(|text| text.to_lowercase()));
        }
    }
    gone
}

impl Sheet {
    /// The name of the workbook's file without `.xlsx`.
    pub(crate) fn book(&self) -> &str {
        self.name.split_once('/').map_or("", |(book, _)| book)
    }

    /// Whether something is computed in it.
    pub(crate) fn has_formulas(&self) -> bool {
        !self.computed.is_empty()
    }

    /// The error where something is computed in a column that people are found by.
    pub(crate) fn needs_values(&self, columns: &BTreeSet<String>) -> Result<(), SqlError> {
        match self.computed.intersection(columns).next() {
            None => Ok(()),
            Some(column) => Err(SqlError::Failed(format!(
                "`{}`: the column `{column}` holds formulas, and people are found by it: paste its values",
                self.name
            ))),
        }
    }
}
