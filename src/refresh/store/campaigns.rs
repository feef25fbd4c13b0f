use crate::db::schema::people::persons;
use crate::db::schema::refresh::{
    refresh_campaigns as campaigns, refresh_exclusions as exclusions, refresh_recipients as recipients,
};
use crate::db::{Db, Error, Id, Time, add_or_write, exactly_one};
use crate::lang::Lang;
use crate::refresh::Words;
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::campaign::{Pause, State};
use crate::refresh::family::{Needs, Permission, family};
use crate::refresh::lint::Family;
use crate::refresh::rules::{Chosen, Rules};
use crate::refresh::schedule::{Days, Policy, Schedule, Window};
use crate::refresh::store::candidates::{self, Known};
use crate::refresh::store::sending::PARTS;
use crate::refresh::store::{counts, hours, lanes, segments};
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;

/// A campaign as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: Id,
    /// What colleagues call it.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// Who wrote it.
    pub author: Id,
    /// Who approved it.
    pub approver: Option<Id>,
    /// The introduction in English.
    pub intro_en: String,
    /// The introduction in French.
    pub intro_fr: String,
    /// The most mails in an hour.
    pub per_hour: i32,
    /// When it sends.
    pub schedule: Schedule,
    /// The marketing on whose permission it rests (family P); none: family S.
    pub permission: Option<Permission>,
    /// Whom it is about.
    pub rules: Rules,
    /// Whether it writes to somebody whose hours are not the company's.
    pub own_hours: bool,
    /// The last person looked at while recipients are written down.
    pub place: Option<Id>,
    /// When the pass over everybody that is under way began, for one that goes on.
    pub pass_at: Option<Timestamp>,
    /// Why it is paused.
    pub pause: Option<Pause>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was done or stopped.
    pub ended_at: Option<Timestamp>,
}

impl Campaign {
    /// The introduction in a language.
    pub fn intro(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.intro_en,
            Lang::Fr => &self.intro_fr,
        }
    }

    /// What people are measured against at `now`, under this policy.
    pub(in crate::refresh) fn horizon(&self, policy: &Policy, now: Timestamp) -> Horizon {
        policy.horizon(now, &self.schedule, self.permission.as_ref()).choosing(&self.rules)
    }

    /// Its family.
    pub fn family(&self) -> Family {
        family(self.permission.as_ref())
    }
}

/// First hour, last hour, days, first and last day, days until a reminder, months of a period, the pass under way, and the paces.
type Hours = (i32, i32, i32, Option<String>, Option<String>, Option<i32>, Option<i32>, Option<Time>, Paces);
/// Mails to a provider in an hour, mails on the first day.
type Paces = (Option<i32>, Option<i32>);
type Row = (
    Id,
    String,
    String,
    Id,
    Option<Id>,
    String,
    String,
    i32,
    Option<String>,
    Option<String>,
    Time,
    Option<Time>,
    Hours,
    Rests,
);
/// The activity and its basis, the rules, whether somebody has hours of their own.
type Rests = (Option<String>, Option<String>, String, bool);

fn read_schedule(
    (from_hour, to_hour, days, starts_on, ends_on, remind_after_days, every_months, _, paces): Hours,
) -> Result<Schedule, Error> {
    let unreadable = || Error::Unreadable("the schedule of a campaign");
    let hour = |hour: i32| i8::try_from(hour).map_err(|_| unreadable());
    let days = Days::from_bits(days).ok_or_else(unreadable)?;
    let window = Window { from_hour: hour(from_hour)?, to_hour: hour(to_hour)?, days };
    let day = |day: Option<String>| day.map(|day| day.parse()).transpose().map_err(|_| unreadable());
    let (starts_on, ends_on) = (day(starts_on)?, day(ends_on)?);
    let (per_provider_hour, warm_up_from) = paces;
    Ok(Schedule { window, starts_on, ends_on, remind_after_days, every_months, per_provider_hour, warm_up_from })
}

fn read_permission(activity: Option<String>, basis: Option<String>) -> Result<Option<Permission>, Error> {
    let Some(activity) = activity else { return Ok(None) };
    let read = Permission::read(activity, basis.as_deref().unwrap_or_default());
    read.map(Some).ok_or(Error::Unreadable("the permission of a campaign"))
}

