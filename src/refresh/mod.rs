//! Data refresh: asks people from time to time whether their details are still right (Art. 5(1)(d)), and cannot become
//! marketing.
//!
//! The way of a campaign, each its own file:
//! 1. [`import`]: the directory of the customer file becomes persons, in batches, resumable;
//! 2. [`audience`]: who is due, and who is left out for which reason; `store::candidates` gathers what is known;
//!    [`rules`] say who it is about in the first place;
//! 3. [`lint`]: what the message must not say;
//! 4. [`family`]: S, or P, which needs a permission for marketing;
//! 5. [`campaign`]: draft, submitted, approved by a second person, sent, ended;
//! 6. [`schedule`]: at which hours of which days it writes, never on a public holiday; [`hours`]: of whom these are others; how
//!    many mails in an hour each of the [`providers`] gets, and how many a day of its [`warm_up`] holds;
//!    [`calendar`]: which days that makes, and where two campaigns meet;
//! 7. [`jobs`]: recipients are written down in parts, once or a few each night; [`send`]: each part is sent, as many mails
//!    at once as the pace needs: intent, act, outcome. What a crash leaves without outcome is parked as `unknown` and
//!    never sent again by itself;
//! 8. [`report`]: what other systems say became of a mail: an address that does not work ([`bounce`]), a complaint;
//!    what came of it all over time is a [`series`];
//! 9. `pages`: the colleagues' screens (counts only), the answer page `/c/…` and the stop page `/u/…`;
//! 10. `evidence`: what proves all that, in one archive, for five years (`store::ended`).

pub mod audience;
pub mod bounce;
pub mod calendar;
pub mod campaign;
mod evidence;
pub mod family;
mod hours;
mod import;
mod jobs;
pub mod lint;
mod mailbox;
mod pace;
pub mod pages;
pub mod providers;
pub mod report;
pub mod rules;
pub mod schedule;
mod send;
pub mod series;
mod store;
pub mod warm_up;

pub use jobs::{jobs, schedules};
pub use store::answers::{Asked, Link};
pub use store::calendar::Paced;
pub use store::campaigns::{Audience, Campaign};
pub use store::freshness::FileFreshness;
pub(crate) use store::freshness::{count as freshness, kept as freshness_kept};
pub use store::reports::{Bad, Overview};
pub(crate) use store::results::briefs;
pub use store::results::{Brief, Corrected, Figures, Reach};
pub use store::segments::Segment;
pub use store::standings::Import;
pub use store::waiting::{Held, held};

use crate::audit::{self, Actor, Event};
use crate::consents;
use crate::db::{Db, Error, Id};
use crate::people;
use crate::portal::Portal;
use crate::secrets::{Random, TokenHash};
use audience::{Exclusion, Horizon};
use campaign::{Act, Answer, Refusal, State, Stop};
use family::Permission;
use jiff::Timestamp;
use jiff::civil::Date;
use rules::{Chosen, Fact, Rules};
use schedule::Schedule;
use serde_json::json;
use warm_up::Share;

/// Which colleague does something, and when.
#[derive(Clone, Debug)]
pub struct By<'a> {
    /// The colleague.
    pub colleague: &'a Id,
    /// When.
    pub now: Timestamp,
    /// For ids and salts.
    pub random: &'a Random,
}

impl By<'_> {
    fn note(&self, tx: &mut Db, action: &'static str, campaign: &Id, detail: serde_json::Value) -> Result<(), Error> {
        let actor = Actor::Colleague(self.colleague.clone());
        let event = Event { actor, action, object: Some(campaign.to_string()), person: None, detail };
        audit::append(tx, self.now, self.random, &event).map(drop)
    }
}

/// Begins a campaign of at most `per_hour` mails in an hour.
pub fn create(tx: &mut Db, by: &By<'_>, name: &str, per_hour: i32) -> Result<Id, Error> {
    let id = store::campaigns::create(tx, by.now, by.random, name, by.colleague, per_hour)?;
    by.note(tx, "refresh.created", &id, json!({}))?;
    Ok(id)
}

/// What a draft says, and to whom it may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The introduction in English; may be empty.
    pub intro_en: String,
    /// The introduction in French; may be empty.
    pub intro_fr: String,
    /// The most mails in an hour.
    pub per_hour: i32,
    /// The marketing on whose permission it rests (family P); none: family S.
    pub permission: Option<Permission>,
}

