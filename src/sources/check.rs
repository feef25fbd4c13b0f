//! Holds a declaration against the live schema, both ways, and against the record.

use super::declaration::{Column, ColumnErase, ColumnKind, Content, Declaration, Directory, Edit, Table, TableErase};
use super::describe::{Family, LiveColumn, LiveLink, LiveTable, Schema};
use super::drift::{Difference, Finding, Kind};
use super::guess;
use super::sql::OnDelete;
use crate::diagnostic::{Diagnostic, nearest};
use crate::record::{Basis, Record};

/// Every difference between what is declared and what the database is.
pub fn check(declaration: &Declaration, schema: &Schema) -> Vec<Diagnostic> {
    differences(declaration, schema).into_iter().map(|finding| finding.diagnostic).collect()
}

/// The same, each with what it is about, in the order of the file.
pub(super) fn differences(declaration: &Declaration, schema: &Schema) -> Vec<Finding> {
    let mut check = Check { declaration, schema, found: Vec::new() };
    for (index, table) in declaration.tables.iter().enumerate() {
        let field = format!("table[{index}]");
        match schema.table(&table.name) {
            Some(live) => check.table(&field, table, live),
            None => check.no_such_table(table.line, &format!("{field}.name"), &table.name),
        }
    }
    for (index, ignored) in declaration.ignored.iter().enumerate() {
        let field = format!("ignore[{index}].table");
        match schema.table(&ignored.table) {
            Some(live) => check.deletions(ignored.line, &field, live, None),
            None => check.no_such_table(ignored.line, &field, &ignored.table),
        }
    }
    for live in &schema.tables {
        check.undeclared(live);
    }
    check.found.sort_by_key(|finding| finding.diagnostic.line);
    check.found
}

/// Every consent and date of a declaration for which the record has nothing.
pub fn check_against(declaration: &Declaration, record: &Record) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut error = |line, field: &str, message: String, cure: String| {
        found.push(Diagnostic::error(&declaration.file, Some(line), field, message, cure));
    };
    for (index, consent) in declaration.consents.iter().enumerate() {
        let field = format!("consent[{index}].activity");
        let known = || record.activities.iter().map(|activity| activity.id.as_str());
        match record.activity(&consent.activity) {
            None => {
                let cure = match nearest(&consent.activity, known()) {
                    Some(meant) => format!("Did you mean `{meant}`? Otherwise add it to the record."),
                    None => "Add it to the record, or name another activity.".to_owned(),
                };
                error(consent.line, &field, format!("the record has no activity `{}`", consent.activity), cure);
            }
            Some(activity) if activity.basis != Basis::Consent => {
                let message = format!("the basis of `{}` is {}, not consent", activity.id, activity.basis.as_str());
                error(consent.line, &field, message, "Name an activity whose basis is consent.".to_owned());
            }
            Some(_) => {}
        }
    }
    if let Some((directory, column)) = segment_of(declaration)
        && let Some(category) = column.held().and_then(|held| record.category(&held.category))
        && category.sensitive.is_some()
    {
        let message = format!("`{}` holds data that the law protects further: nobody is chosen by it", column.name);
        let cure = "Name a column with groups of customers, or none (GDPR Arts 9 and 10).".to_owned();
        error(directory.line, "directory.segment", message, cure);
    }
    // In a manual source a colleague writes down the last day of what stays.
    let tables = declaration.tables.iter().enumerate().filter(|_| declaration.by_hand().is_none());
    for (index, table) in tables {
        let Some(rule) = table.ground().and_then(|ground| record.retention(&ground.retention)) else { continue };
        if !has_event(declaration, table, &rule.starts, declaration.tables.len()) {
            let message = format!("nothing says when `{}` starts for these rows, so they would stay for ever", rule.id);
            let cure = format!("Name the column with that date: `events = {{ {} = \"…\" }}`.", rule.starts);
            error(table.line, &format!("table[{index}].events"), message, cure);
        }
    }
    found
}

