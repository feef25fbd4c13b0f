//! The register of breaches (Art. 33(5)): every breach with its facts, effects and remedy, whether anybody is told or not.
//!
//! - [`open`]: an entry begins, by the officer, by a colleague's report, or by an answer that hints at one; its [`Term`] runs
//!   from the moment of awareness;
//! - [`write`]: what is known is written down, as often as more is;
//! - [`affects`]: whose data it is about, counted inside the sources ([`count`]) or typed;
//! - [`decide_authority`], [`decide_people`]: who is told or not, with the reasons, by whom and when;
//! - [`notice`], [`write_letters`], [`stand`]: the draft for the authority, the letter to the people and its mailing;
//! - [`close`], [`dismiss`]: it is whole, or it was none;
//! - [`jobs`]: the officer is reminded before the term ends;
//! - [`export`]: the register as a file.
//!
//! The pages are the officer's: `crate::staff::officer`.

mod account;
mod affected;
mod decision;
mod export;
pub mod jobs;
mod letter;
mod mailing;
mod store;
mod term;

pub use account::{Account, LONGEST, LONGEST_TITLE, Nature, Part};
pub use affected::{Affected, count};
pub use decision::{About, Authority, Fault, People, Said};
pub use export::{Format, export};
pub use letter::{LONGEST_PART, Letter, Letters, Skipped, Stand, notice};
pub use mailing::{is_ready, letter_mail, resume, stand, write_letters};
pub use store::{
    Breach, Decision, Due, Mailing, Outcome, Tally, all, by_reference, decisions, forget, mailing_of, tally, undecided,
    waiting,
};
pub use term::{Answered, Stage, Standing, Term, standing};

use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::portal::Portal;
use crate::requests::word::words;
use crate::secrets::{Keys, Random};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// How an entry began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The officer wrote it.
    Officer,
    /// A colleague reported that something went to the wrong person (law.md ID-8).
    Misdirected,
    /// A colleague reported something else.
    Reported,
    /// Whoever reads a mailbox said "this is not me" (law.md REFR-11).
    NotMe,
}

words!(Origin { Officer = "officer", Misdirected = "misdirected", Reported = "reported", NotMe = "not-me" });

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It may be a breach: the officer looks. The term runs all the same.
    Draft,
    /// It is one.
    Open,
    /// All is written, decided and done.
    Closed,
    /// It was none; kept with the reason.
    Dismissed,
}

words!(State { Draft = "draft", Open = "open", Closed = "closed", Dismissed = "dismissed" });

impl State {
    /// Whether it can be worked on.
    pub fn is_running(self) -> bool {
        matches!(self, State::Draft | State::Open)
    }
}

/// Who acts, and what that needs.
#[derive(Clone, Copy, Debug)]
pub struct By<'b> {
    /// When.
    pub now: Timestamp,
    /// Randomness.
    pub random: &'b Random,
    /// The keys that seal.
    pub keys: &'b Keys,
    /// The colleague; none if the portal acts by itself.
    pub colleague: Option<&'b Id>,
    /// Where years begin.
    pub zone: &'b TimeZone,
    /// The term of the law that counts.
    pub term: Term,
}

/// An entry to begin.
pub struct New {
    /// How it began.
    pub origin: Origin,
    /// What opens it by itself, in ids: the same opens one entry only.
    pub cause: Option<String>,
    /// When the company became aware.
    pub aware: Timestamp,
    /// What is known.
    pub account: Account,
    /// About how many people.
    pub people: Option<i64>,
    /// The one person whose data it is about, where it is one.
    pub person: Option<Id>,
}

/// What is known of the numbers and the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// When the company became aware.
    pub aware: Timestamp,
    /// About how many people.
    pub people: Option<i64>,
    /// About how many records.
    pub records: Option<i64>,
}

