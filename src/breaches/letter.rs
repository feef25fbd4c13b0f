//! What people are told of a breach (Art. 34(2): in plain words what happened, what may come of it, what was done, whom to
//! ask), and the notice to the authority (Art. 33(3)) as a draft. Pure.

use super::{Account, Breach, Decision, Outcome};
use crate::lang::Lang;
use crate::record::Record;
use crate::requests::word::words;
use crate::words::{moment, say};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest part of a letter, in characters.
pub const LONGEST_PART: usize = 1_500;

/// The letter in one language.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    /// What happened, and to which data.
    pub happened: String,
    /// What may come of it for the reader.
    pub consequences: String,
    /// What was done and is planned.
    pub measures: String,
    /// What the reader can do.
    pub advice: String,
}

impl Letter {
    /// Whether every part that the law names is written.
    pub fn is_whole(&self) -> bool {
        [&self.happened, &self.consequences, &self.measures].iter().all(|text| !text.trim().is_empty())
    }

    /// A first draft from what the register says.
    pub fn draft(account: &Account) -> Self {
        let measures = [account.remedy.trim(), account.measures.trim()];
        let measures: Vec<&str> = measures.into_iter().filter(|text| !text.is_empty()).collect();
        Self {
            happened: account.facts.clone(),
            consequences: account.consequences.clone(),
            measures: measures.join("\n"),
            advice: String::new(),
        }
    }
}

/// The letter in each language, by its code.
pub type Letters = BTreeMap<String, Letter>;

/// How a mailing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// The letter is being written.
    Draft,
    /// It waits for a second person (law.md SEC-8).
    Asked,
    /// It leaves.
    Sending,
    /// It left.
    Done,
}

words!(Stand { Draft = "draft", Asked = "asked", Sending = "sending", Done = "done" });

/// Why somebody gets no letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// They died.
    Deceased,
    /// They were erased: nothing is known of them any more.
    Erased,
    /// Whoever reads the mailbox said "this is not me".
    Disowned,
}

words!(Skipped { Deceased = "deceased", Erased = "erased", Disowned = "disowned" });

/// The notice to the authority in this language, as a draft to paste into its form: the parts of Art. 33(3) in order. The
/// officer's texts stand as they were written; what is not written yet is named, as it may follow in phases (Art. 33(4)).
pub fn notice(
    lang: Lang,
    breach: &Breach,
    decisions: &[Decision],
    record: &Record,
    zone: &TimeZone,
    now: Timestamp,
) -> String {
    let account = &breach.account;
    let (controller, house) = (&record.controller, |key: &str| say(lang, key, &[]));
    let at = |moment_of: Timestamp| moment(lang, moment_of, zone);
    let mut blocks = vec![say(
        lang,
        "breach-notice-title",
        &[("reference", &breach.reference), ("authority", &record.authority.name)],
    )];
    let contact = match &record.dpo {
        Some(dpo) => format!("{}, {}", dpo.name, dpo.email),
        None => controller.email.clone(),
    };
    let number = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    let label = |id: &String| {
        let known = record.categories.iter().find(|one| one.id == *id);
        known.map_or(id.clone(), |one| one.label.get(lang).to_owned())
    };
    let natures: Vec<String> =
        account.natures.iter().map(|nature| say(lang, &format!("breach-nature-{nature}"), &[])).collect();
    let told = decisions.iter().rev().find_map(|one| match one.outcome {
        Outcome::People(outcome) => Some(say(lang, &format!("breach-people-{outcome}"), &[])),
        Outcome::Authority(_) => None,
    });
    let known = super::about(breach, decisions, now);
    let late = known.first_told.is_none() && now > breach.due;
    let delay = decisions.iter().find(|one| one.late).map(|one| one.delay.clone()).unwrap_or_default();
    let sections = [
        ("controller", format!("{}, {}, {}", controller.name, controller.address, controller.email)),
        ("contact", contact),
        ("aware", at(breach.aware)),
        ("facts", account.facts.clone()),
        ("natures", natures.join(", ")),
        ("persons", account.persons.clone()),
        ("people", number(breach.people)),
        ("categories", account.categories.iter().map(label).collect::<Vec<_>>().join(", ")),
        ("records", number(breach.records)),
        ("effects", account.effects.clone()),
        ("consequences", account.consequences.clone()),
        ("remedy", account.remedy.clone()),
        ("measures", account.measures.clone()),
        ("told", told.unwrap_or_default()),
    ];
    let later = house("breach-notice-later");
    let line = |name: &str, text: &str| {
        let text = if text.trim().is_empty() { later.as_str() } else { text.trim() };
        format!("{}\n{text}", house(&format!("breach-notice-{name}")))
    };
    blocks.extend(sections.iter().map(|(name, text)| line(name, text)));
    if late || !delay.is_empty() {
        blocks.push(line("delay", &delay));
    }
    blocks.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breaches::{Nature, Origin, State};
    use crate::db::Id;
    use crate::secrets::Random;
    use std::path::Path;

    fn breach() -> Breach {
        let aware: Timestamp = "2026-12-24T17:20:00+01:00".parse().unwrap();
        Breach {
            id: Id::at(aware, &Random::system()),
            reference: "B-2026-0001".into(),
            origin: Origin::Officer,
            state: State::Open,
            aware,
            due: aware + jiff::SignedDuration::from_hours(72),
            account: Account {
                facts: "Une liste est partie.".into(),
                natures: vec![Nature::Confidentiality],
                categories: vec!["contact".into()],
                remedy: "Elle est effacée.".into(),
                measures: "Une relecture.".into(),
                ..Account::default()
            },
            people: Some(40),
            records: None,
            person: None,
            version: 1,
            opened_by: None,
            opened_at: aware,
            changed_at: aware,
            closed_by: None,
            closed_at: None,
            affected: None,
            counted_at: None,
        }
    }

    #[test]
    fn the_notice_names_every_part_of_the_article_in_both_languages_and_what_follows_later() {
        let path = "config/demo/record.toml";
        let record = Record::parse(Path::new(path), &std::fs::read_to_string(path).unwrap(), Lang::ALL).0.unwrap();
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let breach = breach();
        for (lang, parts) in [
            (
                Lang::Fr,
                ["24 décembre 2026", "Une liste est partie.", "pas encore", "Confidentialité", "Odile Fontanel", "40"],
            ),
            (
                Lang::En,
                ["24 December 2026", "Une liste est partie.", "not yet", "Confidentiality", "Odile Fontanel", "40"],
            ),
        ] {
            let text = notice(lang, &breach, &[], &record, &zone, breach.due);
            for part in parts {
                assert!(text.contains(part), "{lang}: {part} is missing in\n{text}");
            }
            let [delay, controller] =
                ["delay", "controller"].map(|one| say(lang, &format!("breach-notice-{one}"), &[]));
            assert!(text.contains(&controller) && !text.contains(&delay), "in time: nothing to excuse");
            let late = notice(lang, &breach, &[], &record, &zone, breach.due + jiff::SignedDuration::from_secs(1));
            assert!(late.contains(&delay));
        }
    }

    #[test]
    fn a_letter_begins_as_what_the_register_says_and_is_whole_with_what_the_law_names() {
        let account = breach().account;
        let letter = Letter::draft(&account);
        assert_eq!(letter.measures, "Elle est effacée.\nUne relecture.");
        assert!(!letter.is_whole(), "nothing is said of what may come of it");
        assert!(Letter { consequences: "Des messages.".into(), ..letter }.is_whole());
    }
}
