use crate::bounces::{Cause, Kind, Status};
use crate::db::schema::people::persons;
use crate::db::schema::refresh::{
    refresh_recipients as recipients, refresh_reports as reports, refresh_standings as standings,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::people;
use crate::refresh::bounce::{SOFT, WITHIN, Way, Weight, weight};
use crate::refresh::series::QUARTER;
use crate::refresh::store::results::Quarter;
use crate::refresh::store::standings::{self as addresses, Mark};
use crate::secrets::sha256_hex;
use diesel::dsl::{count, count_star};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use jiff::{SignedDuration, Timestamp};

/// So long reports are shown over time.
const SHOWN: SignedDuration = SignedDuration::from_hours(24 * 365 * 2);

/// What somebody says became of a mail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign<'a> {
    pub mail: &'a Id,
    pub kind: Kind,
    pub cause: Cause,
    pub status: Option<Status>,
    pub way: Way,
    /// Tells it from other signs about the same mail.
    pub name: &'a str,
}

/// What noting a sign did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    New {
        campaign: Id,
        person: Option<Id>,
        /// Who still reads the mailbox it went to, by fingerprint, and their language.
        reader: Option<(String, Lang)>,
        /// The address counts as one that does not work from now on.
        ended: bool,
    },
    /// It was noted before.
    Known,
    /// There is no such mail.
    Foreign,
}

/// Notes a sign once, with what it means for the outcome of the mail and for the address.
///
/// Who answered a mail got it: what is reported later is about somewhere it was passed on to. Who moved to another address
/// since, whose links are closed, is not there any more.
pub(crate) fn note(tx: &mut Db, now: Timestamp, sign: &Sign<'_>) -> Result<Noted, Error> {
    type Row = (Id, Option<Id>, Option<String>, Option<String>);
    let columns = (recipients::campaign, recipients::person, recipients::answer, recipients::answer_token);
    let row: Option<Row> = recipients::table.find(sign.mail).select(columns).first(tx).optional()?;
    let Some((campaign, person, answer, token)) = row else { return Ok(Noted::Foreign) };
    let known = person.as_ref().filter(|_| token.is_some()).map(|id| people::by_id(tx, id)).transpose()?.flatten();
    let print = known.as_ref().map(|person| person.fingerprint.as_str());
    if !insert(tx, now, sign, &campaign, print)? {
        return Ok(Noted::Known);
    }
    let answered = answer.is_some();
    let of = |states: &'static [&'static str]| {
        recipients::table.find(sign.mail).filter(recipients::state.eq_any(states.iter().copied()))
    };
    match sign.kind {
        Kind::Hard | Kind::Soft if !answered => {
            let failed = of(&["sending", "sent", "unknown"]);
            diesel::update(failed).set(recipients::state.eq("failed")).execute(tx)?;
        }
        Kind::Delivered | Kind::Complaint => {
            diesel::update(of(&["unknown"])).set(recipients::state.eq("sent")).execute(tx)?;
        }
        Kind::Hard | Kind::Soft | Kind::Delayed => {}
    }
    let mut ended = false;
    if let Some(print) = print {
        if sign.kind == Kind::Complaint {
            addresses::mark(tx, print, Mark::Complained, now)?;
        }
        let ends = !answered
            && match weight(sign.kind, sign.cause) {
                Weight::Ends => true,
                Weight::Counts => recent(tx, now, print)? >= SOFT,
                Weight::None => false,
            };
        if ends {
            ended = addresses::bounce(tx, print, now, sign.cause, sign.way)?;
        }
    }
    let reader = known.map(|person| (person.fingerprint, person.lang));
    Ok(Noted::New { campaign, person, reader, ended })
}

fn insert(tx: &mut Db, now: Timestamp, sign: &Sign<'_>, campaign: &Id, print: Option<&str>) -> Result<bool, Error> {
    let row = (
        reports::id.eq(sha256_hex(format!("{}|{}", sign.mail, sign.name).as_bytes())),
        reports::mail.eq(sign.mail),
        reports::campaign.eq(campaign),
        reports::fingerprint.eq(print),
        reports::kind.eq(sign.kind.as_str()),
        reports::cause.eq(sign.cause.as_str()),
        reports::status.eq(sign.status.map(|status| status.to_string())),
        reports::way.eq(sign.way.as_str()),
        reports::reported_at.eq(Time::from(now)),
    );
    match tx.transaction(|tx| diesel::insert_into(reports::table).values(row).execute(tx).map_err(Error::from)) {
        Ok(rows) => exactly_one(rows).map(|()| true),
        Err(Error::Unique) => Ok(false),
        Err(error) => Err(error),
    }
}

fn since(now: Timestamp) -> Time {
    Time::from(now.checked_sub(WITHIN).unwrap_or(Timestamp::MIN))
}

/// How many signs that count lately came about an address.
fn recent(tx: &mut Db, now: Timestamp, print: &str) -> Result<i64, Error> {
    let causes: Vec<&str> = Cause::ALL.into_iter().filter(|cause| cause.is_of_address()).map(Cause::as_str).collect();
    let lately = reports::table
        .filter(reports::fingerprint.eq(print))
        .filter(reports::kind.eq_any([Kind::Soft.as_str(), Kind::Delayed.as_str()]))
        .filter(reports::cause.eq_any(causes))
        .filter(reports::reported_at.gt(since(now)));
    Ok(lately.count().get_result(tx)?)
}

/// What was reported of an address counts no more: it works, or it is forgotten.
pub(super) fn forget(tx: &mut Db, print: &str) -> Result<(), Error> {
    let theirs = reports::table.filter(reports::fingerprint.eq(print));
    diesel::update(theirs).set(reports::fingerprint.eq(None::<String>)).execute(tx)?;
    Ok(())
}

