//! S4: gathering the copy of a case. Every source is asked, and how each stands is written down: no copy is called complete while
//! one of them is unknown. A source that does not answer is asked again by a job.

use super::{Act, Refused, jobs, store};
use crate::access;
use crate::db::{Db, Error, Id};
use crate::facts::{self, Holdings};
use crate::jobs::{Job, Lane, enqueue};
use crate::manual::{self, Listed, State};
use crate::people::{self, Person};
use crate::portal::Portal;
use crate::requests::word::words;
use crate::requests::{self, Item, ItemState, Request, Right};
use crate::secrets::Random;
use crate::sources::{Identifiers, Sources};
use jiff::Timestamp;
use serde_json::json;

/// What a source that answers by itself said when it was asked for the copy of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds something of the person.
    Found,
    /// It holds nothing.
    Nothing,
    /// Several people have the mailbox: it gives nothing of any of them, and a colleague knows whom the case is about.
    Shared,
    /// It did not answer.
    Silent,
}

words!(Answer { Found = "found", Nothing = "none", Shared = "shared", Silent = "silent" });

/// How a source that answers by itself stands for the copy of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its name.
    pub source: String,
    /// What it said.
    pub answer: Answer,
    /// How many rows of the person it holds.
    pub entries: u64,
    /// When it was asked.
    pub at: Timestamp,
}

impl Standing {
    /// Whether the answer still serves: it is one, and as young as what colleagues found by hand must be.
    pub fn serves(&self, now: Timestamp) -> bool {
        self.answer != Answer::Silent && self.at >= manual::serves_since(now)
    }
}

/// How each source stands for the copy that a request asks for.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The sources that answer by themselves and were asked.
    pub asked: Vec<Standing>,
    /// The newest task of each manual source.
    pub tasks: Vec<Listed>,
}

impl Gathered {
    /// How they stand. What a colleague signed counts if it served when the request arrived, or was signed since.
    pub fn of(db: &mut Db, request: &Request) -> Result<Self, Error> {
        let since = manual::serves_since(request.received_at);
        let mut tasks = manual::newest_for_packages(db, &request.person)?;
        tasks.retain(|task| task.signed_at.is_none_or(|at| at >= since));
        Ok(Self { asked: store::gathered::of(db, &request.id)?, tasks })
    }

    /// How a source that answers by itself stands; none if it was never asked.
    pub fn standing(&self, source: &str) -> Option<&Standing> {
        self.asked.iter().find(|one| one.source == source)
    }

    /// How a manual source stands.
    pub fn task(&self, source: &str) -> Option<&Listed> {
        self.tasks.iter().find(|task| task.source == source)
    }

    /// The names of the sources of which nothing that serves is known.
    pub fn unknown(&self, sources: &Sources, now: Timestamp) -> Vec<String> {
        let live = sources.iter().map(|source| source.name());
        let live = live.filter(|name| !self.standing(name).is_some_and(|one| one.serves(now)));
        let is_signed = |task: &Listed| matches!(task.state, State::Found | State::Nothing);
        let by_hand = sources.by_hand().map(|source| source.name.as_str());
        let by_hand = by_hand.filter(|name| !self.task(name).is_some_and(is_signed));
        live.chain(by_hand).map(str::to_owned).collect()
    }

    /// Whether some manual source waits for nobody yet.
    pub fn has_unasked(&self, sources: &Sources) -> bool {
        let unasked = |name: &str| self.task(name).is_none_or(|task| task.state == State::Dropped);
        sources.by_hand().any(|source| unasked(&source.name))
    }
}

/// Whose copy a request asks for; nobody where it asks for none, or the person is not known, or leaves.
fn whose(db: &mut Db, request: &Request) -> Result<Option<Person>, Error> {
    let rights = requests::store::rights(db, &request.id)?;
    if !rights.into_iter().any(Right::is_copy) {
        return Ok(None);
    }
    Ok(people::by_id(db, &request.person)?.filter(|person| person.leaves_at.is_none()))
}

