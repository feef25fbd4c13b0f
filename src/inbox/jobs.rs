//! Reading the mailbox, and what ends by itself.
//!
//! A mail is kept, then marked in the mailbox, then the number of the last one moves on. Cut off anywhere, the next reading comes
//! by the same mail again and knows it by its mark.

use super::imap::{Lying, Mailbox, Problem};
use super::letter::{self, Letter};
use super::store::{self, Content, Left, New, Reached};
use super::{State, forget_old};
use crate::attachments::{House, Intake, IntakeError, Owner};
use crate::config::Inbox;
use crate::db::{Error, Id};
use crate::jobs::{Failure, Handler, Schedule};
use crate::portal::Portal;
use crate::secrets::{Keys, Purpose, hex, sha256_hex};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

const READ: &str = "inbox.read";
const TIDY: &str = "inbox.tidy";

/// The most bytes of a mail that is fetched whole.
const MOST: u64 = 60_000_000;

/// The jobs of this capability.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(READ, read), Handler::new(TIDY, tidy)]
}

/// What is repeated; the mailbox is read only if one is named.
pub fn schedules(is_named: bool) -> Vec<Schedule> {
    let read = is_named.then_some(Schedule::every(READ, SignedDuration::from_mins(2)));
    read.into_iter().chain([Schedule::every(TIDY, SignedDuration::from_hours(6))]).collect()
}

async fn tidy(portal: Portal, _: serde_json::Value) -> Result<(), Failure> {
    let now = portal.clock.now();
    portal.db.write(move |tx| forget_old(tx, now)).await?;
    Ok(())
}

/// A mailbox that cannot be read is no job that failed: it is noted, shown where its mails would be, and tried again soon.
async fn read(portal: Portal, _: serde_json::Value) -> Result<(), Failure> {
    let Some(settings) = &portal.settings.inbox else { return Ok(()) };
    let name = mailbox(&portal.keys, settings);
    match read_mailbox(&portal, settings, &name).await {
        Ok(()) => Ok(()),
        Err(Cut::Database(error)) => Err(error.into()),
        Err(Cut::Problem(problem)) => {
            tracing::warn!(problem = problem.as_str(), "the mailbox of the inbox cannot be read");
            let now = portal.clock.now();
            Ok(portal.db.write(move |tx| store::note(tx, now, &name, problem)).await?)
        }
    }
}

/// The mailbox of the settings, as the database names it.
pub fn mailbox(keys: &Keys, settings: &Inbox) -> String {
    let Inbox { host, port, user, folder, .. } = settings;
    hex(&keys.mac(Purpose::Once, format!("mailbox\n{host}\n{port}\n{user}\n{folder}").as_bytes()))
}

enum Cut {
    Problem(Problem),
    Database(Error),
}

impl From<Problem> for Cut {
    fn from(problem: Problem) -> Self {
        Cut::Problem(problem)
    }
}

impl From<Error> for Cut {
    fn from(error: Error) -> Self {
        Cut::Database(error)
    }
}

async fn read_mailbox(portal: &Portal, settings: &Inbox, name: &str) -> Result<(), Cut> {
    let mut open = Mailbox::open(settings).await?;
    let read = read_mails(portal, settings, name, &mut open).await;
    open.close().await;
    read
}

async fn read_mails(portal: &Portal, settings: &Inbox, name: &str, open: &mut Mailbox) -> Result<(), Cut> {
    let (id, validity) = (name.to_owned(), open.validity);
    let reached = portal.db.read(move |db| store::reached(db, &id)).await?;
    let last = reached.filter(|reached| reached.validity == validity).and_then(|reached| reached.last);
    let (uids, end) = match last {
        Some(last) => {
            let uids = open.after(last).await?;
            let end = uids.last().copied().unwrap_or(last);
            (uids, end)
        }
        None => open.first(portal.today()).await?,
    };
    for uid in uids {
        // One that somebody removed meanwhile was seen by them.
        if let Some(lying) = open.fetch(uid, MOST).await? {
            let taken = take(portal, lying).await?;
            open.leave(uid, settings.once_taken, taken.is_whole()).await?;
        }
        if last.is_some() {
            reach(portal, name, Reached { validity, last: Some(uid) }).await?;
        }
    }
    Ok(reach(portal, name, Reached { validity, last: Some(end) }).await?)
}