fn read(row: Row) -> Result<Campaign, Error> {
    let (
        id,
        name,
        state,
        author,
        approver,
        intro_en,
        intro_fr,
        per_hour,
        place,
        pause,
        created_at,
        ended_at,
        hours,
        rests,
    ) = row;
    Ok(Campaign {
        id,
        name,
        state: state.parse().map_err(|_| Error::Unreadable("the state of a campaign"))?,
        author,
        approver,
        intro_en,
        intro_fr,
        per_hour,
        pass_at: hours.7.map(Time::timestamp),
        schedule: read_schedule(hours)?,
        permission: read_permission(rests.0, rests.1)?,
        rules: segments::parse(&rests.2)?,
        own_hours: rests.3,
        place: place.and_then(|place| place.parse().ok()),
        pause: pause.as_deref().and_then(Pause::parse),
        created_at: created_at.timestamp(),
        ended_at: ended_at.map(Time::timestamp),
    })
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        campaigns::id,
        campaigns::name,
        campaigns::state,
        campaigns::author,
        campaigns::approver,
        campaigns::intro_en,
        campaigns::intro_fr,
        campaigns::per_hour,
        campaigns::place,
        campaigns::pause,
        campaigns::created_at,
        campaigns::ended_at,
        (
            campaigns::from_hour,
            campaigns::to_hour,
            campaigns::days,
            campaigns::starts_on,
            campaigns::ends_on,
            campaigns::remind_after_days,
            campaigns::every_months,
            campaigns::pass_at,
            (campaigns::per_provider_hour, campaigns::warm_up_from),
        ),
        (campaigns::permission_activity, campaigns::permission_basis, campaigns::rules, campaigns::own_hours),
    )
}

/// All campaigns, the newest first.
pub(crate) fn all(db: &mut Db) -> Result<Vec<Campaign>, Error> {
    let rows: Vec<Row> = campaigns::table.select(columns()).order(campaigns::id.desc()).load(db)?;
    rows.into_iter().map(read).collect()
}

/// The campaign with this id; [`Error::NotFound`] if there is none.
pub(crate) fn one(db: &mut Db, id: &Id) -> Result<Campaign, Error> {
    read(campaigns::table.find(id).select(columns()).first::<Row>(db)?)
}

/// Writes down a new campaign.
pub(crate) fn create(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    name: &str,
    author: &Id,
    per_hour: i32,
) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let rows = diesel::insert_into(campaigns::table)
        .values((
            campaigns::id.eq(&id),
            campaigns::name.eq(name),
            campaigns::state.eq(State::Draft.as_str()),
            campaigns::author.eq(author),
            campaigns::intro_en.eq(""),
            campaigns::intro_fr.eq(""),
            campaigns::per_hour.eq(per_hour),
            campaigns::remind_after_days.eq(Schedule::default().remind_after_days),
            campaigns::created_at.eq(Time::from(now)),
            campaigns::changed_at.eq(Time::from(now)),
        ))
        .execute(tx)?;
    exactly_one(rows)?;
    Ok(id)
}

/// Changes what a draft says. Who changes it becomes its author, so that nobody approves their own words.
pub(crate) fn write(tx: &mut Db, now: Timestamp, id: &Id, author: &Id, words: &Words) -> Result<(), Error> {
    let draft = campaigns::table.find(id).filter(campaigns::state.eq(State::Draft.as_str()));
    let set = (
        campaigns::author.eq(author),
        campaigns::intro_en.eq(&words.intro_en),
        campaigns::intro_fr.eq(&words.intro_fr),
        campaigns::per_hour.eq(words.per_hour),
        campaigns::permission_activity.eq(words.permission.as_ref().map(Permission::activity)),
        campaigns::permission_basis.eq(words.permission.as_ref().map(|permission| permission.basis().as_str())),
        campaigns::changed_at.eq(Time::from(now)),
    );
    exactly_one(diesel::update(draft).set(set).execute(tx)?)
}