/// Why something about a breach cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The entry is over.
    #[error("the entry is over")]
    Over,
    /// Not a draft, which alone can be dismissed or confirmed.
    #[error("not a draft")]
    NotADraft,
    /// A decision lacks something.
    #[error("a decision lacks something")]
    Faults(Vec<Fault>),
    /// The entry lacks something.
    #[error("the entry lacks something")]
    Missing(Vec<Part>),
    /// The letter is not whole in every language, or nobody is named who gets it.
    #[error("the letter cannot leave yet")]
    NotReady,
    /// Whoever asked for the letter to leave cannot agree to it.
    #[error("a second person must agree")]
    SamePerson,
    /// The database refused, or somebody was first.
    #[error(transparent)]
    Database(#[from] Error),
}

impl<'b> By<'b> {
    /// From the parts.
    pub fn of(portal: &'b Portal, now: Timestamp, colleague: Option<&'b Id>) -> Self {
        let term = Term::of(portal.settings.requests.regime.breach_notice_hours);
        By { now, random: &portal.random, keys: &portal.keys, colleague, zone: portal.zone(), term }
    }
}

impl By<'_> {
    fn log(&self, tx: &mut Db, breach: &Breach, action: &'static str, detail: Value) -> Result<(), Error> {
        let actor = self.colleague.map_or(Actor::System, |id| Actor::Colleague(id.clone()));
        let object = Some(breach.reference.clone());
        let event = audit::Event { actor, action, object, person: breach.person.clone(), detail };
        audit::append(tx, self.now, self.random, &event).map(drop)
    }
}

/// Begins an entry: the officer's is open, every other one a draft. `None` if the same cause opened one before.
pub fn open(tx: &mut Db, by: By<'_>, new: New) -> Result<Option<Breach>, Error> {
    let Some(breach) = store::insert(tx, by, new)? else { return Ok(None) };
    jobs::ask(tx, by.now, by.random)?;
    by.log(tx, &breach, "breaches.opened", json!({ "origin": breach.origin.as_str(), "due": breach.due }))?;
    Ok(Some(breach))
}

/// Writes down what is known now. A moment of awareness that was wrong is set right here, and the log keeps both.
pub fn write(tx: &mut Db, by: By<'_>, breach: &Breach, account: &Account, figures: Figures) -> Result<(), Refused> {
    if !breach.state.is_running() {
        return Err(Refused::Over);
    }
    store::write(tx, by, breach, account, figures)?;
    let mut detail = json!({ "people": figures.people, "records": figures.records });
    if figures.aware != breach.aware {
        detail = json!({ "people": figures.people, "records": figures.records, "aware": figures.aware, "before": breach.aware });
        jobs::ask(tx, by.now, by.random)?;
    }
    Ok(by.log(tx, breach, "breaches.written", detail)?)
}

/// Notes whose data it is about, and how many that are. The numbers are those of the moment: a source changes.
pub fn affects(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    affected: &Affected,
    (people, records): (i64, Option<i64>),
) -> Result<(), Refused> {
    if !breach.state.is_running() {
        return Err(Refused::Over);
    }
    store::set_affected(tx, by, breach, affected, (people, records))?;
    let detail = match affected {
        Affected::Reach { source, categories, .. } => {
            json!({ "source": source, "categories": categories, "people": people, "records": records })
        }
        Affected::Listed { .. } => json!({ "people": people }),
    };
    Ok(by.log(tx, breach, "breaches.counted", detail)?)
}

/// A draft is a breach.
pub fn confirm(tx: &mut Db, by: By<'_>, breach: &Breach) -> Result<(), Refused> {
    if breach.state != State::Draft {
        return Err(Refused::NotADraft);
    }
    store::set_state(tx, by, breach, State::Open, None)?;
    Ok(by.log(tx, breach, "breaches.confirmed", json!({}))?)
}