/// Signs too old to count name no address any more; they are figures of their campaign.
pub(crate) fn tidy(tx: &mut Db, now: Timestamp) -> Result<usize, Error> {
    let old = reports::table.filter(reports::fingerprint.is_not_null()).filter(reports::reported_at.le(since(now)));
    Ok(diesel::update(old).set(reports::fingerprint.eq(None::<String>)).execute(tx)?)
}

/// How many mails of a campaign were called unwanted.
pub(crate) fn complaints(db: &mut Db, campaign: &Id) -> Result<i64, Error> {
    let of = reports::table.filter(reports::campaign.eq(campaign)).filter(reports::kind.eq(Kind::Complaint.as_str()));
    Ok(of.select(count(reports::mail).aggregate_distinct()).first(db)?)
}

/// How many signs there are about a campaign.
pub(crate) fn signs(db: &mut Db, campaign: &Id) -> Result<i64, Error> {
    Ok(reports::table.filter(reports::campaign.eq(campaign)).count().get_result(db)?)
}

/// Mails of a campaign that did not arrive, by cause.
pub(crate) fn by_cause(db: &mut Db, campaign: &Id) -> Result<Vec<(Cause, i64)>, Error> {
    let rows: Vec<(String, i64)> = reports::table
        .filter(reports::campaign.eq(campaign))
        .filter(reports::kind.eq_any([Kind::Hard.as_str(), Kind::Soft.as_str()]))
        .group_by(reports::cause)
        .select((reports::cause, count(reports::mail).aggregate_distinct()))
        .load(db)?;
    Ok(rows.into_iter().filter_map(|(cause, count)| Some((cause.parse().ok()?, count))).collect())
}

/// Mails that did not arrive, of all campaigns, by the quarter of an hour in which that was reported; those after `since`.
pub(crate) fn over_time(db: &mut Db, since: Timestamp) -> Result<Vec<(Timestamp, i64)>, Error> {
    let statement = format!(
        "SELECT reported_at / {QUARTER} AS quarter, COUNT(DISTINCT mail) AS people FROM refresh_reports
         WHERE kind IN ('hard', 'soft') AND reported_at > $1 GROUP BY 1 ORDER BY 1"
    );
    let rows: Vec<Quarter> = diesel::sql_query(statement).bind::<BigInt, _>(since.as_microsecond()).load(db)?;
    Ok(rows.into_iter().filter_map(Quarter::at).collect())
}

/// All addresses that do not work, in counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// By cause; `None` where it was never noted.
    pub causes: Vec<(Option<Cause>, i64)>,
    /// By the way it became known.
    pub ways: Vec<(Option<Way>, i64)>,
    /// Of those, how many a colleague should look at again.
    pub due: i64,
    /// Addresses whose readers called a mail unwanted.
    pub complained: i64,
    /// Mails that did not arrive in the last two years, by the quarter of an hour in which that was reported.
    pub over_time: Vec<(Timestamp, i64)>,
}

impl Overview {
    /// How many there are.
    pub fn total(&self) -> i64 {
        self.causes.iter().map(|(_, count)| count).sum()
    }
}

/// Counts the addresses that do not work.
pub(crate) fn overview(db: &mut Db, now: Timestamp) -> Result<Overview, Error> {
    let bad = || standings::table.filter(standings::bounced_at.is_not_null());
    let causes: Vec<(Option<String>, i64)> =
        bad().group_by(standings::bounced_why).select((standings::bounced_why, count_star())).load(db)?;
    let ways: Vec<(Option<String>, i64)> =
        bad().group_by(standings::bounced_by).select((standings::bounced_by, count_star())).load(db)?;
    let due =
        bad().filter(standings::review_at.is_null().or(standings::review_at.assume_not_null().le(Time::from(now))));
    let complained = standings::table.filter(standings::complained_at.is_not_null());
    Ok(Overview {
        causes: causes.into_iter().map(|(cause, count)| (cause.and_then(|cause| cause.parse().ok()), count)).collect(),
        ways: ways.into_iter().map(|(way, count)| (way.as_deref().and_then(Way::parse), count)).collect(),
        due: due.count().get_result(db)?,
        complained: complained.count().get_result(db)?,
        over_time: over_time(db, now.checked_sub(SHOWN).unwrap_or(Timestamp::MIN))?,
    })
}

/// An address that does not work.
#[derive(Clone, Debug)]
pub struct Bad {
    /// Whose it is.
    pub person: Id,
    /// Why.
    pub cause: Option<Cause>,
    /// How it became known.
    pub way: Option<Way>,
    /// Since when.
    pub since: Timestamp,
    /// When a colleague should look at it again.
    pub review_at: Option<Timestamp>,
}

/// The addresses that do not work, those to look at again first.
pub(crate) fn list(db: &mut Db, most: i64) -> Result<Vec<Bad>, Error> {
    type Row = (Id, Option<String>, Option<String>, Option<Time>, Option<Time>);
    let rows: Vec<Row> = persons::table
        .inner_join(standings::table.on(standings::fingerprint.eq(persons::fingerprint)))
        .filter(standings::bounced_at.is_not_null())
        .order((standings::review_at.asc(), persons::id.asc()))
        .limit(most)
        .select((
            persons::id,
            standings::bounced_why,
            standings::bounced_by,
            standings::bounced_at,
            standings::review_at,
        ))
        .load(db)?;
    let read = |(person, cause, way, since, review_at): Row| {
        Some(Bad {
            person,
            cause: cause.and_then(|cause| cause.parse().ok()),
            way: way.as_deref().and_then(Way::parse),
            since: since?.timestamp(),
            review_at: review_at.map(Time::timestamp),
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
