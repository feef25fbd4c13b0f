//! Erasure (Art. 17): said, done, proven.
//!
//! One plan ([`crate::sources::plan::Plan`]) is shown before, runs, and is repeated in the outcome. The walk:
//!
//! 1. a customer sees the plan and asks ([`schedule`](store::schedule)); for some days they can take it back;
//! 2. [`run::prepare`] makes the plan anew over the rows of that day and writes down a step for each source;
//! 3. [`run::act`] writes down what it will do in a source, copies what a law asks for into the archive, does the
//!    rest in one transaction, looks at the rows again; [`search::search`] looks for what is left, for everybody at once, and
//!    only then says done; after a crash it looks before it acts;
//!    of a manual source a colleague does it and signs ([`by_hand`]);
//! 4. when every source is done the [`Outcome`] is written, the person gets the last mail,
//! 5. so does the [`receipt`], an event of the audit log that anybody can verify for ever; and
//! 6. the portal forgets what it knew of the person, last of all.
//!
//! A person may also ask for some categories only ([`Scope`](crate::sources::Scope)): the same walk over a smaller plan,
//! after which the portal still knows them, the ledger of erased people does not, and nothing is archived.
//!
//! While something is under way, such as an order, the walk is over what it does not need
//! ([`Scope::Unneeded`](crate::sources::Scope)); each night it is [`reviewed`](review), and when it is over another erasure
//! follows, of everything.

pub mod ask;
pub mod at_once;
pub mod by_hand;
pub mod end;
pub mod jobs;
pub mod ledger;
pub mod outcome;
pub mod pages;
pub mod present;
pub mod receipt;
mod review;
pub mod rewritten;
pub mod run;
pub mod search;
pub mod store;

pub use outcome::{Outcome, SourceOutcome};

use crate::db::Id;
use crate::lang::Lang;
use crate::people::Address;
use crate::secrets::Keys;
use crate::sources::Identifiers;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The values of sources that are stored: a store calls no source.
mod values {
    pub(super) use crate::sources::plan::{Action, Line, Outcome as LineOutcome, Plan, SourcePlan};
    pub(super) use crate::sources::{Events, Number, Scope, Traces, Verification};
}

use values::{Events, Number, Plan, Scope, SourcePlan, Traces, Verification};

/// Whose data are erased.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The proven addresses, as they are kept; the first gets the last mail.
    pub addresses: Vec<String>,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subject(…)")
    }
}

impl Subject {
    /// Whoever has this address.
    pub fn of(address: &Address) -> Self {
        Self { addresses: vec![address.kept()] }
    }

    /// The addresses.
    pub fn read(&self) -> impl Iterator<Item = Address> {
        self.addresses.iter().filter_map(|text| Address::read(text).ok())
    }

    /// The addresses to look for.
    pub fn identifiers(&self) -> Identifiers {
        Identifiers::new(&self.read().collect::<Vec<_>>())
    }
}

/// By what a person is found again in every source, gathered before anything is erased: a source that is done can no
/// longer say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// The numbers by which sources know the person.
    pub numbers: BTreeSet<Number>,
    /// Addresses, telephone numbers and names that are looked for afterwards.
    pub traces: Traces,
}

/// How far an erasure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It can be taken back.
    Scheduled,
    /// It was taken back.
    Cancelled,
    /// It is carried out.
    Running,
    /// Every source is done.
    Erased,
    /// The person was told, and the portal forgot them.
    Forgotten,
}

impl State {
    /// Every state with the word in the database.
    pub const ALL: &'static [(&'static str, State)] = &[
        ("scheduled", State::Scheduled),
        ("cancelled", State::Cancelled),
        ("running", State::Running),
        ("erased", State::Erased),
        ("forgotten", State::Forgotten),
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, state)| *state == self).map_or("", |(word, _)| word)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, state)| *state)
    }
}

/// How far the work in a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// Nothing was done yet.
    Planned,
    /// It may have been done: whoever goes on looks first.
    Acting,
    /// It was done and verified.
    Done,
}

impl StepState {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            StepState::Planned => "planned",
            StepState::Acting => "acting",
            StepState::Done => "done",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [StepState::Planned, StepState::Acting, StepState::Done].into_iter().find(|state| state.as_str() == word)
    }
}

/// An erasure.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Its id.
    pub id: Id,
    /// The person, while the portal knows them.
    pub person: Option<Id>,
    /// The request it answers.
    pub request: Option<String>,
    /// The language of the person.
    pub lang: Lang,
    /// What it is about.
    pub scope: Scope,
    /// How far it is.
    pub state: State,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it can be taken back.
    pub starts_at: Timestamp,
    /// When the last source was done.
    pub erased_at: Option<Timestamp>,
    /// The addresses; gone once forgotten.
    pub subject: Option<Subject>,
    /// What was shown; gone once forgotten.
    pub plan: Option<Plan>,
    /// When events last happened, over all sources, when it began.
    pub events: Option<Events>,
    /// What was done.
    pub outcome: Option<Outcome>,
    /// By what the person is found again; gone once forgotten.
    pub recognised: Option<Recognised>,
    /// When the person is told that something is still under way; present while the rest waits for it, and on the erasure of
    /// that rest.
    pub review_on: Option<Date>,
}

impl Erasure {
    /// Whether what nothing needs is gone and the rest waits until what is under way is over.
    pub fn waits(&self) -> bool {
        self.state == State::Erased && self.scope == Scope::Unneeded
    }

    /// The fingerprint of the first address; `None` once forgotten.
    pub fn fingerprint(&self, keys: &Keys) -> Option<String> {
        Some(self.subject.as_ref()?.read().next()?.fingerprint(keys))
    }

    /// What the person is looked for by; `None` once forgotten.
    pub fn identifiers(&self) -> Option<Identifiers> {
        let numbers = self.recognised.iter().flat_map(|recognised| recognised.numbers.iter().cloned());
        Some(self.subject.as_ref()?.identifiers().with_numbers(numbers))
    }
}

/// The work in one source.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its id.
    pub id: Id,
    /// The name of the source.
    pub source: String,
    /// How far it is.
    pub state: StepState,
    /// What runs.
    pub plan: Option<SourcePlan>,
    /// How many plans were run.
    pub rounds: i32,
    /// When its rows were as planned; the search for what is left comes after that.
    pub rows_at: Option<Timestamp>,
    /// What looking again found.
    pub seen: Option<Verification>,
    /// Why it does not go on.
    pub problem: Option<String>,
    /// When it was verified.
    pub done_at: Option<Timestamp>,
}
