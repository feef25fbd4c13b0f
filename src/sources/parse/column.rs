//! Reads one column of a source file.

use super::TEXT;
use crate::document::{Section, Value};
use crate::record::Text;
use crate::sources::declaration::{Column, ColumnErase, ColumnKind, Content, Edit, Held};

/// The part a column plays in its table.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    /// It is of the key: rows are found by it.
    pub(super) key: bool,
    /// It holds an address of the person.
    pub(super) identifier: bool,
    /// Why the columns of the table are locked, where they do not say it themselves.
    pub(super) reason: Option<&'t Text>,
}

#[derive(Clone, Copy)]
enum Editor {
    Own,
    Review,
    Locked,
}

#[derive(Clone, Copy)]
enum Action {
    Clear,
    Replace,
    Keep,
    Archive,
}

#[derive(Clone, Copy)]
enum Kind {
    Plain(fn() -> ColumnKind),
    Money,
    Choice,
}

const KINDS: &[(&str, Kind)] = &[
    ("text", Kind::Plain(|| ColumnKind::Text)),
    ("email", Kind::Plain(|| ColumnKind::Email)),
    ("phone", Kind::Plain(|| ColumnKind::Phone)),
    ("date", Kind::Plain(|| ColumnKind::Date)),
    ("datetime", Kind::Plain(|| ColumnKind::DateTime)),
    ("integer", Kind::Plain(|| ColumnKind::Integer)),
    ("decimal", Kind::Plain(|| ColumnKind::Decimal)),
    ("money", Kind::Money),
    ("boolean", Kind::Plain(|| ColumnKind::Boolean)),
    ("choice", Kind::Choice),
    ("country", Kind::Plain(|| ColumnKind::Country)),
    ("language", Kind::Plain(|| ColumnKind::Language)),
    ("url", Kind::Plain(|| ColumnKind::Url)),
    ("json", Kind::Plain(|| ColumnKind::Json)),
    ("binary", Kind::Plain(|| ColumnKind::Binary)),
];

/// Reads the column `name`, written in `section`.
pub(super) fn read(name: &str, section: Section<'_>, part: Part<'_>) -> Option<Column> {
    let line = section.line().unwrap_or(1);
    let content = match section.value("ignore") {
        Some(reason) => reason.string().map(Content::Ignored),
        None => read_held(&section, part).map(Content::Fact),
    };
    let ignored = section.raw("ignore").is_some();
    let erase = read_erase(&section, part, ignored);
    section.close();
    Some(Column { name: name.to_owned(), content: content?, erase: erase?, line })
}

fn read_held(section: &Section<'_>, part: Part<'_>) -> Option<Held> {
    let category = section.required(
        "category",
        "Name a category of the record, or write `ignore = \"why it says nothing about a person\"`.",
    );
    let category = category.and_then(|value| value.string());
    let label = section.required("label", TEXT).and_then(|value| value.text());
    let kind = read_kind(section);
    if part.identifier && kind.as_ref().is_some_and(|kind| *kind != ColumnKind::Email) {
        let cure = "Write `kind = \"email\"`, or take another identifier.";
        section.error("kind", "an identifier holds e-mail addresses", cure);
    }
    let staff = read_staff(section);
    let edit = read_edit(section, part, kind.as_ref(), staff.is_some());
    let retention = section.string("retention");
    Some(Held { category: category?, label: label?, kind: kind?, edit: edit?, retention, staff })
}

fn read_kind(section: &Section<'_>) -> Option<ColumnKind> {
    let chosen = section.value("kind").map_or(Some(Kind::Plain(|| ColumnKind::Text)), |value| value.choice(KINDS))?;
    match chosen {
        Kind::Plain(kind) => Some(kind()),
        Kind::Money => {
            let cure = "Write the currency as ISO 4217 does, for example `currency = \"EUR\"`.";
            let value = section.required("currency", cure)?;
            let currency = value.string()?;
            if currency.len() != 3 || !currency.chars().all(|letter| letter.is_ascii_uppercase()) {
                value.error(format!("`{currency}` is not a currency"), cure);
                return None;
            }
            Some(ColumnKind::Money { currency, minor: section.boolean("minor", false) })
        }
        Kind::Choice => {
            let cure = "List the codes with their words: `values = { a = { en = \"…\", fr = \"…\" } }`.";
            let values = section.required("values", cure)?.section()?;
            let mut codes = values.keys();
            codes.sort_by_key(|code| values.line_of(code));
            let pairs = codes.into_iter().filter_map(|code| Some((code.to_owned(), values.text(code)?))).collect();
            values.close();
            Some(ColumnKind::Choice(pairs))
        }
    }
}

