use super::audience::Horizon;
use super::campaign::{State, too_many_bounces};
use super::import;
use super::store::campaigns::{self, Campaign};
use super::store::sending::{self, Next, Outcome, Tokens, Turn};
use super::store::standings;
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue};
use crate::lang::Lang;
use crate::mail::{Check, Envelope, Mail, SendError, Step};
use crate::portal::Portal;
use crate::record::Record;
use crate::secrets::{Random, Token, hex};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

/// Takes the directory in.
pub(super) const IMPORT: &str = "refresh.import";
/// Writes the recipients of an approved campaign down.
pub(super) const PLAN: &str = "refresh.plan";
/// Sends the mails of a campaign.
pub(super) const SEND: &str = "refresh.send";

/// Recipients written down at once.
const BATCH: i64 = 500;
/// Mails sent in one run of the job, so that a run ends within its lease and others get their turn.
const MAILS: usize = 100;

/// The background work of the mailings.
pub fn jobs() -> Vec<Handler<Portal>> {
    vec![Handler::new(IMPORT, run_import), Handler::new(PLAN, run_plan), Handler::new(SEND, run_send)]
}

/// When the directory is taken in by itself.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::every(IMPORT, SignedDuration::from_hours(24))]
}

/// Asks for a campaign's job; asked for twice while it waits, it stays one.
pub(super) fn ask(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    kind: &'static str,
    campaign: &Id,
) -> Result<(), Error> {
    let job = Job::new(kind, Lane::Campaign, json!({ "campaign": campaign }))
        .key(format!("{kind}:{campaign}"))
        // A process that dies must not use the attempts up: what it left behind is parked, the rest goes on.
        .attempts(1000);
    enqueue(tx, now, random, job).map(drop)
}

#[derive(Deserialize)]
struct Payload {
    campaign: Id,
}

fn campaign_of(payload: Value) -> Result<Id, Failure> {
    let payload: Payload = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    Ok(payload.campaign)
}

async fn run_import(portal: Portal, _: Value) -> Result<(), Failure> {
    let named = portal.sources.declarations().find(|source| source.directory.is_some()).map(|s| s.name.clone());
    let Some(source) = named else { return Ok(()) };
    let (now, name) = (portal.clock.now(), source.clone());
    let mut running = portal.db.write(move |tx| standings::begin_import(tx, now, &name)).await?;
    while running.finished_at.is_none() {
        let after = import::place(&portal.keys, &source, &running)?;
        let read = portal
            .sources
            .run(&source, move |source| source.session(|session| session.directory(after.as_ref(), import::BATCH)));
        let Some(batch) = read.await else { return Ok(()) };
        let (batch, parts, name, before) = (batch?, portal.clone(), source.clone(), running);
        running = portal
            .db
            .write(move |tx| {
                let desk = import::Desk {
                    now: parts.clock.now(),
                    random: &parts.random,
                    keys: &parts.keys,
                    zone: parts.zone(),
                    default_lang: parts.settings.portal.default_language,
                };
                import::take(tx, &desk, &name, &before, &batch)?;
                standings::import(tx, &name)?.ok_or(Error::NotFound)
            })
            .await?;
    }
    Ok(())
}

fn horizon(portal: &Portal) -> Horizon {
    Horizon::at(portal.clock.now(), portal.settings.refresh.confirm_after_months)
}

async fn run_plan(portal: Portal, payload: Value) -> Result<(), Failure> {
    let id = campaign_of(payload)?;
    loop {
        let (parts, id, horizon) = (portal.clone(), id.clone(), horizon(&portal));
        let more = portal
            .db
            .write(move |tx| {
                let (now, campaign) = (parts.clock.now(), campaigns::one(tx, &id)?);
                if campaign.state != State::Planning {
                    return Ok::<_, Error>(false);
                }
                let more = campaigns::plan_batch(tx, now, &parts.random, &campaign, &horizon, BATCH)?;
                if !more {
                    ask(tx, now, &parts.random, SEND, &id)?;
                }
                Ok(more)
            })
            .await?;
        if !more {
            return Ok(());
        }
    }
}

async fn run_send(portal: Portal, payload: Value) -> Result<(), Failure> {
    let id = campaign_of(payload)?;
    let run = hex(&portal.random.bytes::<16>());
    let (key, mine) = (id.clone(), run.clone());
    let campaign = portal
        .db
        .write(move |tx| {
            sending::park(tx, &key, &mine)?;
            campaigns::one(tx, &key)
        })
        .await?;
    let kinds = [Lang::En, Lang::Fr].map(|lang| kinds(&portal.record, lang));
    for _ in 0..MAILS {
        let (answer, stop) = (Token::mint(&portal.random), Token::mint(&portal.random));
        let tokens = Tokens { answer: answer.hash(), stop: stop.hash() };
        let (now, campaign_now, horizon, run) = (portal.clock.now(), campaign.clone(), horizon(&portal), run.clone());
        let next = portal.db.write(move |tx| sending::next(tx, now, &campaign_now, &horizon, &run, &tokens)).await?;
        let turn = match next {
            Next::Send(turn) => turn,
            Next::Skipped => continue,
            Next::Wait(later) => return Err(Failure::RetryAt(later)),
            Next::Nothing => return Ok(()),
        };
        let [english, french] = &kinds;
        let check = Check {
            intro: campaign.intro(turn.lang).to_owned(),
            kinds: if turn.lang == Lang::Fr { french.clone() } else { english.clone() },
            answer: format!("/c/{}", answer.expose()),
            stop: format!("/u/{}", stop.expose()),
        };
        if !send(&portal, &campaign, turn, check).await? {
            return Ok(());
        }
    }
    // The rest in another run, at once: this one has used its share of the lane.
    Err(Failure::RetryAt(portal.clock.now()))
}

/// Sends one mail and settles it; `false` if the campaign must not go on.
async fn send(portal: &Portal, campaign: &Campaign, turn: Turn, check: Check) -> Result<bool, Failure> {
    let outcome = match turn.person.address(&portal.keys) {
        Ok(to) => {
            let mail = Mail::DetailsCheck(check);
            let envelope = Envelope { to, lang: turn.lang, mail, id: turn.id.to_string() };
            portal.mailer.send(&envelope).await.map(drop)
        }
        Err(_) => Err(SendError::Permanent { step: Step::Writing, code: None }),
    };
    let settled = match outcome {
        Ok(()) => Outcome::Sent,
        Err(SendError::OutcomeUnknown) => Outcome::Unknown,
        Err(SendError::Transient { .. }) => Outcome::Back,
        Err(SendError::Permanent { step, code }) => Outcome::Failed { code, bounced: step == Step::Recipient },
    };
    let (now, id) = (portal.clock.now(), campaign.id.clone());
    let goes_on = portal
        .db
        .write(move |tx| {
            sending::settle(tx, now, &turn, settled)?;
            let (failed, tried) = sending::bounces(tx, &id)?;
            let halt = settled != Outcome::Sent && too_many_bounces(failed, tried);
            Ok::<_, Error>(!(halt && campaigns::pause_for_bounces(tx, now, &id)?))
        })
        .await?;
    match outcome {
        Err(error @ SendError::Transient { .. }) => Err(Failure::Retry(error.into())),
        _ => Ok(goes_on),
    }
}

/// The kinds of data held, as a details check names them: every category of the record, never a value.
pub(super) fn kinds(record: &Record, lang: Lang) -> Vec<String> {
    record.categories.iter().map(|category| category.label.get(lang).to_owned()).collect()
}