/// From now on the sources of a case are asked, by a job: what a colleague has to gather is known before they begin.
pub(super) fn begin(tx: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Error> {
    if !request.status.is_over() && whose(tx, request)?.is_some() {
        look_at(tx, (act.now, act.random), &request.id, act.now)
    } else {
        Ok(())
    }
}

fn look_at(tx: &mut Db, (now, random): (Timestamp, &Random), request: &Id, at: Timestamp) -> Result<(), Error> {
    let job = Job::new(jobs::GATHER, Lane::Default, json!({ "request": request })).at(at);
    enqueue(tx, now, random, job.key(format!("{}:{request}", jobs::GATHER))).map(drop)
}

/// Looks for the job; while a source is silent, another one waits. A job that is put off would have lost its key: each colleague
/// who looks meanwhile would begin one more.
pub(super) async fn look_again(portal: &Portal, request: &Request) -> Result<(), Error> {
    if look(portal, request).await? {
        return Ok(());
    }
    let (now, random, id) = (portal.clock.now(), portal.random.clone(), request.id.clone());
    portal.db.write(move |tx| look_at(tx, (now, &random), &id, facts::asked_again(now))).await
}

/// Asks every source that answers by itself for the copy of a request and writes down how each stands. Nobody reads what is
/// held. Whether all of them answered; so it is where there is nothing to gather.
pub async fn look(portal: &Portal, request: &Request) -> Result<bool, Error> {
    let (keys, copy) = (portal.keys.clone(), request.clone());
    let address = portal.db.read(move |db| whose(db, &copy)?.map(|person| person.address(&keys)).transpose()).await?;
    let Some(address) = address else { return Ok(true) };
    let holdings = facts::look(&portal.sources, &Identifiers::new([&address])).await;
    let (id, now) = (request.id.clone(), portal.clock.now());
    let said = standing(&holdings, now);
    let all = said.iter().all(|one| one.answer != Answer::Silent);
    portal.db.write(move |tx| store::gathered::note(tx, now, &id, &said)).await?;
    Ok(all)
}

/// Asks those sources whose answer does not serve any more, or that never gave one, before an answer says that a copy is
/// complete.
pub async fn look_before_closing(portal: &Portal, request: &Request, items: &[Item]) -> Result<(), Error> {
    if !gives_copy(items) {
        return Ok(());
    }
    let (copy, now) = (request.clone(), portal.clock.now());
    let gathered = portal.db.read(move |db| Gathered::of(db, &copy)).await?;
    let serves = |name: &str| gathered.standing(name).is_some_and(|one| one.serves(now));
    if !portal.sources.iter().all(|source| serves(source.name())) {
        look(portal, request).await?;
    }
    Ok(())
}

/// Whether the answer to these items gives a copy.
pub fn gives_copy(items: &[Item]) -> bool {
    items.iter().any(|item| item.right.is_copy() && item.state == ItemState::Granted)
}

/// The same for a look that a colleague takes at what is held.
pub fn note(tx: &mut Db, act: Act<'_>, request: &Request, holdings: &Holdings) -> Result<(), Error> {
    if whose(tx, request)?.is_none() {
        return Ok(());
    }
    store::gathered::note(tx, act.now, &request.id, &standing(holdings, act.now))?;
    if holdings.down.is_empty() {
        return Ok(());
    }
    look_at(tx, (act.now, act.random), &request.id, facts::asked_again(act.now))
}

fn standing(holdings: &Holdings, at: Timestamp) -> Vec<Standing> {
    let answered = holdings.held.iter().map(|held| {
        let entries = u64::try_from(held.rows.len()).unwrap_or(u64::MAX);
        let answer = if entries > 0 { Answer::Found } else { Answer::Nothing };
        Standing { source: held.source.clone(), answer, entries, at }
    });
    let down = holdings.down.iter().map(|source| {
        let answer = if holdings.shared.contains(source) { Answer::Shared } else { Answer::Silent };
        Standing { source: source.clone(), answer, entries: 0, at }
    });
    answered.chain(down).collect()
}

/// Asks the colleagues of the manual sources that nobody was asked about yet, for the copy that a case asks for.
pub fn gather(tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request) -> Result<(), Refused> {
    act.theirs(request)?;
    let Some(person) = whose(tx, request)? else { return Err(Refused::Unidentified) };
    let gathered = Gathered::of(tx, request)?;
    if gathered.has_unasked(&portal.sources) {
        access::by_hand::ask(tx, portal, &person, request.id.as_str())?;
    }
    if gathered.asked.iter().any(|one| one.answer == Answer::Silent) {
        look_at(tx, (act.now, act.random), &request.id, facts::asked_again(act.now))?;
    }
    Ok(act.log(tx, request, "requests.gathered", json!({}))?)
}

/// No copy is called complete while a source is unknown: one that does not answer, and one that a colleague looks through.
pub(super) fn complete(
    tx: &mut Db,
    act: Act<'_>,
    sources: &Sources,
    request: &Request,
    items: &[Item],
) -> Result<(), Refused> {
    if !gives_copy(items) || whose(tx, request)?.is_none() {
        return Ok(());
    }
    let unknown = Gathered::of(tx, request)?.unknown(sources, act.now);
    if unknown.is_empty() { Ok(()) } else { Err(Refused::Ungathered) }
}
