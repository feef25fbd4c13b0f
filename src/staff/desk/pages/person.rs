//! What is held about the person of a case, as its colleague reads it: each category with when the person last said that it is
//! correct. Of somebody whose details nobody confirmed in two checks, what names and reaches them is masked as "to verify" until
//! the colleague wants to see it all the same (law.md REFR-13).

use crate::facts::Fact;
use crate::people::{Accuracy, Freshness};
use crate::portal::Portal;
use crate::record::Card;
use crate::sources::declaration::ColumnKind;
use crate::web::Visit;
use crate::words;
use serde_json::{Value, json};

/// What the button says that shows what is masked.
pub(super) const SHOW: &str = "unconfirmed";
/// The least letters of a name that is looked for in other values.
const SHORT: usize = 4;

/// The facts by source and category; `masked` hides what is to be verified.
pub(super) fn groups(visit: &Visit, portal: &Portal, facts: Vec<Fact>, known: &Freshness, masked: bool) -> Vec<Value> {
    struct Group {
        title: String,
        category: String,
        is_masked: bool,
        rows: Vec<Value>,
    }
    let names = if masked { names(&facts) } else { Vec::new() };
    let mut groups: Vec<Group> = Vec::new();
    for fact in facts {
        let title = format!("{} – {}", fact.source_label, fact.category_label);
        let is_masked = masked && fact.is_held() && reaches(portal, &fact, &names);
        let value = if is_masked { visit.say("staff-person-masked", &[]) } else { fact.text };
        let row = json!({ "label": fact.label, "value": value });
        match groups.iter_mut().find(|known| known.title == title) {
            Some(group) => {
                group.rows.push(row);
                group.is_masked |= is_masked;
            }
            None => groups.push(Group { title, category: fact.category, is_masked, rows: vec![row] }),
        }
    }
    let shown = |group: Group| {
        json!({
            "title": group.title,
            "rows": group.rows,
            "confirmed": confirmed(visit, portal, known, &group.category),
            "is_masked": group.is_masked,
        })
    };
    groups.into_iter().map(shown).collect()
}

/// What names and reaches the person: the values of the card that says who they are. Short ones stand in too much else.
fn names(facts: &[Fact]) -> Vec<String> {
    let of_card = facts.iter().filter(|fact| fact.card == Card::Identity && fact.text.chars().count() >= SHORT);
    of_card.map(|fact| fact.text.to_lowercase()).collect()
}

/// Whether a value is one of those, repeats one, or is a mailbox or a telephone.
fn reaches(portal: &Portal, fact: &Fact, names: &[String]) -> bool {
    let kind = portal.sources.get(&fact.source).and_then(|source| {
        let column = source.declaration().table(&fact.table)?.column(&fact.column)?;
        Some(&column.held()?.kind)
    });
    let text = fact.text.to_lowercase();
    fact.card == Card::Identity
        || matches!(kind, Some(ColumnKind::Email | ColumnKind::Phone))
        || names.iter().any(|name| text.contains(name))
}

/// When the person last said that a category is correct.
fn confirmed(visit: &Visit, portal: &Portal, known: &Freshness, category: &str) -> String {
    let at = known.categories.get(category).map(|one| one.at);
    let date = at.map(|at| words::date_of(visit.lang(), at, portal.zone())).unwrap_or_default();
    match portal.measure().of(at) {
        Accuracy::Confirmed => visit.say("staff-person-confirmed", &[("date", &date)]),
        Accuracy::Old => visit.say("staff-person-confirmed-old", &[("date", &date)]),
        Accuracy::Never | Accuracy::Unconfirmed => visit.say("staff-person-confirmed-never", &[]),
    }
}