/// Writes what a draft says. [`Error::Lost`] if it is no draft any more.
pub fn write(tx: &mut Db, by: &By<'_>, id: &Id, words: &Words) -> Result<(), Error> {
    store::campaigns::write(tx, by.now, id, by.colleague, words)?;
    let permission = words.permission.as_ref().map(Permission::activity);
    by.note(tx, "refresh.written", id, json!({ "per_hour": words.per_hour, "permission": permission }))
}

/// Says when a draft will send. [`Error::Lost`] if it is no draft any more.
pub fn plan(tx: &mut Db, by: &By<'_>, id: &Id, schedule: &Schedule) -> Result<(), Error> {
    store::campaigns::plan(tx, by.now, id, by.colleague, schedule)?;
    let Schedule { window, starts_on, ends_on, remind_after_days, every_months, per_provider_hour, warm_up_from } =
        schedule;
    let detail = json!({
        "hours": [window.from_hour, window.to_hour],
        "days": window.days.bits(),
        "starts_on": starts_on.map(|day| day.to_string()),
        "ends_on": ends_on.map(|day| day.to_string()),
        "remind_after_days": remind_after_days,
        "every_months": every_months,
        "per_provider_hour": per_provider_hour,
        "warm_up_from": warm_up_from,
    });
    by.note(tx, "refresh.scheduled", id, detail)
}

/// Says whom a draft is about. [`Error::Lost`] if it is no draft any more.
pub fn choose(tx: &mut Db, by: &By<'_>, id: &Id, rules: &Rules) -> Result<(), Error> {
    store::campaigns::choose(tx, by.now, id, by.colleague, rules)?;
    by.note(tx, "refresh.chosen", id, json!({ "rules": rules }))
}

/// Rules with a name, by name.
pub fn segments(db: &mut Db) -> Result<Vec<Segment>, Error> {
    store::segments::all(db)
}

/// The one with this id; [`Error::NotFound`] if there is none.
pub fn segment(db: &mut Db, id: &Id) -> Result<Segment, Error> {
    store::segments::one(db, id)
}

/// The groups of customers that the customer file names, in order; not more than `most`.
pub fn declared_segments(db: &mut Db, most: usize) -> Result<Vec<String>, Error> {
    store::segments::declared(db, most)
}

/// Gives rules a name; [`Error::Unique`] if others have it.
pub fn keep_segment(tx: &mut Db, by: &By<'_>, name: &str, rules: &Rules) -> Result<(), Error> {
    let id = store::segments::keep(tx, by.now, by.random, by.colleague, name, rules)?;
    by.note(tx, "refresh.segment_kept", &id, json!({ "rules": rules }))
}

/// Forgets a name; campaigns that were given the rules keep them. [`Error::Lost`] if it is gone.
pub fn remove_segment(tx: &mut Db, by: &By<'_>, id: &Id) -> Result<(), Error> {
    store::segments::remove(tx, id)?;
    by.note(tx, "refresh.segment_removed", id, json!({}))
}

/// Which of the rules leaves out most of those who would get a mail, and how many would without it; `None` if none does.
pub fn narrowest(db: &mut Db, horizon: &Horizon, rules: &Rules) -> Result<Option<(Fact, i64)>, Error> {
    let mut most = None;
    for fact in rules.facts() {
        let total = audience(db, &horizon.clone().choosing(&rules.without(fact)))?.total();
        if total > most.map_or(0, |(_, total)| total) {
            most = Some((fact, total));
        }
    }
    Ok(most)
}

/// Some of those who would get a mail, not more than `most`, from a place in the list that is drawn. Looks at so many people at most
/// that a page does not wait.
pub fn sample(db: &mut Db, random: &Random, horizon: &Horizon, most: usize) -> Result<Vec<Id>, Error> {
    store::candidates::sample(db, random, horizon, most)
}