/// Changes when a draft will send. Who changes it becomes its author, as with its words.
pub(crate) fn plan(tx: &mut Db, now: Timestamp, id: &Id, author: &Id, schedule: &Schedule) -> Result<(), Error> {
    let draft = campaigns::table.find(id).filter(campaigns::state.eq(State::Draft.as_str()));
    let Window { from_hour, to_hour, days } = schedule.window;
    let set = (
        campaigns::author.eq(author),
        campaigns::from_hour.eq(i32::from(from_hour)),
        campaigns::to_hour.eq(i32::from(to_hour)),
        campaigns::days.eq(days.bits()),
        campaigns::starts_on.eq(schedule.starts_on.map(|day| day.to_string())),
        campaigns::ends_on.eq(schedule.ends_on.map(|day| day.to_string())),
        campaigns::remind_after_days.eq(schedule.remind_after_days),
        campaigns::every_months.eq(schedule.every_months),
        campaigns::per_provider_hour.eq(schedule.per_provider_hour),
        campaigns::warm_up_from.eq(schedule.warm_up_from),
        campaigns::changed_at.eq(Time::from(now)),
    );
    exactly_one(diesel::update(draft).set(set).execute(tx)?)
}

/// Changes whom a draft is about. Who changes it becomes its author, as with its words.
pub(crate) fn choose(tx: &mut Db, now: Timestamp, id: &Id, author: &Id, rules: &Rules) -> Result<(), Error> {
    let draft = campaigns::table.find(id).filter(campaigns::state.eq(State::Draft.as_str()));
    let set = (
        campaigns::author.eq(author),
        campaigns::rules.eq(segments::text(rules)?),
        campaigns::changed_at.eq(Time::from(now)),
    );
    exactly_one(diesel::update(draft).set(set).execute(tx)?)
}

/// Moves a campaign from one state to the next; [`Error::Lost`] if it does not stand there any more.
pub(crate) fn turn(tx: &mut Db, now: Timestamp, id: &Id, from: State, to: State) -> Result<(), Error> {
    let there = campaigns::table.find(id).filter(campaigns::state.eq(from.as_str()));
    let set = (campaigns::state.eq(to.as_str()), campaigns::changed_at.eq(Time::from(now)));
    exactly_one(diesel::update(there).set(set).execute(tx)?)?;
    let pause = (to == State::Paused).then_some(Pause::Hand.as_str());
    diesel::update(campaigns::table.find(id)).set(campaigns::pause.eq(pause)).execute(tx)?;
    if matches!(to, State::Stopped | State::Done) {
        let ended = campaigns::ended_at.eq(Some(Time::from(now)));
        diesel::update(campaigns::table.find(id)).set(ended).execute(tx)?;
    }
    Ok(())
}

/// Approves a submitted campaign; guarded against the author in the statement itself.
pub(crate) fn approve(tx: &mut Db, now: Timestamp, id: &Id, approver: &Id) -> Result<(), Error> {
    let waiting = campaigns::table
        .find(id)
        .filter(campaigns::state.eq(State::Submitted.as_str()))
        .filter(campaigns::author.ne(approver));
    let set = (
        campaigns::state.eq(State::Planning.as_str()),
        campaigns::approver.eq(Some(approver)),
        campaigns::approved_at.eq(Some(Time::from(now))),
        campaigns::changed_at.eq(Time::from(now)),
    );
    exactly_one(diesel::update(waiting).set(set).execute(tx)?)
}

/// Pauses a campaign by itself; does nothing if it is not sending.
pub(crate) fn pause(tx: &mut Db, now: Timestamp, id: &Id, why: Pause) -> Result<bool, Error> {
    let sending = campaigns::table.find(id).filter(campaigns::state.eq(State::Sending.as_str()));
    let set = (
        campaigns::state.eq(State::Paused.as_str()),
        campaigns::pause.eq(Some(why.as_str())),
        campaigns::changed_at.eq(Time::from(now)),
    );
    Ok(diesel::update(sending).set(set).execute(tx)? == 1)
}

/// Whom a campaign would go to now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// How many per language.
    pub due: [i64; 2],
    /// How many are left out, by reason, in the order of [`Exclusion::ALL`].
    pub excluded: [i64; Exclusion::ALL.len()],
    /// How many the rules do not choose.
    pub outside: i64,
}

impl Audience {
    /// How many would get it.
    pub fn total(&self) -> i64 {
        self.due.iter().sum()
    }

    fn add(&mut self, known: &Known, horizon: &Horizon) {
        let counter = match known.candidate.excluded(horizon) {
            None => self.due.get_mut(usize::from(known.lang == Lang::Fr)),
            Some(reason) => {
                Exclusion::ALL.iter().position(|r| *r == reason).and_then(|place| self.excluded.get_mut(place))
            }
        };
        if let Some(counter) = counter {
            *counter += 1;
        }
    }
}

