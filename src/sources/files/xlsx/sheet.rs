//! One sheet as a table: the first row that holds anything names the columns.

use super::Book;
use super::tree::Element;
use super::value::{Shown, letters_of, place_of, shown, text_of, unescaped};
use crate::sources::sql::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// A sheet that holds something.
#[derive(Clone)]
pub(crate) struct Sheet {
    /// `workbook/sheet`.
    pub(crate) name: String,
    /// The headings, in the order of the sheet.
    pub(crate) columns: Vec<String>,
    /// The rows that hold something, by their number in the sheet.
    pub(crate) rows: BTreeMap<i64, Vec<Cell>>,
    /// The headings of the columns in which something is computed.
    pub(crate) computed: BTreeSet<String>,
    /// Where each column stands, from 0.
    pub(super) places: Vec<u32>,
    /// The part of the workbook.
    pub(super) part: String,
}

/// What reading cells needs of the workbook.
pub(super) struct Shared {
    /// The texts that cells name by number.
    pub(super) texts: Vec<String>,
    /// What the number format of each style shows.
    pub(super) styles: Vec<Shown>,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
}

/// The rows of `sheetData`, each with its number; rows without one follow the row before.
pub(super) fn rows(data: &Element) -> impl Iterator<Item = (i64, &Element)> {
    data.children("row").scan(0i64, |last, row| {
        *last = row.attribute("r").and_then(|number| number.parse().ok()).unwrap_or(*last + 1);
        Some((*last, row))
    })
}

/// The cells of a row, each with its column; cells without one follow the cell before.
pub(super) fn cells(row: &Element) -> impl Iterator<Item = (u32, &Element)> {
    row.children("c").scan(None, |last: &mut Option<u32>, cell| {
        let named = cell.attribute("r").and_then(|place| place_of(&place)).map(|(column, _)| column);
        let column = named.unwrap_or_else(|| last.map_or(0, |last| last + 1));
        *last = Some(column);
        Some((column, cell))
    })
}

/// The letters of a `si` or `is`: plain or in runs, without the readings that stand beside Japanese.
pub(super) fn words(element: &Element) -> String {
    let runs = element.content.iter().filter_map(super::tree::Content::element);
    let text = |element: &Element| match (element.is("t"), element.is("r")) {
        (true, _) => element.text(),
        (_, true) => element.children("t").map(Element::text).collect(),
        _ => String::new(),
    };
    unescaped(&runs.map(text).collect::<String>())
}

impl Shared {
    pub(super) fn style(&self, cell: &Element) -> Shown {
        let style = cell.attribute("s").and_then(|style| style.parse::<usize>().ok());
        style.and_then(|style| self.styles.get(style)).copied().unwrap_or(Shown::Number)
    }

    /// What a cell holds; `None` where the file contradicts itself.
    pub(super) fn value(&self, cell: &Element) -> Option<Cell> {
        let kind = cell.attribute("t").unwrap_or_else(|| "n".to_owned());
        if kind == "inlineStr" {
            return Some(filled(cell.child("is").map(words).unwrap_or_default()));
        }
        let stored = cell.child("v").map(Element::text).unwrap_or_default();
        if stored.is_empty() {
            return Some(Cell::Null);
        }
        Some(match kind.as_str() {
            "s" => filled(self.texts.get(stored.trim().parse::<usize>().ok()?)?.clone()),
            "n" => Cell::Text(text_of(&stored, self.style(cell), self.from_1904)?),
            "str" => filled(unescaped(&stored)),
            // 1 or 0; an error such as `#N/A`; an ISO date.
            "b" | "e" | "d" => Cell::Text(stored.trim().to_owned()),
            _ => return None,
        })
    }
}

fn filled(text: String) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::Text(text) }
}