/// Notes that a colleague saw so many of those who would get a mail.
pub fn note_sample(tx: &mut Db, by: &By<'_>, campaign: &Id, people: usize) -> Result<(), Error> {
    by.note(tx, "refresh.sampled", campaign, json!({ "people": people }))
}

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The rules refuse it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The message says what it must not; nothing was changed.
    #[error("the message says what it must not")]
    Message,
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Does something to a campaign: the change, its audit event and the job it causes. Returns where it stands now.
pub fn act(tx: &mut Db, by: &By<'_>, id: &Id, act: Act) -> Result<State, ActError> {
    let campaign = store::campaigns::one(tx, id)?;
    let next = act.apply(campaign.state, &campaign.author, by.colleague)?;
    if matches!(act, Act::Submit | Act::Approve) {
        let intros = crate::lang::Lang::ALL.iter().map(|lang| (*lang, campaign.intro(*lang)));
        let found = lint::lint_intros(&intros.collect::<Vec<_>>());
        if found.iter().any(|(_, finding)| finding.rule.blocks(campaign.family())) {
            return Err(ActError::Message);
        }
    }
    match act {
        Act::Approve => store::campaigns::approve(tx, by.now, id, by.colleague)?,
        _ => store::campaigns::turn(tx, by.now, id, campaign.state, next)?,
    }
    match next {
        State::Planning => jobs::ask(tx, by.now, by.random, jobs::PLAN, id)?,
        State::Sending => jobs::ask_send(tx, by.now, by.random, id)?,
        _ => {}
    }
    let action = match act {
        Act::Submit => "refresh.submitted",
        Act::Reopen => "refresh.reopened",
        Act::Approve => "refresh.approved",
        Act::Pause => "refresh.paused",
        Act::Resume => "refresh.resumed",
        Act::Stop => "refresh.stopped",
    };
    by.note(tx, action, id, json!({}))?;
    Ok(next)
}

/// Approves a campaign as it was read, and keeps what it says for its proof; [`Error::Lost`] if it says something else by now.
fn approve(tx: &mut Db, by: &By<'_>, read: &Campaign, said: &[evidence::Sample]) -> Result<State, ActError> {
    let here = store::campaigns::one(tx, &read.id)?;
    if [&here.intro_en, &here.intro_fr] != [&read.intro_en, &read.intro_fr] || here.permission != read.permission {
        return Err(Error::Lost.into());
    }
    let next = act(tx, by, &read.id, Act::Approve)?;
    evidence::keep(tx, &read.id, said)?;
    Ok(next)
}

/// Settles the mails that nobody knows the outcome of: they all count as sent, or all as not sent. None is sent again.
pub fn resolve_unknown(tx: &mut Db, by: &By<'_>, id: &Id, as_sent: bool) -> Result<usize, Error> {
    let settled = store::sending::resolve(tx, id, as_sent)?;
    by.note(tx, "refresh.unknown_settled", id, json!({ "mails": settled, "as_sent": as_sent }))?;
    Ok(settled)
}

/// Asks for the directory to be taken in now; a pass that begins meanwhile serves.
pub fn ask_import(tx: &mut Db, by: &By<'_>) -> Result<(), Error> {
    let asked = json!({ "asked_at": by.now });
    let job = crate::jobs::Job::new(jobs::IMPORT, crate::jobs::Lane::Campaign, asked).key(jobs::IMPORT);
    crate::jobs::enqueue(tx, by.now, by.random, job).map(drop)
}

/// All campaigns with what their days hang on, the newest first, seen from `today`. `horizon` measures people for one of them.
pub fn paced(db: &mut Db, today: Date, horizon: impl Fn(&Campaign) -> Horizon) -> Result<Vec<Paced>, Error> {
    store::calendar::paced(db, today, horizon)
}

/// All campaigns, the newest first.
pub fn all(db: &mut Db) -> Result<Vec<Campaign>, Error> {
    store::campaigns::all(db)
}

/// One campaign; [`Error::NotFound`] if there is none.
pub fn one(db: &mut Db, id: &Id) -> Result<Campaign, Error> {
    store::campaigns::one(db, id)
}

/// Until when nothing leaves because each first mail that is left waits for the hours of its reader.
pub fn all_wait_until(db: &mut Db, now: Timestamp, campaign: &Campaign) -> Result<Option<Timestamp>, Error> {
    store::hours::all_wait_until(db, now, campaign)
}

/// Whom a campaign would go to now.
pub fn audience(db: &mut Db, horizon: &Horizon) -> Result<Audience, Error> {
    store::campaigns::audience(db, horizon)
}

/// What speaks for and against asking an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// Every reason against, the gravest first; none if they would be asked.
    pub reasons: Vec<Exclusion>,
    /// Those that colleagues gave, with when.
    pub given: Vec<(Exclusion, Timestamp)>,
    /// Whether the rules of the campaign choose them.
    pub chosen: bool,
}

