//! Packages in the background: written, announced, tidied away.

use super::{KEPT_DAYS, Package, Proof, State, by_hand, collect, file, make_folder, package, prove, store};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::facts::{self, asked_again};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::mail::{self, Mail};
use crate::manual;
use crate::people;
use crate::portal::Portal;
use crate::requests::{self, Right, Status};
use crate::secrets::Random;
use crate::sources::Identifiers;
use crate::web::View;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fs;
use std::io::{Seek, SeekFrom};

const PREPARE: &str = "access.prepare";
const AGAIN: &str = "access.again";
const TIDY: &str = "access.tidy";

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(PREPARE, prepare), Handler::new(AGAIN, again), Handler::new(TIDY, tidy)]
}

/// What is repeated.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(TIDY, SignedDuration::from_hours(1))]
}

pub(super) fn enqueue_prepare(tx: &mut Db, now: Timestamp, random: &Random, id: &Id) -> Result<(), Error> {
    let job = Job::new(PREPARE, Lane::Default, json!({ "package": id }));
    enqueue(tx, now, random, job.key(format!("{PREPARE}:{id}"))).map(drop)
}

/// Another package under the same request, with what is missing in this one.
pub(super) fn follow(tx: &mut Db, portal: &Portal, package: &Package) -> Result<(), Error> {
    let (now, random) = (portal.clock.now(), &portal.random);
    let (id, is_new) = store::ask(tx, now, random, &package.person, package.request.as_deref(), package.lang)?;
    if is_new { enqueue_prepare(tx, now, random, &id) } else { Ok(()) }
}

/// Asks for the files of forgotten packages to go now.
pub fn enqueue_tidy(tx: &mut Db, now: Timestamp, random: &Random) -> Result<(), Error> {
    enqueue(tx, now, random, Job::new(TIDY, Lane::Default, json!({})).key(TIDY)).map(drop)
}

#[derive(Deserialize)]
struct Payload {
    package: Id,
}