/// The words shown instead of a colleague; `None` if the value does not name one.
fn read_staff(section: &Section<'_>) -> Option<Text> {
    let is_staff = section.boolean("staff", false);
    let shown = section.text("shown");
    if is_staff && shown.is_none() && !section.keys().contains(&"shown") {
        section.error("shown", "is missing: a colleague is shown by role only", TEXT);
    }
    if !is_staff && section.keys().contains(&"shown") {
        section.error("shown", "belongs to `staff = true`", "Add it, or remove `shown`.");
    }
    shown.filter(|_| is_staff)
}

fn read_edit(section: &Section<'_>, part: Part<'_>, kind: Option<&ColumnKind>, staff: bool) -> Option<Edit> {
    let words = &[("self", Editor::Own), ("review", Editor::Review), ("locked", Editor::Locked)];
    let editor = section.value("edit").map_or(Some(Editor::Locked), |value| value.choice(words))?;
    let written = section.text("reason");
    if !matches!(editor, Editor::Locked) {
        let refuse = |why: &str| section.error("edit", why, "Write `edit = \"locked\"` with a `reason`.");
        if part.key {
            refuse("the key of a row cannot be changed through the portal");
        } else if staff {
            refuse("who at the company serves a person is not theirs to change");
        } else if matches!(kind, Some(ColumnKind::Json | ColumnKind::Binary)) {
            refuse("documents and bytes cannot be changed through the portal");
        }
    }
    match editor {
        Editor::Own => Some(Edit::Own),
        Editor::Review => Some(Edit::Review),
        Editor::Locked => match written.or_else(|| part.reason.cloned()) {
            Some(reason) => Some(Edit::Locked(reason)),
            None => {
                if !section.keys().contains(&"reason") {
                    let cure = "Tell the person why it is locked: `reason = { en = \"…\", fr = \"…\" }`, here or on the \
                                table; or let them change it: `edit = \"self\"` or `\"review\"`.";
                    section.error("reason", "is missing: the column is locked", cure);
                }
                None
            }
        },
    }
}

fn read_erase(section: &Section<'_>, part: Part<'_>, ignored: bool) -> Option<ColumnErase> {
    let words =
        &[("clear", Action::Clear), ("replace", Action::Replace), ("keep", Action::Keep), ("archive", Action::Archive)];
    let written = section.value("erase");
    let usual = if ignored || part.key { Action::Keep } else { Action::Clear };
    let action = written.as_ref().map_or(Some(usual), |value| value.choice(words))?;
    let text = section.value("replace").and_then(|value| replacement(&value));
    if part.key && !matches!(action, Action::Keep) {
        let cure = "Write `erase = \"keep\"`, or delete the rows.";
        section.error("erase", "the key of a row that stays cannot be erased", cure);
    }
    if !matches!(action, Action::Replace) && section.keys().contains(&"replace") {
        section.error("replace", "belongs to `erase = \"replace\"`", "Write that too, or remove it.");
    }
    match action {
        Action::Clear => Some(ColumnErase::Clear),
        Action::Keep => Some(ColumnErase::Keep),
        Action::Archive => Some(ColumnErase::Archive),
        Action::Replace => {
            if !section.keys().contains(&"replace") {
                let cure = "Write what takes its place: `replace = \"erased\"`; `{key}` stands for the key of the row.";
                section.error("replace", "is missing", cure);
            }
            text.map(ColumnErase::Replace)
        }
    }
}

/// A text in which only `{key}` is in braces.
fn replacement(value: &Value<'_>) -> Option<String> {
    let text = value.string()?;
    let bare = text.replace("{key}", "");
    if bare.contains(['{', '}']) {
        value.error("holds braces that stand for nothing", "Only `{key}` stands for something: the key of the row.");
        return None;
    }
    Some(text)
}