/// The list of people and the column that names their group, if it has one.
fn segment_of(declaration: &Declaration) -> Option<(&Directory, &Column)> {
    let directory = declaration.directory.as_ref()?;
    let column = declaration.table(&directory.table)?.column(directory.segment.as_deref()?)?;
    Some((directory, column))
}

/// Whether the table, or one its rows link to, says which column holds the event.
fn has_event(declaration: &Declaration, table: &Table, event: &str, depth: usize) -> bool {
    let linked = || {
        table.person.iter().any(|way| match way {
            super::declaration::Way::Identifier { .. } | super::declaration::Way::Elsewhere { .. } => false,
            super::declaration::Way::Link { of, .. } => {
                declaration.table(of).is_some_and(|other| has_event(declaration, other, event, depth - 1))
            }
        })
    };
    table.events.contains_key(event) || (depth > 0 && linked())
}

struct Check<'c> {
    declaration: &'c Declaration,
    schema: &'c Schema,
    found: Vec<Finding>,
}

impl Check<'_> {
    fn error(&mut self, about: Difference, line: usize, field: &str, message: String, cure: impl Into<String>) {
        let diagnostic = Diagnostic::error(&self.declaration.file, Some(line), field, message, cure.into());
        self.found.push(Finding { difference: about, diagnostic });
    }

    fn no_such_table(&mut self, line: usize, field: &str, name: &str) {
        let cure = match nearest(name, self.schema.tables.iter().map(|table| table.name.as_str())) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => {
                "Correct the name, or remove the entry; the account of the portal may also lack the right to see it."
                    .to_owned()
            }
        };
        let gone = Difference::of_table(Kind::GoneTable, name);
        self.error(gone, line, field, format!("the database has no table `{name}`"), cure);
    }

    fn table(&mut self, field: &str, table: &Table, live: &LiveTable) {
        let rule = || Difference::of_table(Kind::Rule, &live.name);
        if !live.writable && !matches!(table.erase, TableErase::Keep(_)) {
            let message = format!("`{}` is a view: nothing can be erased through it", live.name);
            let cure = "Declare the table behind it, and ignore the view with a reason.";
            self.error(rule(), table.line, field, message, cure);
        }
        if !live.transactional && !matches!(table.erase, TableErase::Keep(_)) {
            let message = format!("`{}` knows no transactions: an erasure that fails could not be undone", live.name);
            let cure = format!("Let the database keep it in InnoDB: `ALTER TABLE {} ENGINE = InnoDB`.", live.name);
            self.error(rule(), table.line, field, message, cure);
        }
        let known_key = table.key.iter().all(|column| live.column(column).is_some());
        if known_key && !live.unique.is_empty() && !live.tells_apart(&table.key) {
            let message = format!("{} does not tell the rows of `{}` apart", quoted(&table.key), live.name);
            let right = live.unique.first().map(|set| quoted(set)).unwrap_or_default();
            let cure = format!("The database's own key is {right}.");
            self.error(rule(), table.line, &format!("{field}.key"), message, cure);
        }
        for column in &table.columns {
            let field = format!("{field}.columns.{}", column.name);
            match live.column(&column.name) {
                Some(actual) => self.column(&field, table, column, live, actual),
                None => {
                    let cure = match nearest(&column.name, live.columns.iter().map(|column| column.name.as_str())) {
                        Some(meant) => format!("Did you mean `{meant}`?"),
                        None => "Correct the name, or remove the column.".to_owned(),
                    };
                    let message = format!("the table `{}` has no column `{}`", live.name, column.name);
                    let gone = Difference::of_column(Kind::GoneColumn, &live.name, &column.name);
                    self.error(gone, column.line, &field, message, cure);
                }
            }
        }
        for actual in live.columns.iter().filter(|actual| table.column(&actual.name).is_none()) {
            let message = format!("the column `{}` ({}) is not declared", actual.name, actual.kind);
            let cure = "Give it a category of the record, or `{ ignore = \"why\" }`.";
            let new = Difference::of_column(Kind::NewColumn, &live.name, &actual.name);
            self.error(new, table.line, &format!("{field}.columns.{}", actual.name), message, cure);
        }
        self.deletions(table.line, field, live, Some(table));
    }

    fn column(&mut self, field: &str, table: &Table, column: &Column, live: &LiveTable, actual: &LiveColumn) {
        let mut error = |part: &str, message: String, cure: &str| {
            let kind = if part == "kind" { Kind::ChangedType } else { Kind::Rule };
            let about = Difference::of_column(kind, &live.name, &column.name);
            self.error(about, column.line, &format!("{field}.{part}"), message, cure);
        };
        if let Content::Fact(held) = &column.content {
            if !fits(&held.kind, actual.family, held.staff.is_some()) {
                let message = format!("the column is `{}` in the database", actual.kind);
                error("kind", message, &format!("Write {}.", proposal(actual.family)));
            }
            if actual.generated && !matches!(held.edit, Edit::Locked(_)) {
                error(
                    "edit",
                    "the database computes this column".to_owned(),
                    "Write `edit = \"locked\"` and a `reason`.",
                );
            }
        }
        if !matches!(table.erase, TableErase::Strip | TableErase::Archive(_)) || table.key.contains(&column.name) {
            return;
        }
        if actual.generated && column.erase != ColumnErase::Keep {
            let message = "the database computes this column, so it cannot be erased by itself".to_owned();
            error("erase", message, "Write `erase = \"keep\"`: it follows the columns it is computed from.");
            return;
        }
        match &column.erase {
            ColumnErase::Keep => {}
            ColumnErase::Clear | ColumnErase::Archive if !actual.nullable => {
                let message = "the database wants a value here, so it cannot be cleared".to_owned();
                error("erase", message, "Write `erase = \"replace\"` with a `replace`, or delete the rows.");
            }
            ColumnErase::Clear | ColumnErase::Archive => {}
            ColumnErase::Replace(text) => {
                if live.is_unique(&column.name) && !text.contains("{key}") {
                    let message = "two rows may not hold the same value here".to_owned();
                    error("replace", message, "Put `{key}` into the text, which differs for each row.");
                }
                if let Some(width) = actual.width().filter(|width| text.chars().count() > *width) {
                    let message = format!("is longer than the {width} letters the column holds");
                    error("replace", message, "Write a shorter text.");
                }
                if !reads_as(text, actual.family) {
                    let message = format!("is no value of a `{}`", actual.kind);
                    error("replace", message, "Write a value that the column can hold.");
                }
            }
        }
    }

    /// Rows that point to rows that erasure deletes would make the database refuse, or be lost.
    fn deletions(&mut self, line: usize, field: &str, live: &LiveTable, table: Option<&Table>) {
        if table.is_some_and(|table| table.erase == TableErase::Delete) {
            return;
        }
        for link in live.links.iter().filter(|link| link.of != live.name) {
            let parent = self.declaration.table(&link.of).filter(|parent| parent.erase == TableErase::Delete);
            let Some(parent) = parent.filter(|parent| !parent.shared) else { continue };
            if link.on_delete == OnDelete::Detach || table.is_some_and(|table| lets_go(table, link)) {
                continue;
            }
            let parent = parent.name.clone();
            let message = match link.on_delete {
                OnDelete::Cascade => format!("its rows vanish with those of `{parent}`, which erasure deletes"),
                _ => format!("its rows point to those of `{parent}`, which the database then refuses to delete"),
            };
            let cure =
                format!("Let `{parent}` be stripped (`erase = \"strip\"`), or let erasure delete these rows too.");
            self.error(Difference::of_table(Kind::Rule, &live.name), line, field, message, cure);
        }
    }

    fn undeclared(&mut self, live: &LiveTable) {
        let known = self.declaration.table(&live.name).is_some()
            || self.declaration.ignored.iter().any(|ignored| ignored.table == live.name);
        if known {
            return;
        }
        let line = self.declaration.url_line;
        let what = if live.view { "view" } else { "table" };
        let cure = format!(
            "Declare it in a `[[table]]`, or ignore it: `[[ignore]]` with `table = \"{}\"` and a `reason`.",
            live.name
        );
        let personal = live
            .columns
            .iter()
            .find(|column| guess::meaning(&column.name, column.family).is_some_and(guess::is_personal));
        let link = live.links.iter().find(|link| self.declaration.table(&link.of).is_some());
        let new = Difference::of_table(Kind::NewTable, &live.name);
        if let (Some(column), false) = (personal, live.view) {
            let message = format!("the {what} `{}` is not declared, and `{}` looks personal", live.name, column.name);
            self.error(new, line, "", message, cure);
        } else if let Some(link) = link {
            let message = format!("the {what} `{}` is not declared, and it points to `{}`", live.name, link.of);
            self.error(new, line, "", message, cure);
        } else {
            let message = format!("the {what} `{}` is neither declared nor ignored", live.name);
            let diagnostic = Diagnostic::warning(&self.declaration.file, Some(line), "", message, cure);
            self.found.push(Finding { difference: new, diagnostic });
        }
    }
}

