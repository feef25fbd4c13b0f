//! What a manual source says of itself, and what it cannot say: the portal finds, counts and copies nothing there.

use crate::document::Section;
use crate::people::Address;
use crate::roles::{Permission, Role};
use crate::sources::declaration::{ByHand, Responsible};

/// In how many days a task is to be done unless the file says otherwise.
const DUE_DAYS: i64 = 10;

/// The most days: the answer to the person is due within a month.
const MOST_DAYS: i64 = 25;

/// What a table of a database says and one of a manual source cannot.
const OF_DATABASES: &[&str] = &["key", "person", "member", "shared", "events"];

/// Whether the file declares a manual source.
pub(super) fn is_manual(root: &Section<'_>) -> bool {
    root.raw("kind") == Some("manual")
}

/// Reads `responsible` and `due_days`; a `url` is a mistake.
pub(super) fn read(root: &Section<'_>) -> Option<ByHand> {
    for key in ["url", "key"] {
        if let Some(value) = root.value(key) {
            value.error("means nothing in a manual source", "Remove it: a colleague looks there by hand.");
        }
    }
    let days = root.value("due_days").map_or(Some(DUE_DAYS), |value| value.integer(1..=MOST_DAYS));
    let responsible = read_responsible(root);
    Some(ByHand { responsible: responsible?, due_days: u32::try_from(days?).ok()? })
}

fn read_responsible(root: &Section<'_>) -> Option<Responsible> {
    let cure = "Name who looks there: the address with which a colleague signs in, or the role `support` or `dpo`.";
    let value = root.required("responsible", cure)?;
    let text = value.string()?;
    if text.contains('@') {
        return match Address::parse(&text) {
            Ok(address) => Some(Responsible::Colleague(address)),
            Err(_) => {
                value.error("is not an e-mail address", cure);
                None
            }
        };
    }
    match text.parse::<Role>() {
        Ok(role) if role.may(Permission::Persons) => Some(Responsible::Role(role)),
        Ok(role) => {
            value.error(format!("`{role}` may not read what is held about people"), cure);
            None
        }
        Err(_) => {
            value.error(format!("`{text}` is neither an address nor a role"), cure);
            None
        }
    }
}

/// Reports the sections that only a database has.
pub(super) fn refuse_lists(root: &Section<'_>) {
    for key in ["directory", "consent", "ignore"] {
        if root.keys().contains(&key) {
            let cure = "Remove it: the portal lists, writes and ignores nothing in a place that it cannot open.";
            root.error(key, "means nothing in a manual source", cure);
        }
    }
}

/// Reports what a table of a manual source cannot say.
pub(super) fn refuse(table: &Section<'_>) {
    for key in OF_DATABASES {
        if let Some(value) = table.value(key) {
            value.error(
                "means nothing in a manual source",
                "Remove it: a colleague looks for the person, and writes down what there is.",
            );
        }
    }
    if table.raw("erase") == Some("archive") {
        let cure = "Write `erase = \"keep\"` with `retention` and `ground`, or `\"strip\"` or `\"delete\"`.";
        table.error("erase", "the portal cannot copy from a manual source into its archive", cure);
    }
    let Some(columns) = table.raw_section("columns") else { return };
    for name in columns.keys() {
        let Some(column) = columns.raw_section(name) else { continue };
        if column.raw("erase") == Some("archive") {
            let cure = "Write `erase = \"keep\"` or `\"clear\"`.";
            column.error("erase", "the portal cannot copy from a manual source into its archive", cure);
        }
        if column.raw("edit") == Some("self") {
            let cure = "Write `edit = \"review\"`: a colleague changes it; or `\"locked\"` with a `reason`.";
            column.error("edit", "nobody can change it at once in a manual source", cure);
        }
    }
}
