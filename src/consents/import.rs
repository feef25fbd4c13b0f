//! Decisions from before the portal, read from a file. Pure.

use super::{EventKind, Mechanism};
use crate::lang::Lang;
use crate::people::Address;
use crate::spreadsheet;
use jiff::Timestamp;
use serde::Deserialize;
use std::io::Read;

/// A decision as the file says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The address of the person.
    pub address: String,
    /// The id of the activity; `*` for all marketing.
    pub purpose: String,
    /// given, refused, withdrawn, objected.
    pub decision: String,
    /// When, as RFC 3339.
    pub at: String,
    /// The language of the words.
    #[serde(default)]
    pub lang: String,
    /// The words shown; the file's silence is kept as silence.
    #[serde(default)]
    pub words: String,
    /// tick, button, double-opt-in, paper, voice; unknown if empty.
    #[serde(default)]
    pub mechanism: String,
    /// The form.
    #[serde(default)]
    pub form: String,
    /// Where the proof is: a reference, never the proof itself. Empty: there is none.
    #[serde(default)]
    pub proof: String,
}

/// A decision of the past, understood.
#[derive(Clone, Debug)]
pub struct Past {
    /// Whose.
    pub address: Address,
    /// The activity.
    pub activity: String,
    /// What was decided.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// The language of the words.
    pub lang: Lang,
    /// The words, empty if unknown.
    pub words: String,
    /// By what act.
    pub mechanism: Mechanism,
    /// The form, empty if unknown.
    pub form: String,
    /// Where the proof is; none if there is none.
    pub proof: Option<String>,
}

/// What keeps a line from being read; names the field and never quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a line of the columns address, purpose, decision, at, lang, words, mechanism, form, proof.
    #[error("not a line of the columns address, purpose, decision, at, lang, words, mechanism, form, proof")]
    Shape,
    /// The address.
    #[error("address: not an e-mail address")]
    Address,
    /// The purpose.
    #[error("purpose: the record has no such activity")]
    Purpose,
    /// The decision.
    #[error("decision: given, refused, withdrawn, objected or objection-ended")]
    Decision,
    /// The time.
    #[error("at: a time such as 2024-03-05T10:00:00Z, not in the future")]
    At,
    /// The language.
    #[error("lang: en or fr")]
    Lang,
    /// The mechanism.
    #[error("mechanism: tick, button, double-opt-in, paper, voice or nothing")]
    Mechanism,
}

/// A line with its number, from 1, or what is wrong with it.
pub type Numbered = (u64, Result<Line, Fault>);

/// The lines of a CSV file with a header, each with its number.
pub fn of_csv(file: impl Read) -> impl Iterator<Item = Numbered> {
    spreadsheet::lines(file).map(|(number, line)| (number, line.map_err(|_| Fault::Shape)))
}

/// The entries of a JSON list, each with its number.
pub fn of_json(file: impl Read) -> Result<Vec<Numbered>, Fault> {
    let list: Vec<serde_json::Value> = serde_json::from_reader(file).map_err(|_| Fault::Shape)?;
    let line = |entry| serde_json::from_value::<Line>(entry).map_err(|_| Fault::Shape);
    Ok((1u64..).zip(list.into_iter().map(line)).collect())
}

/// What a line says. `knows` tells whether the record has an activity.
pub fn read(line: &Line, now: Timestamp, default: Lang, knows: impl Fn(&str) -> bool) -> Result<Past, Fault> {
    let address = Address::parse(&line.address).map_err(|_| Fault::Address)?;
    if line.purpose != super::ALL_MARKETING && !knows(&line.purpose) {
        return Err(Fault::Purpose);
    }
    let sayable = |kind: &EventKind| !matches!(kind, EventKind::Asked | EventKind::Expired);
    let kind = EventKind::parse(&line.decision).filter(sayable).ok_or(Fault::Decision)?;
    let at = line.at.parse::<Timestamp>().ok().filter(|at| *at <= now).ok_or(Fault::At)?;
    let at = Timestamp::from_microsecond(at.as_microsecond()).map_err(|_| Fault::At)?;
    let lang = if line.lang.is_empty() { default } else { line.lang.parse().map_err(|_| Fault::Lang)? };
    let mechanism =
        if line.mechanism.is_empty() { Some(Mechanism::Unknown) } else { Mechanism::parse(&line.mechanism) };
    Ok(Past {
        address,
        activity: line.purpose.clone(),
        kind,
        at,
        lang,
        words: line.words.clone(),
        mechanism: mechanism.ok_or(Fault::Mechanism)?,
        form: line.form.clone(),
        proof: Some(line.proof.clone()).filter(|proof| !proof.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(u64, Result<Past, Fault>)> {
        let now = "2026-03-01T10:00:00Z".parse().unwrap();
        let read = |line: Result<Line, Fault>| read(&line?, now, Lang::Fr, |purpose| purpose == "newsletter");
        of_csv(text.as_bytes()).map(|(number, line)| (number, read(line))).collect()
    }

    #[test]
    fn a_line_with_its_proof_is_read_and_one_without_says_so() {
        let text = "address,purpose,decision,at,lang,words,mechanism,form,proof\n\
                    a@example.com,newsletter,given,2024-03-05T10:00:00Z,en,\"Yes, please\",tick,signup,crm:4711\n\
                    b@example.com,*,objected,2025-03-05T10:00:00+01:00,,,,,\n";
        let lines = all(text);
        let first = lines[0].1.clone().unwrap();
        assert_eq!((lines[0].0, first.words.as_str(), first.proof.as_deref()), (2, "Yes, please", Some("crm:4711")));
        assert_eq!((first.kind, first.mechanism, first.lang), (EventKind::Given, Mechanism::Tick, Lang::En));
        let second = lines[1].1.clone().unwrap();
        assert_eq!((second.proof, second.mechanism, second.lang), (None, Mechanism::Unknown, Lang::Fr));
    }

    #[test]
    fn every_mistake_is_named_by_its_field_and_its_line() {
        let head = "address,purpose,decision,at\n";
        let rest = [
            ("nobody,newsletter,given,2024-03-05T10:00:00Z", Fault::Address),
            ("a@example.com,other,given,2024-03-05T10:00:00Z", Fault::Purpose),
            ("a@example.com,newsletter,asked,2024-03-05T10:00:00Z", Fault::Decision),
            ("a@example.com,newsletter,given,yesterday", Fault::At),
            ("a@example.com,newsletter,given,2027-03-05T10:00:00Z", Fault::At),
            ("a@example.com,newsletter", Fault::Shape),
        ];
        for (line, fault) in rest {
            let found = all(&format!("{head}{line}\n"));
            assert_eq!((found[0].0, found[0].1.clone().unwrap_err()), (2, fault), "{line}");
        }
        assert!(of_json(&b"{}"[..]).is_err());
        let one = br#"[{"address":"a@example.com","purpose":"newsletter","decision":"given","at":"2024-03-05T10:00:00Z"}, {"x":1}]"#;
        let found = of_json(&one[..]).unwrap();
        assert!(found[0].1.is_ok() && found[1].1.is_err());
    }
}