impl Sheet {
    /// Reads a sheet; `None` for one that holds nothing. The error names the sheet and a place, never a value.
    pub(super) fn read(name: &str, part: &str, root: &Element, shared: &Shared) -> Result<Option<Self>, String> {
        let wrong = |what: String| format!("sheet of `{name}`: {what}");
        let Some(data) = root.child("sheetData") else { return Ok(None) };
        let mut found: BTreeMap<i64, BTreeMap<u32, Cell>> = BTreeMap::new();
        let mut computed: BTreeSet<(i64, u32)> = BTreeSet::new();
        for (number, row) in rows(data) {
            for (column, cell) in cells(row) {
                let place = || format!("{}{number}", letters_of(column));
                let value = shared.value(cell).ok_or_else(|| wrong(format!("{} cannot be read", place())))?;
                if cell.child("f").is_some() {
                    computed.insert((number, column));
                }
                if value != Cell::Null && found.entry(number).or_default().insert(column, value).is_some() {
                    return Err(wrong(format!("{} is there twice", place())));
                }
            }
        }
        let Some((first, headings)) = found.pop_first() else { return Ok(None) };
        if root.child("mergeCells").is_some_and(|merged| merged.child("mergeCell").is_some()) {
            return Err(wrong("cells are merged: unmerge them, so that each row says what is its own".to_owned()));
        }
        if computed.iter().any(|(number, _)| *number == first) {
            return Err(wrong(format!("row {first} holds formulas where the headings are: paste their values")));
        }
        let computed: BTreeSet<u32> = computed.into_iter().map(|(_, column)| column).collect();
        let (places, columns): (Vec<u32>, Vec<String>) = headings
            .into_iter()
            .map(|(place, heading)| (place, heading.text().unwrap_or_default().trim().to_owned()))
            .unzip();
        let different: BTreeSet<String> = columns.iter().map(|column| column.to_lowercase()).collect();
        if different.len() != columns.len() || different.contains("") {
            return Err(wrong(format!("row {first} needs a different heading for each column")));
        }
        let mut rows = BTreeMap::new();
        for (number, mut values) in found {
            let cells = places.iter().map(|place| values.remove(place).unwrap_or(Cell::Null)).collect();
            if let Some(column) = values.keys().next() {
                return Err(wrong(format!("{}{number} has no heading in row {first}", letters_of(*column))));
            }
            rows.insert(number, cells);
        }
        let named = places.iter().zip(&columns).filter(|(place, _)| computed.contains(place));
        let computed = named.map(|(_, column)| column.clone()).collect();
        Ok(Some(Self { name: name.to_owned(), columns, rows, computed, places, part: part.to_owned() }))
    }
}

impl Shared {
    /// What the workbook says about texts, styles and days.
    pub(super) fn of(book: &Book) -> Option<Self> {
        let texts = match book.part_of("sharedStrings") {
            None => Vec::new(),
            Some(part) => {
                let tree = book.parts.tree(&part)?;
                tree.root()?.children("si").map(words).collect()
            }
        };
        let styles = match book.part_of("styles") {
            None => Vec::new(),
            Some(part) => styles(book.parts.tree(&part)?.root()?),
        };
        let workbook = book.parts.tree(&book.workbook)?;
        let said = workbook.root()?.child("workbookPr").and_then(|about| about.attribute("date1904"));
        Some(Self { texts, styles, from_1904: matches!(said.as_deref(), Some("1" | "true")) })
    }
}

fn styles(root: &Element) -> Vec<Shown> {
    let number = |element: &Element, name: &str| element.attribute(name)?.parse::<u32>().ok();
    let own: BTreeMap<u32, String> = root
        .child("numFmts")
        .into_iter()
        .flat_map(|formats| formats.children("numFmt"))
        .filter_map(|format| Some((number(format, "numFmtId")?, format.attribute("formatCode")?)))
        .collect();
    let cells = root.child("cellXfs").into_iter().flat_map(|styles| styles.children("xf"));
    cells
        .map(|style| number(style, "numFmtId").unwrap_or_default())
        .map(|id| shown(id, own.get(&id).map(String::as_str)))
        .collect()
}
