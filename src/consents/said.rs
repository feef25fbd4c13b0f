//! What is kept of a decision: who said it, by what act, on which form, with which proof.

use crate::db::Id;
use crate::lang::Lang;
use jiff::Timestamp;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The question went out and waits: for the mailbox to confirm, or for a parent.
    Asked,
    /// Consent was given.
    Given,
    /// Consent was asked for and refused.
    Refused,
    /// Consent was withdrawn (Art. 7(3)).
    Withdrawn,
    /// Consent reached the age at which it must be asked again.
    Expired,
    /// The person objected (Art. 21(2)).
    Objected,
    /// The objection was taken back.
    ObjectionEnded,
}

impl EventKind {
    /// Every kind with the word in the database.
    pub const ALL: &'static [(&'static str, EventKind)] = &[
        ("asked", EventKind::Asked),
        ("given", EventKind::Given),
        ("refused", EventKind::Refused),
        ("withdrawn", EventKind::Withdrawn),
        ("expired", EventKind::Expired),
        ("objected", EventKind::Objected),
        ("objection-ended", EventKind::ObjectionEnded),
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// Whether contact stops.
    pub fn stops(self) -> bool {
        matches!(self, EventKind::Withdrawn | EventKind::Objected | EventKind::Refused | EventKind::Expired)
    }
}

/// Where it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// On a page of the portal.
    Portal,
    /// From a mail, without signing in.
    Mail,
    /// In a source.
    Source,
    /// On a form of the company, told by its program.
    Program,
    /// On the cookie banner of the company's site.
    Banner,
    /// Before the portal knew; imported.
    Import,
}

impl Channel {
    /// Every channel with the word in the database.
    pub const ALL: &'static [(&'static str, Channel)] = &[
        ("portal", Channel::Portal),
        ("mail", Channel::Mail),
        ("source", Channel::Source),
        ("program", Channel::Program),
        ("banner", Channel::Banner),
        ("import", Channel::Import),
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, channel)| *channel == self).map_or("", |(word, _)| word)
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, channel)| *channel)
    }
}

/// By what act (CON-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// A button whose label is its effect.
    Button,
    /// A box that was empty and got ticked.
    Tick,
    /// A form, then a button behind a link in a mail.
    DoubleOptIn,
    /// On paper.
    Paper,
    /// By voice.
    Voice,
    /// The signal of the browser (Global Privacy Control).
    Gpc,
    /// Nobody's: time passed.
    Time,
    /// Not known.
    Unknown,
}

impl Mechanism {
    /// Every mechanism with the word in the database.
    pub const ALL: &'static [(&'static str, Mechanism)] = &[
        ("button", Mechanism::Button),
        ("tick", Mechanism::Tick),
        ("double-opt-in", Mechanism::DoubleOptIn),
        ("paper", Mechanism::Paper),
        ("voice", Mechanism::Voice),
        ("gpc", Mechanism::Gpc),
        ("time", Mechanism::Time),
        ("unknown", Mechanism::Unknown),
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, mechanism)| *mechanism == self).map_or("", |(word, _)| word)
    }

    /// The mechanism of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, mechanism)| *mechanism)
    }
}

/// How something was said: everything of an entry but what it says.
#[derive(Clone, Copy, Debug)]
pub struct Said<'e> {
    /// Where.
    pub channel: Channel,
    /// By what act.
    pub mechanism: Mechanism,
    /// The page or form.
    pub form: &'e str,
    /// `person`, `parent`, `system`, `import`, or `program:ID`.
    pub actor: &'e str,
    /// Where an imported decision comes from.
    pub origin: Option<&'e str>,
    /// What proves an imported decision.
    pub proof: Option<&'e str>,
    /// When, if not now: imports.
    pub at: Option<Timestamp>,
}

impl Said<'static> {
    /// By the person, with a button of the page "my choices".
    pub const CHOICES: Said<'static> = Said {
        channel: Channel::Portal,
        mechanism: Mechanism::Button,
        form: "choices",
        actor: "person",
        origin: None,
        proof: None,
        at: None,
    };
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: Id,
    /// The activity of the record, or [`super::ALL_MARKETING`].
    pub activity: String,
    /// What happened.
    pub kind: EventKind,
    /// The words that were shown.
    pub words: String,
    /// Their SHA-256.
    pub hash: String,
    /// Their number among the wordings of this activity in this language, from 1.
    pub version: i32,
    /// The language of the words.
    pub lang: Lang,
    /// Where it was said.
    pub channel: Channel,
    /// By what act.
    pub mechanism: Mechanism,
    /// The page or form.
    pub form: String,
    /// Who said it.
    pub actor: String,
    /// Where it can be withdrawn.
    pub withdrawal: String,
    /// Where an imported decision comes from.
    pub origin: Option<String>,
    /// What proves an imported decision.
    pub proof: Option<String>,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
impl Event {
    /// What a person said of the newsletter on the page of their choices.
    pub(super) fn sample(kind: EventKind, at: Timestamp) -> Self {
        Self {
            id: Id::at(at, &crate::secrets::Random::seeded(1)),
            activity: "newsletter".into(),
            kind,
            words: "words".into(),
            hash: crate::secrets::sha256_hex(b"words"),
            version: 1,
            lang: Lang::En,
            channel: Channel::Portal,
            mechanism: Mechanism::Button,
            form: "choices".into(),
            actor: "person".into(),
            withdrawal: "/me/choices".into(),
            origin: None,
            proof: None,
            at,
        }
    }
}
