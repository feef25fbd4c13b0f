use super::campaign::State;
use super::family::Grounds;
use super::pace::Patience;
use super::schedule::Policy;
use super::store::aged;
use super::store::campaigns::{self, Campaign};
use super::store::ended;
use super::store::enrol;
use super::store::freshness;
use super::store::reports;
use super::store::sending;
use super::store::standings;
use super::{import, send};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Handler, Job, Lane, Schedule, enqueue, wake};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::Record;
use crate::secrets::Random;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::{Value, json};

/// Takes the directory in.
pub(super) const IMPORT: &str = "refresh.import";
/// Writes the recipients of an approved campaign down.
pub(super) const PLAN: &str = "refresh.plan";
/// Sends the mails of a campaign.
pub(super) const SEND: &str = "refresh.send";

/// Looks each night whose time has come in the campaigns that go on.
pub(super) const ENROL: &str = "refresh.enrol";

/// Takes the addresses off reports too old to count and the readers off mails of thirteen months ago, and forgets what ended five
/// years ago.
const TIDY: &str = "refresh.tidy";

/// Counts each night how fresh the customer file is.
const FRESHNESS: &str = "refresh.freshness";

/// Recipients written down at once.
const BATCH: i64 = 500;

/// The background work of the mailings.
pub fn jobs() -> Vec<Handler<Portal>> {
    // One for all parts and campaigns that this process sends.
    let patience = Patience::default();
    vec![
        Handler::new(IMPORT, run_import),
        Handler::new(PLAN, run_plan),
        Handler::new(ENROL, run_enrol),
        Handler::new(TIDY, run_tidy),
        Handler::new(FRESHNESS, run_freshness),
        Handler::new(SEND, move |portal, payload| send::run(portal, patience.clone(), payload)),
    ]
}

/// What is done by itself each day: the directory is taken in, campaigns that go on look whose time has come.
pub fn schedules() -> Vec<Schedule> {
    [IMPORT, ENROL, TIDY, FRESHNESS].map(|kind| Schedule::every(kind, SignedDuration::from_hours(24))).to_vec()
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

/// Asks for the sending of every part of a campaign. A job that waits for a reminder's day or for the morning is woken.
pub(super) fn ask_send(tx: &mut Db, now: Timestamp, random: &Random, campaign: &Id) -> Result<(), Error> {
    for part in 0..sending::PARTS {
        let payload = json!({ "campaign": campaign, "part": part });
        if wake(tx, now, SEND, &payload)? {
            continue;
        }
        let job = Job::new(SEND, Lane::Campaign, payload).key(format!("{SEND}:{campaign}:{part}")).attempts(1000);
        enqueue(tx, now, random, job)?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Payload {
    campaign: Id,
}

fn campaign_of(payload: Value) -> Result<Id, Failure> {
    let payload: Payload = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    Ok(payload.campaign)
}

#[derive(Deserialize)]
struct ToImport {
    /// When a colleague asked; absent for the pass of each night.
    #[serde(default)]
    asked_at: Option<Timestamp>,
}

async fn run_import(portal: Portal, payload: Value) -> Result<(), Failure> {
    let ToImport { asked_at } = serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let named = portal.sources.declarations().find(|source| source.directory.is_some()).map(|s| s.name.clone());
    let Some(source) = named else { return Ok(()) };
    let (now, name) = (portal.clock.now(), source.clone());
    let mut running = portal.db.write(move |tx| standings::begin_import(tx, now, &name, asked_at)).await?;
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
                    holidays: parts.settings.requests.holidays,
                    default_lang: parts.settings.portal.default_language,
                };
                import::take(tx, &desk, &name, &before, &batch)?;
                standings::import(tx, &name)?.ok_or(Error::NotFound)
            })
            .await?;
    }
    Ok(())
}

