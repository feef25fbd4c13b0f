//! A quarter as a paper: figures in tables, the same whenever it is read again.

use super::{Quarter, Quarterly};
use crate::lang::Lang;
use crate::pdf::{Paper, Table};
use crate::staff::desk::report::Line;
use crate::words;
use jiff::Timestamp;
use jiff::civil::Date;

/// For whom and when a paper is made.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Its language.
    pub lang: Lang,
    /// The name of the controller.
    pub controller: &'a str,
    /// Now.
    pub now: Timestamp,
    /// The day that is now, where the controller is.
    pub today: Date,
}

impl Quarter {
    /// What people call it.
    pub fn named(self, lang: Lang) -> String {
        let (year, number) = (self.year().to_string(), self.number().to_string());
        words::say(lang, "quarter-name", &[("number", &number), ("year", &year)])
    }
}

fn answers(lang: Lang, found: &Quarterly) -> Table {
    let say = |key: &str| words::say(lang, key, &[]);
    let row = |label: String, line: &Line| {
        let median = words::count(lang, "report-days", "days", i64::from(line.median_days));
        let counts = [line.answers, line.on_time, line.refused].map(|count| count.to_string());
        std::iter::once(label).chain(counts).chain([median]).collect::<Vec<_>>()
    };
    let rights = found.behind.rights.iter().map(|(right, line)| row(say(&format!("right-{right}")), line));
    let rows = rights.chain([row(say("report-all"), &found.behind.all)]).collect();
    let heads = ["staff-case-right", "report-answers", "report-in-time", "report-refused", "report-median"];
    let columns = heads.into_iter().zip([4, 2, 2, 2, 2]).map(|(key, width)| (say(key), width)).collect();
    Table { caption: say("report-by-right"), columns, rows }
}

/// The figures of a quarter in tables.
pub fn paper(about: &About<'_>, quarter: Quarter, found: &Quarterly) -> Paper {
    let (lang, today) = (about.lang, about.today);
    let say = |key: &str| words::say(lang, key, &[]);
    let title = words::say(lang, "quarter-title", &[("quarter", &quarter.named(lang))]);
    let mut paper = Paper::new(lang, &title, about.controller, about.now);
    let last = quarter.end().yesterday().unwrap_or(today).min(today);
    let (from, until) = (words::day(lang, quarter.first()), words::day(lang, last));
    paper.paragraph(&words::say(lang, "quarter-days", &[("from", &from), ("until", &until)]));
    paper.pairs([
        (say("quarter-arrived"), found.arrived.to_string()),
        (say("quarter-answers"), found.behind.all.answers.to_string()),
        (say("quarter-open"), found.open.to_string()),
        (say("quarter-late"), found.late.to_string()),
    ]);
    let counted = |caption: String, head: &str, rows: Vec<(String, usize)>| Table {
        caption,
        columns: vec![(say(head), 4), (say("quarter-number"), 1)],
        rows: rows.into_iter().map(|(name, count)| vec![name, count.to_string()]).collect(),
    };
    paper.heading(2, &say("quarter-asked"));
    if found.asked.is_empty() {
        paper.paragraph(&say("quarter-none-asked"));
    } else {
        let rows = found.asked.iter().map(|(right, count)| (say(&format!("right-{right}")), *count)).collect();
        paper.table(counted(say("quarter-asked"), "staff-case-right", rows));
    }
    paper.heading(2, &say("report-behind"));
    if found.behind.all.answers == 0 {
        paper.paragraph(&say("report-none"));
    } else {
        paper.paragraph(&found.behind.all.headline(lang));
        paper.table(answers(lang, found));
    }
    for (title, head, rows) in [
        (
            "report-refusals",
            "staff-item-ground",
            found
                .behind
                .refusals
                .iter()
                .map(|(ground, count)| (say(&format!("ground-{ground}")), *count))
                .collect::<Vec<_>>(),
        ),
        (
            "report-extensions",
            "report-why",
            found
                .behind
                .extensions
                .iter()
                .map(|(ground, count)| (say(&format!("extension-{ground}")), *count))
                .collect(),
        ),
    ] {
        if !rows.is_empty() {
            paper.heading(2, &say(title));
            paper.table(counted(say(title), head, rows));
        }
    }
    paper.heading(2, &say("quarter-how"));
    paper.paragraph(&say("report-how"));
    paper.paragraph(&say("quarter-how-open"));
    paper
}