/// Why an address is left out of a campaign, or that it is not, with the audit event of having looked.
pub fn why(tx: &mut Db, by: &By<'_>, campaign: &Id, print: &str, horizon: &Horizon) -> Result<Why, Error> {
    let person = people::by_fingerprint(tx, print)?.map(|person| person.id);
    let known = person.as_ref().map(|id| store::candidates::of(tx, std::slice::from_ref(id), horizon)).transpose()?;
    let candidate = match known.and_then(|mut known| known.pop()) {
        Some(known) => known.candidate,
        None => store::candidates::stranger(tx, print)?,
    };
    let chosen = match &person {
        Some(id) => store::segments::chooses(tx, id, &horizon.chosen)?,
        None => horizon.chosen == Chosen::default(),
    };
    note_address(tx, by, campaign, person, "refresh.looked_up", json!({}))?;
    Ok(Why { reasons: candidate.reasons(horizon).collect(), given: store::bars::of(tx, print)?, chosen })
}

/// Leaves an address out of every campaign from now on, for one of [`Exclusion::BY_HAND`].
pub fn bar(tx: &mut Db, by: &By<'_>, campaign: &Id, print: &str, reason: Exclusion) -> Result<(), Error> {
    if store::bars::put(tx, by.now, print, reason, by.colleague)? {
        let person = people::by_fingerprint(tx, print)?.map(|person| person.id);
        note_address(tx, by, campaign, person, "refresh.barred", json!({ "reason": reason.as_str() }))?;
    }
    Ok(())
}

/// Takes back a reason that a colleague gave.
pub fn unbar(tx: &mut Db, by: &By<'_>, campaign: &Id, print: &str, reason: Exclusion) -> Result<(), Error> {
    if store::bars::lift(tx, print, reason)? {
        let person = people::by_fingerprint(tx, print)?.map(|person| person.id);
        note_address(tx, by, campaign, person, "refresh.unbarred", json!({ "reason": reason.as_str() }))?;
    }
    Ok(())
}

fn note_address(
    tx: &mut Db,
    by: &By<'_>,
    campaign: &Id,
    person: Option<Id>,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let (actor, object) = (Actor::Colleague(by.colleague.clone()), Some(campaign.to_string()));
    audit::append(tx, by.now, by.random, &Event { actor, action, object, person, detail }).map(drop)
}

/// What today holds for a campaign that warms up; `None` for one that does not, or not any more.
pub fn share_of_today(db: &mut Db, campaign: &Campaign, today: Date) -> Result<Option<Share>, Error> {
    store::places::share(db, campaign, today)
}

/// The mail providers that get nothing more of a campaign in this hour.
pub fn full_providers(db: &mut Db, now: Timestamp, campaign: &Campaign) -> Result<Vec<String>, Error> {
    store::places::full(db, now, campaign)
}

/// The figures of a campaign.
pub fn figures(db: &mut Db, id: &Id) -> Result<Figures, Error> {
    store::results::figures(db, id)
}

/// The addresses that do not work, in counts.
pub fn bad_addresses(db: &mut Db, now: Timestamp) -> Result<Overview, Error> {
    store::reports::overview(db, now)
}

/// The addresses that do not work, one by one, those to look at again first.
pub fn bad_list(db: &mut Db, most: i64) -> Result<Vec<Bad>, Error> {
    store::reports::list(db, most)
}

/// A colleague lets an address be written to again; `false` if it already is.
pub fn release(tx: &mut Db, by: &By<'_>, person: &Id) -> Result<bool, Error> {
    let known = people::by_id(tx, person)?.ok_or(Error::NotFound)?;
    let released = store::standings::release(tx, &known.fingerprint)?;
    if released {
        let (actor, person) = (Actor::Colleague(by.colleague.clone()), Some(known.id));
        let event = Event { actor, action: "refresh.address_released", object: None, person, detail: json!({}) };
        audit::append(tx, by.now, by.random, &event)?;
    }
    Ok(released)
}

/// The owner says that the address they sign in with works; `false` if nothing else was noted.
pub fn works(tx: &mut Db, now: Timestamp, random: &Random, person: &Id) -> Result<bool, Error> {
    let known = people::by_id(tx, person)?.ok_or(Error::NotFound)?;
    let works = store::standings::release(tx, &known.fingerprint)?;
    if works {
        people::contacted(tx, &known.id, now)?;
        let (actor, person) = (Actor::Person(known.id.clone()), Some(known.id));
        let event = Event { actor, action: "facts.mailbox_works", object: None, person, detail: json!({}) };
        audit::append(tx, now, random, &event)?;
    }
    Ok(works)
}

