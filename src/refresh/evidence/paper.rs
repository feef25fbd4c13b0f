//! The evidence as a paper, for who reads it without a program.

use super::facts::{Facts, STATES};
use super::{Making, evidence_args};
use crate::bounces::Cause;
use crate::db::Id;
use crate::pdf::{Paper, Table};
use crate::refresh::audience::ORDER_DAYS;
use crate::refresh::campaign::Answer;
use crate::words;
use jiff::Timestamp;
use serde_json::Value;

/// The paper.
pub(in crate::refresh) fn paper(making: &Making, facts: &Facts) -> Paper {
    let (campaign, company) = (&making.campaign, making.record.controller.name.as_str());
    let title = words::say(making.lang, "evidence-title", &[("campaign", &campaign.name)]);
    let mut writing = Writing { making, facts, paper: Paper::new(making.lang, &title, company, making.now) };
    writing.paper.paragraph(&writing.say("evidence-lead"));
    writing.purpose();
    writing.decision();
    writing.audience();
    writing.schedule();
    writing.message();
    writing.results();
    writing.proof();
    writing.paper
}

struct Writing<'a> {
    making: &'a Making,
    facts: &'a Facts,
    paper: Paper,
}

impl Writing<'_> {
    fn say(&self, key: &str) -> String {
        words::say(self.making.lang, key, &[])
    }

    fn moment(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| self.say("evidence-not-yet"), |at| words::moment(self.making.lang, at, &self.making.zone))
    }

    fn heading(&mut self, key: &str) {
        let words = self.say(key);
        self.paper.heading(2, &words);
    }

    /// A table of counts.
    fn counts(&mut self, caption: &str, head: &str, rows: Vec<(String, i64)>) {
        let (caption, columns) = (self.say(caption), vec![(self.say(head), 4), (self.say("evidence-number"), 1)]);
        let rows = rows.into_iter().map(|(name, count)| vec![name, count.to_string()]).collect();
        self.paper.table(Table { caption, columns, rows });
    }

    fn purpose(&mut self) {
        let (making, facts, lang) = (self.making, self.facts, self.making.lang);
        self.heading("evidence-purpose");
        let mut rows = Vec::new();
        if let Some(activity) = facts.activity() {
            let one = facts.record.processing(activity, lang);
            let until = one.retention.as_ref().map(|kept| kept.label.to_owned());
            let told = [
                ("evidence-activity", Some(one.name.to_owned())),
                ("notice-purpose", Some(one.purpose.to_owned())),
                ("notice-basis", Some(self.say(&format!("part-basis-{}", one.basis.as_str())))),
                ("notice-interest", one.interest.map(str::to_owned)),
                ("notice-law", one.law.map(str::to_owned)),
                ("notice-categories", Some(one.categories.join(", "))),
                ("notice-until", until),
            ];
            rows.extend(told.into_iter().filter_map(|(key, value)| Some((self.say(key), value?))));
        }
        rows.push((self.say("refresh-kind"), making.said.family.clone()));
        let version = facts.version.as_ref().map_or_else(
            || self.say("evidence-record-now"),
            |(number, hash)| {
                words::say(lang, "evidence-record-version", &[("number", &number.to_string()), ("hash", hash)])
            },
        );
        rows.push((self.say("evidence-record"), version));
        self.paper.pairs(rows);
        if facts.activity().is_none() {
            let words = self.say("evidence-no-activity");
            self.paper.paragraph(&words);
        }
    }

    fn decision(&mut self) {
        let (campaign, facts) = (&self.making.campaign, self.facts);
        self.heading("evidence-decision");
        let approver = campaign.approver.as_ref().map_or_else(|| self.say("refresh-nobody-yet"), |id| facts.name(id));
        self.paper.pairs([
            (self.say("refresh-author"), facts.name(&campaign.author)),
            (self.say("refresh-approver"), approver),
            (self.say("refresh-begun"), self.moment(Some(campaign.created_at))),
            (self.say("evidence-approved"), self.moment(facts.moments.approved)),
            (self.say("evidence-ended"), self.moment(campaign.ended_at)),
            (self.say("refresh-state"), self.say(&format!("refresh-state-{}", campaign.state))),
        ]);
        let words = self.say("evidence-two-people");
        self.paper.paragraph(&words);
        let who = |by: &Option<Id>| by.as_ref().map_or_else(|| self.say("evidence-by-itself"), |id| facts.name(id));
        let row = |act: &super::facts::Act| {
            let what = act.action.trim_start_matches("refresh.");
            vec![self.moment(Some(act.at)), self.say(&format!("evidence-act-{what}")), who(&act.by)]
        };
        let table = Table {
            caption: self.say("evidence-acts"),
            columns: [("evidence-when", 2), ("evidence-what", 3), ("evidence-who", 2)]
                .map(|(key, width)| (self.say(key), width))
                .to_vec(),
            rows: facts.acts.iter().map(row).collect(),
        };
        self.paper.table(table);
        if facts.more_acts {
            let words = self.say("evidence-more-acts");
            self.paper.paragraph(&words);
        }
    }

    fn audience(&mut self) {
        let (making, facts, lang) = (self.making, self.facts, self.making.lang);
        self.heading("refresh-rules");
        self.paper.list(making.said.rules.iter().cloned());
        let rules = serde_json::to_string(&making.campaign.rules).unwrap_or_default();
        let (confirmed, asked) = (making.months.0.to_string(), making.months.1.to_string());
        let days = ORDER_DAYS.to_string();
        let horizon = [("confirmed", confirmed.as_str()), ("asked", &asked), ("days", &days)];
        self.paper.pairs([
            (self.say("evidence-rules-json"), rules),
            (self.say("evidence-horizon"), words::say(lang, "evidence-horizon-value", &horizon)),
            (self.say("evidence-recipients"), facts.figures.total().to_string()),
            (self.say("refresh-excluded"), facts.left_out().to_string()),
        ]);
        if making.campaign.schedule.every_months.is_some() {
            let words = self.say("evidence-last-pass");
            self.paper.paragraph(&words);
        }
        let rows = making.said.reasons.iter().map(|(reason, name, why)| {
            vec![name.clone(), why.clone(), facts.figures.left_out(reason.as_str()).to_string()]
        });
        let table = Table {
            caption: self.say("evidence-reasons"),
            columns: vec![
                (self.say("refresh-reason"), 3),
                (self.say("evidence-why"), 6),
                (self.say("refresh-people"), 1),
            ],
            rows: rows.collect(),
        };
        self.paper.table(table);
    }

    fn schedule(&mut self) {
        let (making, facts) = (self.making, self.facts);
        self.heading("refresh-schedule");
        self.paper.paragraph(&making.said.schedule);
        self.paper.pairs([
            (self.say("refresh-per-hour"), making.campaign.per_hour.to_string()),
            (self.say("evidence-zone"), making.zone.iana_name().unwrap_or("UTC").to_owned()),
            (self.say("evidence-first"), self.moment(facts.moments.first)),
            (self.say("evidence-last"), self.moment(facts.moments.last)),
        ]);
    }

    fn message(&mut self) {
        let (facts, lang) = (self.facts, self.making.lang);
        self.heading("refresh-message");
        let how = self.say(if facts.kept { "evidence-message-kept" } else { "evidence-message-today" });
        self.paper.paragraph(&how);
        let found = |report: &str| {
            let report: Value = serde_json::from_str(report).unwrap_or_default();
            let found = report.get("findings").and_then(Value::as_array).map_or(0, Vec::len);
            let stops = report.get("blocked").and_then(Value::as_bool).unwrap_or(true);
            let key = if stops { "evidence-lint-stops" } else { "evidence-lint-fine" };
            words::say(lang, key, &[("count", &found.to_string())])
        };
        let rows = facts.samples.iter().map(|sample| {
            let language = self.say(&format!("refresh-lang-{}", sample.lang));
            let kind = self.say(if sample.reminder { "refresh-reminder" } else { "evidence-first-mail" });
            vec![format!("{kind}, {language}"), sample.subject.clone(), found(&sample.report), sample.file("txt")]
        });
        let columns = [("refresh-message", 3), ("evidence-subject", 4), ("evidence-lint", 4), ("evidence-file", 4)];
        let table = Table {
            caption: self.say("evidence-messages"),
            columns: columns.map(|(key, width)| (self.say(key), width)).to_vec(),
            rows: rows.collect(),
        };
        self.paper.table(table);
        let sources = facts.sources().map(|hash| (self.say("evidence-sources"), hash));
        self.paper.pairs(sources);
    }

    fn results(&mut self) {
        let (facts, figures) = (self.facts, &self.facts.figures);
        self.heading("refresh-results");
        let state = |word: &&str| self.say(&format!("evidence-state-{word}"));
        let first = STATES.iter().map(|word| (state(word), figures.state(word))).collect();
        let reminders = STATES.iter().map(|word| (state(word), figures.reminder(word))).collect();
        let lost = Cause::ALL
            .iter()
            .map(|cause| (self.say(&format!("bounces-cause-{}", cause.as_str())), figures.lost_by(*cause)));
        let lost = lost.chain([(self.say("bounces-results-complaints"), figures.complaints)]).collect();
        let answers = Answer::ALL
            .map(|answer| (self.say(&format!("refresh-answer-{}", answer.as_str())), figures.answer(answer.as_str())));
        let answers = answers.to_vec();
        self.counts("evidence-first-mails", "refresh-state", first);
        self.counts("evidence-reminders", "refresh-state", reminders);
        self.counts("evidence-lost", "refresh-reason", lost);
        self.counts("refresh-answers", "refresh-answer", answers);
        let all = words::say(self.making.lang, "evidence-mails", &[("mails", &facts.mails().to_string())]);
        self.paper.paragraph(&all);
    }

    fn proof(&mut self) {
        let (facts, lang) = (self.facts, self.making.lang);
        self.heading("evidence-proof");
        let about = facts.about_persons.values().sum::<i64>().to_string();
        let events = words::say(lang, "evidence-events", &[("events", &facts.events.to_string()), ("persons", &about)]);
        let until = match facts.until {
            Some(day) => words::say(lang, "evidence-until", &[("day", &words::day(lang, day))]),
            None => words::say(lang, "evidence-until-later", &evidence_args(&facts.spans)),
        };
        let notes = ["evidence-audit", "evidence-people", "evidence-nobody"]
            .map(|key| words::say(lang, key, &evidence_args(&facts.spans)));
        self.paper.paragraph(&events);
        self.paper.list(notes.into_iter().chain([until]));
    }
}
