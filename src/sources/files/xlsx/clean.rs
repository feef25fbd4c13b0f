//! All of a workbook that repeats cells: texts that no cell names any more, notes, links, properties, the values of charts. What
//! cannot be cleaned and still names what is gone keeps the workbook from being written.

use super::parts::links_of;
use super::sheet::{cells, rows};
use super::tree::{Content, Element, Tree};
use super::value::rows_of;
use super::{Book, Occasion};
use crate::sources::files::Rewritten;
use crate::sources::sql::SqlError;
use std::collections::{BTreeMap, BTreeSet};

/// Parts that hold looks and lists of parts, in which no cell is ever repeated.
const LOOKS: &[&str] =
    &["xl/theme/", "xl/styles.xml", "xl/printerSettings/", "[Content_Types].xml", "docProps/core.xml"];

/// From so many letters on, what is gone is found inside of words too.
const LONG: usize = 8;

/// Cleans every part; `gone` is in small letters.
pub(super) fn clean(
    book: &mut Book,
    changes: &BTreeMap<String, Rewritten>,
    occasion: Occasion,
    gone: &BTreeSet<String>,
) -> Result<(), SqlError> {
    let name = book.name.clone();
    let broken = || SqlError::Failed(format!("`{name}.xlsx` cannot be written"));
    forget_texts(book).ok_or_else(broken)?;
    for (_, part) in book.worksheets().ok_or_else(broken)? {
        let sheet = book.sheets.iter().find(|sheet| sheet.part == part);
        let touched: BTreeSet<i64> = match (sheet.and_then(|sheet| changes.get(&sheet.name)), occasion) {
            (Some(rows), Occasion::Erasure) => rows.keys().copied().collect(),
            _ => BTreeSet::new(),
        };
        forget_notes(book, &part, &touched, gone).ok_or_else(broken)?;
        forget_links(book, &part, &touched, gone).ok_or_else(broken)?;
    }
    forget_copies(book, gone).ok_or_else(broken)?;
    if occasion == Occasion::Erasure {
        forget_properties(book).ok_or_else(broken)?;
    }
    recompute(book).ok_or_else(broken)?;
    look_again(book, gone)
}

/// Changes a part, if it is there.
fn change(book: &mut Book, part: &str, change: impl FnOnce(&mut Element)) -> Option<()> {
    if book.parts.text(part).is_none() {
        return Some(());
    }
    let mut tree = book.parts.tree(part)?;
    change(tree.root_mut()?);
    book.parts.put(part, tree.bytes()?);
    Some(())
}

/// Empties the texts that no cell names any more; the others keep their numbers.
fn forget_texts(book: &mut Book) -> Option<()> {
    let Some(texts) = book.part_of("sharedStrings") else { return Some(()) };
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (_, part) in book.worksheets()? {
        let tree = book.parts.tree(&part)?;
        let Some(data) = tree.root()?.child("sheetData") else { continue };
        let named = rows(data).flat_map(|(_, row)| cells(row)).map(|(_, cell)| cell);
        let named = named.filter(|cell| cell.attribute("t").as_deref() == Some("s"));
        used.extend(named.filter_map(|cell| cell.child("v")?.text().trim().parse::<usize>().ok()));
    }
    change(book, &texts, |root| {
        for (number, text) in root.children_mut("si").enumerate() {
            if !used.contains(&number) {
                text.content = vec![Content::Element(text.sibling("t"))];
            }
        }
    })
}

/// Empties notes at the rows, and notes that say what is gone.
fn forget_notes(book: &mut Book, sheet: &str, touched: &BTreeSet<i64>, gone: &BTreeSet<String>) -> Option<()> {
    let links = book.parts.links(sheet);
    for (_, _, part) in links.iter().filter(|(_, kind, _)| matches!(kind.as_str(), "comments" | "threadedComment")) {
        change(book, part, |root| {
            root.walk_mut(&mut |element| {
                let is_note = element.is("comment") || element.is("threadedComment");
                let stands = element.attribute("ref").and_then(|place| rows_of(&place));
                let touches =
                    stands.is_some_and(|(first, last)| touched.range(first..=last.max(first)).next().is_some());
                if is_note && (touches || names(element, gone)) {
                    let emptied = element.children_mut("text");
                    emptied.for_each(|text| text.content.clear());
                }
            });
        })?;
    }
    Some(())
}

