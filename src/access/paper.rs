//! The package as a paper: the same facts and the information of Art. 15, to print, file or listen to.

use super::Contents;
use super::package::{bases, by_category, notice, receiver_place, until};
use crate::facts::{Fact, Until};
use crate::lang::Lang;
use crate::pdf::Paper;
use crate::words;
use jiff::tz::TimeZone;
use serde_json::Value;

/// The paper of a package.
pub fn paper(contents: &Contents) -> Paper {
    let lang = contents.lang;
    let say = |key: &str, args: &[(&'static str, &str)]| words::say(lang, key, args);
    let company = text(&contents.controller, "name");
    let mut paper = Paper::new(lang, &say("access-package-title", &[]), company, contents.at);
    let held = contents.facts.iter().filter(|fact| fact.is_held()).count();
    let date = words::day(lang, contents.at.to_zoned_datetime(TimeZone::UTC).date());
    if held == 0 {
        paper.paragraph(&say(nothing(contents), &[]));
    } else {
        paper.paragraph(&lead(lang, company, &date, held));
    }
    if !contents.missing.is_empty() {
        paper.paragraph(&say("access-package-missing", &[("sources", &contents.missing.join(", "))]));
    }
    paper.paragraph(&notice(contents));
    for (label, facts) in by_category(&contents.facts) {
        paper.heading(2, label);
        // What is one category has one reason, said once.
        let mut others: Vec<&Fact> = Vec::new();
        let mut reasons: Vec<Vec<(String, String)>> = Vec::new();
        for fact in &facts {
            if others.iter().any(|other| (&other.why, &other.recipients) == (&fact.why, &fact.recipients)) {
                continue;
            }
            others.push(fact);
            let reason = why(lang, fact);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        for reason in reasons {
            paper.pairs(reason);
        }
        rows(&mut paper, lang, &facts);
    }
    if !contents.own.is_empty() {
        paper.heading(2, &say("own-data-title", &[])).paragraph(&say("own-data-lead", &[]));
    }
    for table in &contents.own {
        paper.heading(3, &table.label);
        for row in &table.rows {
            let cells = table.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.text.is_empty());
            paper.pairs(cells.map(|(column, cell)| (column.label.clone(), cell.text.clone())));
        }
    }
    information(&mut paper, contents);
    paper
}

/// What is said where no source holds anything.
pub(super) fn nothing(contents: &Contents) -> &'static str {
    if contents.own.is_empty() { "access-package-none" } else { "access-package-portal-alone" }
}

fn lead(lang: Lang, company: &str, date: &str, held: usize) -> String {
    let count = i64::try_from(held).unwrap_or(i64::MAX);
    let args: words::Args<'_> =
        [("company".into(), company.into()), ("date".into(), date.into()), ("count".into(), count.into())].into();
    words::message(lang, "access-package-lead", &args).unwrap_or_default()
}

/// What is held, row by row, where it is and for how long said once above rows of which that is the same.
fn rows(paper: &mut Paper, lang: Lang, facts: &[&Fact]) {
    let (mut place_said, mut kept_said) = (String::new(), None::<(&Until, String)>);
    for row in facts.chunk_by(|one, next| (&one.source, &one.table, &one.row) == (&next.source, &next.table, &next.row))
    {
        for same in row.chunk_by(|one, next| one.until == next.until) {
            let Some(first) = same.first() else { continue };
            let place = format!("{}, {}", first.source_label, first.table_label);
            if place != place_said {
                paper.heading(3, &place);
                kept_said = None;
                place_said = place;
            }
            if kept_said.as_ref().is_none_or(|(said, _)| **said != first.until) {
                let kept = words::say(lang, "access-paper-kept", &[("until", &until(lang, &first.until))]);
                if kept_said.as_ref().is_none_or(|(_, said)| *said != kept) {
                    paper.paragraph(&kept);
                }
                kept_said = Some((&first.until, kept));
            }
            paper.pairs(same.iter().map(|fact| (fact.label.as_str(), fact.text.as_str())));
        }
    }
}

/// Why, on what basis, who receives it.
fn why(lang: Lang, fact: &Fact) -> Vec<(String, String)> {
    let say = |key: &str| words::say(lang, key, &[]);
    let receivers: Vec<&str> = fact.recipients.iter().map(|recipient| recipient.name.as_str()).collect();
    let receivers = if receivers.is_empty() { say("fact-nobody") } else { receivers.join(", ") };
    let purposes = fact.why.iter().map(|why| why.purpose.as_str()).collect::<Vec<_>>().join("\n");
    let pairs = [
        (say("access-paper-why"), purposes),
        (say("access-paper-basis"), bases(lang, fact)),
        (say("access-recipients"), receivers),
    ];
    pairs.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The information of Art. 15(1)(a) to (h) and (2).
fn information(paper: &mut Paper, contents: &Contents) {
    let lang = contents.lang;
    let say = |key: &str| words::say(lang, key, &[]);
    paper.heading(2, &say("access-information"));
    for one in list(&contents.information, "processings") {
        paper.heading(3, text(one, "name")).paragraph(text(one, "purpose"));
        paper.pairs(processing(lang, one));
    }
    let transfers = list(&contents.information, "transfers");
    if !transfers.is_empty() {
        paper.heading(2, &say("access-transfers")).paragraph(&say("access-transfers-lead"));
        paper.list(transfers.iter().map(|one| receiver(lang, one)));
    }
    let authority = contents.controller.get("authority").cloned().unwrap_or_default();
    let rights = words::say(lang, "access-rights-text", &[("authority", text(&authority, "name"))]);
    paper.heading(2, &say("access-rights")).paragraph(&format!("{rights} {}", text(&authority, "website")));
    let decides = contents.information.get("automated_decisions").and_then(Value::as_bool) == Some(true);
    paper.paragraph(&say(if decides { "access-automated" } else { "access-not-automated" }));
}

/// One use of data, in pairs of label and text.
fn processing(lang: Lang, one: &Value) -> Vec<(String, String)> {
    let say = |key: &str| words::say(lang, key, &[]);
    let texts = |key: &str| list(one, key).iter().filter_map(Value::as_str).collect::<Vec<_>>();
    let after = |before: &str, text: &str, end: &str| match text {
        "" => String::new(),
        text => format!("{before}{text}{end}"),
    };
    let basis = say(&format!("basis-{}", text(one, "basis")));
    let basis = format!("{basis}{}{}", after(" (", text(one, "law"), ")"), after("\n", text(one, "interest"), ""));
    let receivers: Vec<String> = list(one, "recipients").iter().map(|one| receiver(lang, one)).collect();
    let receivers = if receivers.is_empty() { say("fact-nobody") } else { receivers.join("\n") };
    let kept = one.get("retention").filter(|rule| rule.is_object()).map_or_else(
        || say("access-until-unknown"),
        |rule| {
            let criteria = after(". ", text(rule, "criteria"), "");
            format!("{}{criteria}{}", text(rule, "label"), after(" (", text(rule, "law"), ")"))
        },
    );
    let rights = texts("rights").iter().map(|right| say(&format!("notice-right-{right}"))).collect::<Vec<_>>();
    let pairs = [
        (say("notice-sub-purposes"), texts("sub_purposes").join("\n")),
        (say("fact-basis"), basis),
        (say("access-categories"), texts("categories").join(", ")),
        (say("access-recipients"), receivers),
        (say("access-kept"), kept),
        (say("access-origin"), text(one, "origin").to_owned()),
        (say("notice-automated"), text(one, "automated").to_owned()),
        (say("access-rights"), rights.join("\n")),
    ];
    pairs.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A recipient with its country, and what protects data outside the Union.
fn receiver(lang: Lang, one: &Value) -> String {
    format!("{} ({})", text(one, "name"), receiver_place(lang, one))
}