/// How far the directory of a source was taken in.
pub fn import_of(db: &mut Db, source: &str) -> Result<Option<Import>, Error> {
    store::standings::import(db, source)
}

/// The mail that a link's token was minted for.
pub fn asked(db: &mut Db, now: Timestamp, link: Link, token: &TokenHash) -> Result<Option<Asked>, Error> {
    store::answers::asked(db, now, link, token)
}

/// Writes an answer down, with its audit event; `false` if the mail was answered before (a "stop" is always heard). "Everything is
/// correct" is said of each kind of data that the check names.
pub fn answer(tx: &mut Db, portal: &Portal, asked: &Asked, answer: Answer) -> Result<bool, Error> {
    let now = portal.clock.now();
    let noted = store::answers::answer(tx, now, asked, answer)?;
    let person = asked.person.as_ref().filter(|_| noted && answer == Answer::Correct);
    if let Some(person) = person.map(|person| people::by_id(tx, person)).transpose()?.flatten() {
        for category in &portal.record.categories {
            people::confirm_category(tx, &person.id, &category.id, people::How::Answer, now)?;
        }
    }
    if noted {
        note_person(tx, now, &portal.random, asked, "refresh.answered", json!({ "answer": answer.as_str() }))?;
    }
    Ok(noted)
}

/// Hears a "stop", with its audit event; `false` if it was said before. What a mail of family P stops besides the checks stops in the
/// ledger of consents, in the sources, and for every system that asks (law.md REFR-10). Of family S it is the checks, whatever `what` says.
pub fn stop(tx: &mut Db, portal: &Portal, asked: &Asked, what: Stop) -> Result<bool, Error> {
    let (now, random) = (portal.clock.now(), &portal.random);
    let what = if asked.permitted { what } else { Stop::Checks };
    let person = asked.person.as_ref().map(|person| people::by_id(tx, person)).transpose()?.flatten();
    if let Some(person) = person.filter(|_| what != Stop::Checks) {
        consents::silence(tx, portal, &person, asked.lang, "stop")?;
    }
    let noted = store::answers::stop(tx, now, asked, what)?;
    if noted {
        note_person(tx, now, random, asked, "refresh.answered", json!({ "answer": "stop", "what": what.as_str() }))?;
    }
    Ok(noted)
}

/// Takes a "stop" of the checks back, with its audit event; `false` if there is none, or it is too old.
pub fn undo_stop(tx: &mut Db, now: Timestamp, random: &Random, asked: &Asked) -> Result<bool, Error> {
    let undone = store::answers::undo_stop(tx, now, asked)?;
    if undone {
        note_person(tx, now, random, asked, "refresh.stop_undone", json!({}))?;
    }
    Ok(undone)
}

/// The holder of a mailed link counts as the person: no more is asked of them here.
fn note_person(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    asked: &Asked,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let actor = asked.person.clone().map_or(Actor::System, Actor::Person);
    let object = Some(asked.campaign.to_string());
    let event = Event { actor, action, object, person: asked.person.clone(), detail };
    audit::append(tx, now, random, &event).map(drop)
}

/// The owner of an address moved to another one: when they were asked and that they said stop goes with them.
pub fn carry(tx: &mut Db, from: &str, to: &str) -> Result<(), Error> {
    store::standings::carry(tx, from, to)
}

/// What was mailed to somebody before they moved to another address is not answered any more: whoever reads the old mailbox
/// may be somebody else. "Stop" goes on working: it tells and opens nothing.
pub fn close_answers(tx: &mut Db, person: &Id) -> Result<(), Error> {
    store::answers::close(tx, person)
}

/// Forgets what the mailings know about an address, except that it must not be written to (law.md SUP-4).
pub fn forget(tx: &mut Db, fingerprint: &str) -> Result<(), Error> {
    store::standings::forget(tx, fingerprint)
}

/// Who said "stop" to details checks after a time (in microseconds since 1970) and before another, oldest first, for the
/// erasure ledger: fingerprint and time.
pub fn stopped_after(db: &mut Db, after: i64, before: Timestamp) -> Result<Vec<(String, Timestamp)>, Error> {
    store::standings::stopped_after(db, after, before)
}

/// Whether somebody said "stop" to details checks.
pub fn is_stopped(db: &mut Db, fingerprint: &str) -> Result<bool, Error> {
    store::standings::is_stopped(db, fingerprint)
}

/// The activity of the record that a details check belongs to.
pub const ACTIVITY: &str = store::standings::ACTIVITY;