/// Takes away links at the rows, and links to what is gone: an address in a cell is often a link to itself.
fn forget_links(book: &mut Book, sheet: &str, touched: &BTreeSet<i64>, gone: &BTreeSet<String>) -> Option<()> {
    let relations = links_of(sheet);
    let targets: BTreeMap<String, String> = match book.parts.tree(&relations) {
        None => BTreeMap::new(),
        Some(tree) => tree
            .root()?
            .children("Relationship")
            .filter_map(|link| Some((link.attribute("Id")?, link.attribute("Target")?)))
            .collect(),
    };
    let mut over: BTreeSet<String> = BTreeSet::new();
    change(book, sheet, |root| {
        for links in root.children_mut("hyperlinks") {
            links.retain(|link| {
                let stands = link.attribute("ref").and_then(|place| rows_of(&place));
                let touches =
                    stands.is_some_and(|(first, last)| touched.range(first..=last.max(first)).next().is_some());
                let id = link.attribute("id");
                let target = id.as_ref().and_then(|id| targets.get(id)).cloned().unwrap_or_default();
                let goes = touches || names(link, gone) || says(&unquoted(&target), gone);
                if goes {
                    over.extend(id);
                }
                !goes
            });
        }
        root.retain(|element| !element.is("hyperlinks") || element.child("hyperlink").is_some());
        forget_filters(root, gone);
    })?;
    change(book, &relations, |root| root.retain(|link| link.attribute("Id").is_none_or(|id| !over.contains(&id))))
}

/// Takes away the choices of filters that name what is gone.
fn forget_filters(root: &mut Element, gone: &BTreeSet<String>) {
    root.walk_mut(&mut |element| {
        if element.is("autoFilter") {
            element.retain(|column| !names(column, gone));
        }
    });
}

/// The values that charts keep of cells, filters of tables, and the picture of the first page.
fn forget_copies(book: &mut Book, gone: &BTreeSet<String>) -> Option<()> {
    for part in book.parts.names() {
        if part.starts_with("xl/charts/") && part.ends_with(".xml") {
            change(book, &part, |root| {
                root.walk_mut(&mut |element| {
                    element
                        .retain(|part| !["strCache", "numCache", "multiLvlStrCache"].iter().any(|name| part.is(name)));
                });
            })?;
        } else if part.starts_with("xl/tables/") && part.ends_with(".xml") {
            change(book, &part, |root| forget_filters(root, gone))?;
        }
    }
    let pictures: Vec<String> =
        book.parts.links("").into_iter().filter(|(_, kind, _)| kind == "thumbnail").map(|(_, _, part)| part).collect();
    pictures.iter().for_each(|part| book.parts.remove(part));
    change(book, &links_of(""), |root| {
        root.retain(|link| link.attribute("Type").is_none_or(|kind| !kind.ends_with("/thumbnail")));
    })
}

/// Who wrote the workbook, its title, its subject and words; the days stay.
fn forget_properties(book: &mut Book) -> Option<()> {
    change(book, "docProps/core.xml", |root| root.retain(|one| one.is("created") || one.is("modified")))?;
    change(book, "docProps/custom.xml", |root| root.retain(|_| false))?;
    change(book, "docProps/app.xml", |root| root.retain(|one| !one.is("Manager") && !one.is("Company")))
}