/// Counts the audience: in one statement where nobody's permission is asked, or else [`judged`].
pub(crate) fn audience(db: &mut Db, horizon: &Horizon) -> Result<Audience, Error> {
    let mut audience =
        if horizon.needs == Needs::default() { counts::audience(db, horizon)? } else { judged(db, horizon)? };
    if horizon.chosen != Chosen::default() {
        let all: i64 = persons::table.count().get_result(db)?;
        audience.outside = all - audience.total() - audience.excluded.iter().sum::<i64>();
    }
    Ok(audience)
}

/// Counts the audience by looking at each person, in batches.
pub(super) fn judged(db: &mut Db, horizon: &Horizon) -> Result<Audience, Error> {
    let (mut audience, mut place) = (Audience::default(), None);
    loop {
        let batch = candidates::next(db, place.as_ref(), horizon, 1000)?;
        let Some(last) = batch.last() else { return Ok(audience) };
        place = Some(last.person.clone());
        batch.iter().for_each(|known| audience.add(known, horizon));
    }
}

/// Writes down the next recipients of an approved campaign; `false` once all are written down and sending began. A
/// batch is taken once: the place is part of the guard.
pub(crate) fn plan_batch(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    campaign: &Campaign,
    horizon: &Horizon,
    limit: i64,
) -> Result<bool, Error> {
    let batch = candidates::next(tx, campaign.place.as_ref(), horizon, limit)?;
    let here = campaigns::table.find(&campaign.id).filter(campaigns::state.eq(State::Planning.as_str()));
    let Some(last) = batch.last() else {
        turn(tx, now, &campaign.id, State::Planning, State::Sending)?;
        return Ok(false);
    };
    let place = campaigns::place.eq(Some(last.person.to_string()));
    let rows = match &campaign.place {
        Some(before) => diesel::update(here.filter(campaigns::place.eq(before.as_str()))).set(place).execute(tx)?,
        None => diesel::update(here.filter(campaigns::place.is_null())).set(place).execute(tx)?,
    };
    exactly_one(rows)?;
    let mut left_out = [0i64; Exclusion::ALL.len()];
    let mut rows = Vec::new();
    for known in &batch {
        match known.candidate.excluded(horizon) {
            Some(reason) => {
                let place = Exclusion::ALL.iter().position(|r| *r == reason);
                if let Some(count) = place.and_then(|place| left_out.get_mut(place)) {
                    *count += 1;
                }
            }
            None => rows.push((
                recipients::id.eq(Id::at(now, random)),
                recipients::campaign.eq(&campaign.id),
                recipients::person.eq(Some(&known.person)),
                recipients::lang.eq(known.lang.as_str()),
                recipients::state.eq("planned"),
                recipients::part.eq(i32::try_from(rows.len()).unwrap_or(0).rem_euclid(PARTS)),
                recipients::provider.eq(lanes::of(&campaign.schedule, &known.provider)),
                recipients::at_provider.eq(known.provider.clone()),
            )),
        }
    }
    let own = batch.iter().any(|known| !known.own.is_company() && known.candidate.excluded(horizon).is_none());
    hours::note(tx, campaign, own)?;
    for row in rows {
        diesel::insert_into(recipients::table).values(row).execute(tx)?;
    }
    for (reason, count) in Exclusion::ALL.into_iter().zip(left_out).filter(|(_, count)| *count > 0) {
        leave_out(tx, &campaign.id, reason, count)?;
    }
    Ok(true)
}

/// Adds to the count of a reason.
pub(crate) fn leave_out(tx: &mut Db, campaign: &Id, reason: Exclusion, count: i64) -> Result<(), Error> {
    let add = |tx: &mut Db| {
        let row = exclusions::table.find((campaign, reason.as_str()));
        diesel::update(row).set(exclusions::people.eq(exclusions::people + count)).execute(tx)
    };
    if count == 0 {
        return Ok(());
    }
    // Another part of the campaign may count the first of this reason at the same moment.
    let row = (exclusions::campaign.eq(campaign), exclusions::reason.eq(reason.as_str()), exclusions::people.eq(count));
    add_or_write(tx, add, |tx| diesel::insert_into(exclusions::table).values(row).execute(tx))
}