async fn reach(portal: &Portal, name: &str, to: Reached) -> Result<(), Error> {
    let (name, now) = (name.to_owned(), portal.clock.now());
    portal.db.write(move |tx| store::reach(tx, now, &name, &to)).await
}

/// What became of a mail that was brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    New { whole: bool },
    Known { whole: bool },
}

impl Taken {
    fn is_whole(self) -> bool {
        let (Taken::New { whole } | Taken::Known { whole }) = self;
        whole
    }
}

/// Keeps a mail; once, whoever brings it and however often.
async fn take(portal: &Portal, lying: Lying) -> Result<Taken, Error> {
    let said = format!("mail\n{}", sha256_hex(&lying.raw));
    let mark = hex(&portal.keys.mac(Purpose::Once, said.as_bytes()));
    let known = mark.clone();
    if let Some(whole) = portal.db.read(move |db| store::known(db, &known)).await? {
        return Ok(Taken::Known { whole });
    }
    let now = portal.clock.now();
    let id = Id::at(now, &portal.random);
    let (at, is_whole) = (lying.at, lying.is_whole);
    // A large mail takes its time, and a broken one may make what reads it stop: it is kept as one that cannot be read.
    let reading = tokio::task::spawn_blocking(move || letter::read(&lying.raw));
    let letter = reading.await.ok().flatten();
    let state = if letter.as_ref().is_some_and(|letter| letter.automatic) { State::Automatic } else { State::Waiting };
    let sender =
        letter.as_ref().and_then(|letter| letter.sender.as_ref()).map(|sender| sender.fingerprint(&portal.keys));
    let content = content(portal, now, &id, is_whole, letter).await?;
    let whole = content.is_whole();
    // A server whose clock runs ahead brings no mail from the future.
    let arrived_at = at.unwrap_or(now).min(now);
    let (parts, new) = (portal.clone(), New { id, mark, arrived_at, sender, content, state });
    let added = portal.db.write(move |tx| store::add(tx, &parts.random, &parts.keys, &new)).await?;
    Ok(if added { Taken::New { whole } } else { Taken::Known { whole } })
}

/// What a mail says, with its files taken in as those of a draft.
async fn content(
    portal: &Portal,
    now: Timestamp,
    id: &Id,
    is_whole: bool,
    letter: Option<Letter>,
) -> Result<Content, Error> {
    let Some(letter) = letter else { return Ok(Content { left: vec![Left::Unreadable], ..Content::default() }) };
    let mut left = Vec::new();
    left.extend((!is_whole).then_some(Left::Large));
    left.extend(letter.is_cut.then_some(Left::Long));
    let (db, keys, random) = (portal.db.clone(), Arc::clone(&portal.keys), portal.random.clone());
    let house = House { db, keys, random, limits: portal.settings.attachments };
    let owner = Owner::draft(id.clone());
    let mut refused = Vec::new();
    // Of a mail that is not all here the last file is cut off.
    let mut files = if is_whole { letter.files } else { Vec::new() };
    if super::message(&letter.subject, &letter.text).1 {
        // A request says so much at once; the whole of it goes along.
        let whole = letter::File { name: "mail.txt".to_owned(), bytes: letter.text.clone().into_bytes() };
        files.insert(0, whole);
    }
    for file in files {
        let mut intake = Intake::new(&house, now, &owner, None, &file.name);
        let mut taken = intake.push(&file.bytes).await;
        if taken.is_ok() {
            taken = intake.end().await.map(drop);
        }
        match taken {
            Ok(()) => {}
            Err(IntakeError::Refused(why)) => {
                intake.give_up().await?;
                refused.push((file.name, why.as_str().to_owned()));
            }
            Err(IntakeError::Database(error)) => return Err(error),
        }
    }
    let sender = letter.sender.map(|sender| sender.as_str().to_owned()).unwrap_or_default();
    Ok(Content { sender, name: letter.name, subject: letter.subject, text: letter.text, left, refused })
}