/// Formulas are computed when the workbook is opened; the order in which they were is made anew then.
fn recompute(book: &mut Book) -> Option<()> {
    let workbook = book.workbook.clone();
    if let Some(chain) = book.part_of("calcChain") {
        book.parts.remove(&chain);
        change(book, &links_of(&workbook), |root| {
            root.retain(|link| link.attribute("Type").is_none_or(|kind| !kind.ends_with("/calcChain")));
        })?;
        let named = format!("/{chain}");
        change(book, "[Content_Types].xml", |root| {
            root.retain(|one| one.attribute("PartName").as_deref() != Some(named.as_str()));
        })?;
    }
    change(book, &workbook, |root| {
        if root.child("calcPr").is_none() {
            const BEFORE: [&str; 4] = ["sheets", "functionGroups", "externalReferences", "definedNames"];
            let is_before =
                |content: &Content| content.element().is_some_and(|one| BEFORE.iter().any(|name| one.is(name)));
            let place = root.content.iter().rposition(is_before).map_or(root.content.len(), |place| place + 1);
            root.content.insert(place, Content::Element(root.sibling("calcPr")));
        }
        root.children_mut("calcPr").for_each(|one| one.set("fullCalcOnLoad", Some("1")));
    })
}

/// Looks whether a part beside the cells still says what is gone: text boxes, headers, names, formulas.
fn look_again(book: &Book, gone: &BTreeSet<String>) -> Result<(), SqlError> {
    for part in book.parts.names() {
        if LOOKS.iter().any(|looks| part.starts_with(looks)) || book.part_of("sharedStrings").as_ref() == Some(&part) {
            continue;
        }
        let found = match book.parts.text(&part) {
            Some(text) => match Tree::parse(text) {
                Some(tree) => tree.root().is_some_and(|root| beside(root, gone)),
                None => says(text, gone),
            },
            None => false,
        };
        if found {
            return Err(SqlError::Refused(format!(
                "`{}.xlsx` repeats what is to go outside of its cells, in `{part}`: take it out there",
                book.name
            )));
        }
    }
    Ok(())
}

/// Whether something but the values of cells says what is gone.
fn beside(element: &Element, gone: &BTreeSet<String>) -> bool {
    if element.is("c") {
        return element.child("f").is_some_and(|formula| says(&formula.text(), gone));
    }
    let here = says(&element.text(), gone) || element.values().iter().any(|value| says(&unquoted(value), gone));
    here || element.content.iter().filter_map(Content::element).any(|child| beside(child, gone))
}

/// Whether an element says what is gone, anywhere in it.
fn names(element: &Element, gone: &BTreeSet<String>) -> bool {
    let (mut letters, mut values) = (String::new(), Vec::new());
    element.walk(&mut |one| {
        letters.push_str(&one.text());
        values.extend(one.values());
    });
    says(&letters, gone) || values.iter().any(|value| says(value, gone))
}

/// Whether a text says something of what is gone. Short words count as whole words only, and of the shortest nothing can be said.
fn says(text: &str, gone: &BTreeSet<String>) -> bool {
    if text.is_empty() {
        return false;
    }
    let text = text.to_lowercase();
    gone.iter().filter(|word| tells(word)).any(|word| {
        let mut places = text.match_indices(word.as_str());
        let is_edge = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric());
        places.any(|(at, found)| {
            let (before, behind) =
                (text.get(..at).unwrap_or_default(), text.get(at + found.len()..).unwrap_or_default());
            word.chars().count() >= LONG || (is_edge(before.chars().next_back()) && is_edge(behind.chars().next()))
        })
    })
}

/// Whether finding a text elsewhere means that it is about the same: four letters, or the length of a number that tells people apart.
fn tells(word: &str) -> bool {
    let long = word.chars().count();
    long >= LONG || (long >= 4 && word.chars().any(char::is_alphabetic))
}

/// The address in a link, where signs are written as `%40`.
fn unquoted(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut left = text.as_bytes();
    while let Some((first, rest)) = left.split_first() {
        let hex = rest.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match hex.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                left = rest.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                left = rest;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