async fn prepare(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { package: id } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let key = id.clone();
    let found = portal
        .db
        .read(move |db| {
            let Some(package) = store::by_id(db, &key)? else { return Ok::<_, Error>(None) };
            let person = people::by_id(db, &package.person)?;
            Ok(person.map(|person| (package, person)))
        })
        .await?;
    let Some((wanted, person)) = found.filter(|(package, _)| package.state == State::Preparing) else {
        return Ok(());
    };
    // Until an erasure begins everything about the person is frozen.
    if person.leaves_at.is_some() {
        portal.db.write(move |tx| store::failed(tx, &id)).await?;
        return Ok(());
    }
    // What is signed asks for this job again, and so does the tidying on the day after the last.
    let (parts, whose) = (portal.clone(), person.id.clone());
    if !portal.db.read(move |db| by_hand::awaited(db, &parts, &whose)).await?.is_empty() {
        return Ok(());
    }
    let address = person.address(&portal.keys)?;
    let contents = collect(&portal, &address, wanted.lang).await?;
    let (facts, missing) = (contents.facts.iter().filter(|fact| fact.is_held()).count(), contents.missing.clone());
    let (parts, key) = (portal.clone(), id.clone());
    let size = match tokio::task::spawn_blocking(move || write(&parts, &key, &contents)).await? {
        Ok(size) => size,
        Err(error) => {
            portal.db.write(move |tx| store::failed(tx, &id)).await?;
            return Err(Failure::GiveUp(error));
        }
    };
    let parts = portal.clone();
    let work = move |tx: &mut Db| {
        let Portal { random, keys, .. } = &parts;
        let now = parts.clock.now();
        let until = now.saturating_add(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(now);
        if !store::ready(tx, now, &id, until, size, facts, &missing)? {
            return Ok(());
        }
        // Incomplete is no answer: the request stays open until each source answered and somebody looked in each place.
        let called = |by_hand: bool| -> Vec<String> {
            let these = missing.iter().filter(|name| parts.sources.manual(name).is_some() == by_hand);
            these.map(|name| parts.sources.called(name, wanted.lang)).collect()
        };
        let (unknown, silent) = (called(true), called(false));
        let request = wanted.request.as_ref().and_then(|id| id.parse::<Id>().ok());
        if let Some(id) = request
            && let Some(request) = requests::by_id(tx, &id)?
            && !request.status.is_over()
            && missing.is_empty()
        {
            requests::finish(tx, now, random, &request, Right::Access, Status::Closed)?;
        }
        if !unknown.is_empty() {
            by_hand::ask(tx, &parts, &person, id.as_str())?;
        }
        if !silent.is_empty() {
            let job = Job::new(AGAIN, Lane::Default, json!({ "package": id })).at(asked_again(now));
            enqueue(tx, now, random, job.key(format!("{AGAIN}:{id}")))?;
        }
        let link = format!("/{}/me/download", wanted.lang);
        let mail = Mail::DownloadReady { unknown, silent, bytes: size, until, link };
        mail::queue(tx, now, random, keys, &address, wanted.lang, &mail)?;
        let event = audit::Event {
            actor: Actor::System,
            action: "access.prepared",
            object: Some(id.to_string()),
            person: Some(wanted.person.clone()),
            detail: json!({ "facts": facts, "missing": missing }),
        };
        audit::append(tx, now, random, &event).map(drop)
    };
    Ok(portal.db.write(work).await?)
}

/// Runs until the sources that are missing in a package answered, for as long as its request is open and it is the newest of
/// its person: then another one follows.
async fn again(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { package: id } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let parts = portal.clone();
    let read = portal.db.read(move |db| {
        let Some(package) = store::by_id(db, &id)? else { return Ok::<_, Error>(None) };
        let is_newest = store::newest(db, &package.person)?.is_some_and(|newest| newest.id == package.id);
        let request = package.request.as_ref().and_then(|id| id.parse::<Id>().ok());
        let request = request.map(|id| requests::by_id(db, &id)).transpose()?.flatten();
        let person = people::by_id(db, &package.person)?.filter(|person| person.leaves_at.is_none());
        let goes_on = is_newest && request.is_some_and(|request| !request.status.is_over());
        let Some(person) = person.filter(|_| goes_on) else { return Ok(None) };
        Ok(Some((package, person.address(&parts.keys)?)))
    });
    let Some((package, address)) = read.await? else { return Ok(()) };
    let down = facts::look(&portal.sources, &Identifiers::new([&address])).await.down;
    if package.missing.iter().any(|name| down.contains(name)) {
        return Err(Failure::RetryAt(asked_again(portal.clock.now())));
    }
    let parts = portal.clone();
    Ok(portal.db.write(move |tx| follow(tx, &parts, &package)).await?)
}

/// Writes the file under another name first, so that a crash leaves no half of one.
fn write(portal: &Portal, id: &Id, contents: &super::Contents) -> anyhow::Result<u64> {
    let view = View::new()?;
    let unfinished = make_folder(portal)?.join(format!("{id}.part"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = package::write(options.open(&unfinished)?, contents, &view)?;
    if !contents.marks.is_empty() {
        written.seek(SeekFrom::Start(0))?;
        if let Proof::Left(_) = prove(&written, contents)? {
            fs::remove_file(&unfinished)?;
            anyhow::bail!("words that a colleague marked are left in a package: it does not leave");
        }
    }
    written.sync_all()?;
    let size = written.metadata()?.len();
    fs::rename(&unfinished, file(portal, id))?;
    Ok(size)
}

/// Ends packages whose time is over and removes the files nobody can fetch any more.
async fn tidy(portal: Portal, _: Value) -> Result<(), Failure> {
    let (now, parts) = (portal.clock.now(), portal.clone());
    let work = move |tx: &mut Db| {
        store::expire(tx, now)?;
        let preparing = store::preparing(tx)?;
        if parts.sources.has_by_hand() {
            // Their wait may be over since yesterday; one that still waits is left alone by the job.
            preparing.iter().try_for_each(|(id, _)| enqueue_prepare(tx, now, &parts.random, id))?;
        }
        let people: Vec<Id> = preparing.into_iter().map(|(_, person)| person).collect();
        manual::forget_answers(tx, manual::serves_since(now), &people).map(drop)
    };
    portal.db.write(work).await?;
    let living = portal.db.read(store::living).await?;
    let folder = super::folder(&portal);
    let work = move || -> std::io::Result<()> {
        if !folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if !living.iter().any(|id| id.as_str() == name) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    };
    Ok(tokio::task::spawn_blocking(work).await??)
}