fn quoted(columns: &[String]) -> String {
    columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ")
}

/// Whether stripping a row makes it point nowhere.
fn lets_go(table: &Table, link: &LiveLink) -> bool {
    matches!(table.erase, TableErase::Strip | TableErase::Archive(_))
        && link.columns.iter().any(|name| {
            table.column(name).is_some_and(|column| matches!(column.erase, ColumnErase::Clear | ColumnErase::Archive))
        })
}

/// Whether values of a family can be shown and written as this kind. A colleague's column may be any.
fn fits(kind: &ColumnKind, family: Family, staff: bool) -> bool {
    use ColumnKind as K;
    use Family as F;
    if staff || family == F::Other {
        return true;
    }
    match kind {
        K::Text => matches!(family, F::Text | F::Json),
        K::Email | K::Country | K::Language | K::Url => family == F::Text,
        K::Phone => matches!(family, F::Text | F::Whole),
        K::Date | K::DateTime => matches!(family, F::Day | F::Moment | F::Text),
        K::Integer => family == F::Whole,
        K::Decimal | K::Money { .. } => matches!(family, F::Whole | F::Decimal),
        K::Boolean => matches!(family, F::Boolean | F::Whole),
        K::Choice(_) => family != F::Bytes,
        K::Json => matches!(family, F::Json | F::Text),
        K::Binary => family == F::Bytes,
    }
}

fn proposal(family: Family) -> &'static str {
    match family {
        Family::Text | Family::Other => "`kind = \"text\"`",
        Family::Whole => "`kind = \"integer\"`",
        Family::Decimal => "`kind = \"decimal\"` or `\"money\"`",
        Family::Day => "`kind = \"date\"`",
        Family::Moment => "`kind = \"datetime\"`",
        Family::Boolean => "`kind = \"boolean\"`",
        Family::Bytes => "`kind = \"binary\"`",
        Family::Json => "`kind = \"json\"`",
    }
}

/// Whether a replacement is a value of the family; `{key}` is taken for a number.
fn reads_as(text: &str, family: Family) -> bool {
    let text = text.replace("{key}", "1");
    match family {
        Family::Text | Family::Other | Family::Json => true,
        Family::Whole => text.parse::<i64>().is_ok(),
        Family::Decimal => text.parse::<f64>().is_ok_and(f64::is_finite),
        Family::Day => text.parse::<jiff::civil::Date>().is_ok(),
        Family::Moment => text.parse::<jiff::civil::DateTime>().is_ok(),
        Family::Boolean => matches!(text.as_str(), "0" | "1" | "true" | "false"),
        Family::Bytes => false,
    }
}
