//! Packages in the background: written, announced, tidied away.

use super::{KEPT_DAYS, Proof, by_hand, collect, file, make_folder, package, prove, store};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::mail::{self, Mail};
use crate::manual;
use crate::people;
use crate::portal::Portal;
use crate::requests::{self, Right, Status};
use crate::secrets::Random;
use crate::web::View;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fs;
use std::io::{Seek, SeekFrom};

const PREPARE: &str = "access.prepare";
const TIDY: &str = "access.tidy";

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(PREPARE, prepare), Handler::new(TIDY, tidy)]
}

/// What is repeated.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(TIDY, SignedDuration::from_hours(1))]
}

pub(super) fn enqueue_prepare(tx: &mut Db, now: Timestamp, random: &Random, id: &Id) -> Result<(), Error> {
    let job = Job::new(PREPARE, Lane::Default, json!({ "package": id }));
    enqueue(tx, now, random, job.key(format!("{PREPARE}:{id}"))).map(drop)
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
    let Some((wanted, person)) = found.filter(|(package, _)| package.state == super::State::Preparing) else {
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
        // Incomplete is no answer: the request stays open until somebody looked there.
        let unknown: Vec<String> = missing
            .iter()
            .filter_map(|name| parts.sources.manual(name))
            .map(|source| source.label.get(wanted.lang).to_owned())
            .collect();
        let request = wanted.request.as_ref().and_then(|id| id.parse::<Id>().ok());
        if let Some(id) = request
            && let Some(request) = requests::by_id(tx, &id)?
            && !request.status.is_over()
            && unknown.is_empty()
        {
            requests::finish(tx, now, random, &request, Right::Access, Status::Closed)?;
        }
        if !unknown.is_empty() {
            by_hand::ask(tx, &parts, &person, id.as_str())?;
        }
        let link = format!("/{}/me/download", wanted.lang);
        let mail = Mail::DownloadReady { unknown, bytes: size, until, link };
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