async fn run_tidy(portal: Portal, _: Value) -> Result<(), Failure> {
    let now = portal.clock.now();
    portal.db.write(move |tx| reports::tidy(tx, now)).await?;
    let before = aged::over(now, portal.zone())?;
    loop {
        let random = portal.random.clone();
        let unnamed = portal.db.write(move |tx| aged::unname(tx, &random, before)).await?;
        if unnamed == 0 {
            break;
        }
    }
    let before = aged::before(now, portal.zone(), ended::YEARS.years())?;
    loop {
        let random = portal.random.clone();
        let gone = portal.db.write(move |tx| ended::forget(tx, now, &random, before)).await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

async fn run_freshness(portal: Portal, _: Value) -> Result<(), Failure> {
    let (now, today, since) = (portal.clock.now(), portal.today(), portal.measure().fresh_since());
    let counted = portal.db.read(move |db| freshness::count(db, since)).await?;
    if counted.people > 0 {
        portal.db.write(move |tx| freshness::keep(tx, now, today, &counted)).await?;
    }
    Ok(())
}

/// What the settings say about when somebody may be asked.
pub(super) fn policy(portal: &Portal) -> Policy {
    let refresh = portal.settings.refresh;
    Policy {
        zone: portal.zone().clone(),
        holidays: portal.settings.requests.holidays,
        confirm_after_months: refresh.confirm_after_months,
        ask_after_months: refresh.ask_after_months,
        grounds: Grounds::of(portal.record.now()),
    }
}

/// Goes over everybody for each campaign that goes on, and ends those whose last day is over.
async fn run_enrol(portal: Portal, _: Value) -> Result<(), Failure> {
    for id in portal.db.read(enrol::sending).await? {
        let (parts, key) = (portal.clone(), id);
        let begun = portal.db.write(move |tx| {
            let (now, campaign) = (parts.clock.now(), campaigns::one(tx, &key)?);
            if campaign.schedule.is_over(now, parts.zone()) {
                ask_send(tx, now, &parts.random, &key)?;
                return Ok::<_, Error>(None);
            }
            enrol::begin(tx, now, &key)
        });
        let mut pass = begun.await?;
        while let Some(campaign) = pass {
            let parts = portal.clone();
            pass = portal.db.write(move |tx| enrol_batch(tx, &parts, &campaign)).await?;
        }
    }
    Ok(())
}

/// One batch of a pass; the campaign as it stands after it, unless the pass is over.
fn enrol_batch(tx: &mut Db, portal: &Portal, campaign: &Campaign) -> Result<Option<Campaign>, Error> {
    let now = portal.clock.now();
    let horizon = campaign.horizon(&policy(portal), now);
    let Some(written) = enrol::batch(tx, now, &portal.random, campaign, &horizon, BATCH)? else { return Ok(None) };
    if written > 0 {
        ask_send(tx, now, &portal.random, &campaign.id)?;
    }
    enrol::begin(tx, now, &campaign.id)
}

async fn run_plan(portal: Portal, payload: Value) -> Result<(), Failure> {
    let id = campaign_of(payload)?;
    let key = id.clone();
    let schedule = portal.db.read(move |db| campaigns::one(db, &key)).await?.schedule;
    // Whom it asks is written down on its first day, and not as it was when it was approved.
    if let Some(begins) = schedule.begins(portal.clock.now(), portal.zone()) {
        return Err(Failure::RetryAt(begins));
    }
    loop {
        let (parts, id, policy) = (portal.clone(), id.clone(), policy(&portal));
        let more = portal
            .db
            .write(move |tx| {
                let (now, campaign) = (parts.clock.now(), campaigns::one(tx, &id)?);
                if campaign.state != State::Planning {
                    return Ok::<_, Error>(false);
                }
                let horizon = campaign.horizon(&policy, now);
                let more = campaigns::plan_batch(tx, now, &parts.random, &campaign, &horizon, BATCH)?;
                if !more {
                    ask_send(tx, now, &parts.random, &id)?;
                }
                Ok(more)
            })
            .await?;
        if !more {
            return Ok(());
        }
    }
}

/// The kinds of data held, as a details check names them: every category of the record, never a value.
pub(super) fn kinds(record: &Record, lang: Lang) -> Vec<String> {
    record.categories.iter().map(|category| category.label.get(lang).to_owned()).collect()
}