/// A draft is none, for these reasons. It stays in the register.
pub fn dismiss(tx: &mut Db, by: By<'_>, breach: &Breach, reasons: &str) -> Result<(), Refused> {
    if breach.state != State::Draft {
        return Err(Refused::NotADraft);
    }
    let account = Account { dismissal: reasons.trim().to_owned(), ..breach.account.clone() };
    store::set_state(tx, by, breach, State::Dismissed, Some(&account))?;
    Ok(by.log(tx, breach, "breaches.dismissed", json!({}))?)
}

/// What is known for a decision.
pub fn about(breach: &Breach, decisions: &[Decision], now: Timestamp) -> About {
    let authority = decisions.iter().filter_map(|one| match one.outcome {
        Outcome::Authority(outcome) => Some((outcome, one.told)),
        Outcome::People(_) => None,
    });
    let told = authority.clone().filter(|(outcome, _)| outcome.tells());
    About {
        aware: breach.aware,
        due: breach.due,
        first_told: told.filter_map(|(_, at)| at).min(),
        complete: authority.clone().any(|(outcome, _)| outcome == Authority::Complete),
        now,
    }
}

/// Notes that the authority was told, or is not and why.
pub fn decide_authority(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    outcome: Authority,
    said: &Said<'_>,
) -> Result<(), Refused> {
    let about = about(breach, &decisions(tx, by.keys, &breach.id)?, by.now);
    let faults = about.authority_faults(outcome, said);
    let late = about.is_late(outcome, said.told);
    decide(tx, by, breach, Outcome::Authority(outcome), said, (faults, late))
}

/// Notes that the people were told, or are not and on which exception.
pub fn decide_people(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    outcome: People,
    said: &Said<'_>,
) -> Result<(), Refused> {
    let about = about(breach, &decisions(tx, by.keys, &breach.id)?, by.now);
    let faults = about.people_faults(outcome, said);
    decide(tx, by, breach, Outcome::People(outcome), said, (faults, false))
}

fn decide(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    outcome: Outcome,
    said: &Said<'_>,
    (faults, late): (Vec<Fault>, bool),
) -> Result<(), Refused> {
    if breach.state != State::Open {
        return Err(Refused::Over);
    }
    if !faults.is_empty() {
        return Err(Refused::Faults(faults));
    }
    store::add_decision(tx, by, breach, outcome, said, late)?;
    let detail = json!({ "about": outcome.about(), "outcome": outcome.as_str(), "late": late });
    Ok(by.log(tx, breach, "breaches.decided", detail)?)
}

/// What is missing before an entry can be closed.
pub fn missing(breach: &Breach, decisions: &[Decision]) -> Vec<Part> {
    let mut missing = breach.account.missing(breach.people.is_some() && breach.records.is_some());
    let last = |about: &str| decisions.iter().rev().map(|one| one.outcome).find(|outcome| outcome.about() == about);
    if !matches!(last("authority"), Some(Outcome::Authority(Authority::Complete | Authority::NotTold))) {
        missing.push(Part::Authority);
    }
    if last("people").is_none() {
        missing.push(Part::People);
    }
    missing
}

/// Ends an entry that is whole. From then on nothing of it changes.
pub fn close(tx: &mut Db, by: By<'_>, breach: &Breach) -> Result<(), Refused> {
    if breach.state != State::Open {
        return Err(Refused::Over);
    }
    let missing = missing(breach, &decisions(tx, by.keys, &breach.id)?);
    if !missing.is_empty() {
        return Err(Refused::Missing(missing));
    }
    store::set_state(tx, by, breach, State::Closed, None)?;
    Ok(by.log(tx, breach, "breaches.closed", json!({}))?)
}

/// How the term of an entry stands.
pub fn standing_of(breach: &Breach, decisions: &[Decision], now: Timestamp) -> Standing {
    let first_told = about(breach, decisions, now).first_told;
    let not_told = |one: &Decision| one.outcome == Outcome::Authority(Authority::NotTold);
    let waived = breach.state == State::Dismissed || decisions.iter().any(not_told);
    standing(breach.due, Answered { first_told, waived }, now)
}

#[cfg(test)]
#[path = "breaches_tests.rs"]
mod tests;
