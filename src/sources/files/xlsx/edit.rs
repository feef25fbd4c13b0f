//! New values of some cells of a sheet. What is not changed stays as it is written, styles and formulas too.

use super::sheet::{Shared, Sheet, cells, rows};
use super::tree::{Content, Element};
use super::value::{Shown, escaped, letters_of, serial};
use crate::sources::files::Rewritten;
use crate::sources::sql::{Cell, SqlError};
use std::collections::BTreeMap;

/// Writes the changed rows into `sheetData`. A row that goes is left empty, so that formulas and links elsewhere go on
/// pointing to the rows they mean.
pub(super) fn change(data: &mut Element, sheet: &Sheet, changes: &Rewritten, shared: &Shared) -> Result<(), SqlError> {
    let numbers: Vec<i64> = rows(data).map(|(number, _)| number).collect();
    for (number, row) in numbers.into_iter().zip(data.children_mut("row")) {
        match (changes.get(&number), sheet.rows.get(&number)) {
            (Some(None), _) => empty(row)?,
            (Some(Some(new)), Some(old)) => {
                let pairs = sheet.places.iter().zip(old.iter().zip(new));
                let differs = pairs.filter(|(_, (old, new))| old.text() != new.text());
                let new: BTreeMap<u32, &Cell> = differs.map(|(place, (_, new))| (*place, new)).collect();
                change_row(row, number, &new, shared)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Formulas that other cells follow stay without a value; everything else goes.
fn empty(row: &mut Element) -> Result<(), SqlError> {
    let mut stuck = false;
    row.retain(|cell| {
        let leads = cell.child("f").is_some_and(leads);
        stuck |= leads && cell.child("f").is_some_and(|formula| formula.text().contains('"'));
        leads
    });
    for cell in row.children_mut("c") {
        cell.retain(|part| part.is("f"));
        cell.set("t", None);
    }
    if stuck { Err(computed()) } else { Ok(()) }
}

/// Whether other cells are computed by the formula of this one.
fn leads(formula: &Element) -> bool {
    formula.attribute("ref").is_some()
}

fn computed() -> SqlError {
    SqlError::Refused(
        "a formula with letters of its own, which other cells follow: paste the values of its column".into(),
    )
}

fn change_row(row: &mut Element, number: i64, new: &BTreeMap<u32, &Cell>, shared: &Shared) -> Result<(), SqlError> {
    let there: Vec<u32> = cells(row).map(|(column, _)| column).collect();
    for (column, cell) in there.iter().zip(row.children_mut("c")) {
        let Some(value) = new.get(column) else { continue };
        match cell.child("f") {
            Some(formula) if leads(formula) && **value != Cell::Null => return Err(computed()),
            Some(formula) if leads(formula) => {
                if formula.text().contains('"') {
                    return Err(computed());
                }
                cell.retain(|part| part.is("f"));
                cell.set("t", None);
            }
            _ => write(cell, value, shared),
        }
    }
    for (column, value) in new.iter().filter(|(column, _)| !there.contains(column)) {
        let mut cell = row.sibling("c");
        cell.set("r", Some(&format!("{}{number}", letters_of(*column))));
        write(&mut cell, value, shared);
        let before = cells(row).filter(|(other, _)| other < column).count();
        let place = row.content.iter().enumerate().filter(|(_, content)| content.element().is_some()).nth(before);
        let place = place.map_or(row.content.len(), |(place, _)| place);
        row.content.insert(place, Content::Element(cell));
    }
    Ok(())
}

/// Writes a value as the cell held it before: a date as a date, a number as a number, everything else as a text.
fn write(cell: &mut Element, value: &Cell, shared: &Shared) {
    let kind = cell.attribute("t").unwrap_or_else(|| "n".to_owned());
    let held = cell.child("v").is_some();
    cell.content.clear();
    let Some(text) = value.text() else {
        cell.set("t", None);
        return;
    };
    let stored = match kind.as_str() {
        "n" if shared.style(cell) != Shown::Number => serial(&text, shared.from_1904),
        "n" if held => text.parse::<f64>().ok().filter(|number| format!("{number}") == text).map(|_| text.clone()),
        "b" => Some(text.clone()).filter(|text| matches!(text.as_str(), "0" | "1")),
        _ => None,
    };
    if let Some(stored) = stored {
        let mut v = cell.sibling("v");
        v.set_text(&stored);
        cell.content.push(Content::Element(v));
        return;
    }
    let (mut words, mut letters) = (cell.sibling("is"), cell.sibling("t"));
    letters.set("xml:space", Some("preserve"));
    letters.set_text(&escaped(&text));
    words.content.push(Content::Element(letters));
    cell.set("t", Some("inlineStr"));
    cell.content.push(Content::Element(words));
}

/// Takes away the values that formulas gave when the workbook was saved: they may repeat what is gone. They are computed
/// when it is opened.
pub(super) fn forget_results(data: &mut Element) {
    for row in data.children_mut("row") {
        for cell in row.children_mut("c").filter(|cell| cell.child("f").is_some()) {
            cell.retain(|part| part.is("f"));
            cell.set("t", None);
        }
    }
}
