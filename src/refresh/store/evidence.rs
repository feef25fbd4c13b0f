//! What is kept of a campaign and read again for its proof (law.md REFR-14): what it said when it was approved, its days, and a row
//! for each mail.

use crate::db::schema::refresh::{
    refresh_campaigns as campaigns, refresh_messages as messages, refresh_recipients as recipients,
    refresh_reports as reports,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::refresh::evidence::Sample;
use crate::refresh::store::reminders::{FIRST, REMINDER};
use diesel::dsl::{max, min};
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::HashMap;

/// Keeps what a campaign says, once.
pub(crate) fn keep(tx: &mut Db, campaign: &Id, samples: &[Sample]) -> Result<(), Error> {
    for sample in samples {
        let row = (
            messages::campaign.eq(campaign),
            messages::lang.eq(sample.lang.as_str()),
            messages::round.eq(if sample.reminder { REMINDER } else { FIRST }),
            messages::subject.eq(&sample.subject),
            messages::plain.eq(&sample.text),
            messages::html.eq(&sample.html),
            messages::report.eq(&sample.report),
            messages::sources.eq(&sample.sources),
        );
        exactly_one(diesel::insert_into(messages::table).values(row).execute(tx)?)?;
    }
    Ok(())
}

/// What a campaign said when it was approved; empty for one approved before that was kept.
pub(crate) fn kept(db: &mut Db, campaign: &Id) -> Result<Vec<Sample>, Error> {
    type Row = (String, i32, String, String, String, String, String);
    let rows: Vec<Row> = messages::table
        .filter(messages::campaign.eq(campaign))
        .order((messages::lang, messages::round))
        .select((
            messages::lang,
            messages::round,
            messages::subject,
            messages::plain,
            messages::html,
            messages::report,
            messages::sources,
        ))
        .load(db)?;
    let read = |(lang, round, subject, text, html, report, sources): Row| {
        let lang: Lang = lang.parse().map_err(|_| Error::Unreadable("the language of a message"))?;
        Ok(Sample { lang, reminder: round == REMINDER, subject, text, html, report, sources })
    };
    rows.into_iter().map(read).collect()
}

/// When a campaign was approved, and when its first and its last mail were handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moments {
    pub approved: Option<Timestamp>,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
}

/// The moments of a campaign.
pub(crate) fn moments(db: &mut Db, campaign: &Id) -> Result<Moments, Error> {
    let approved: Option<Time> = campaigns::table.find(campaign).select(campaigns::approved_at).first(db)?;
    let (first, last): (Option<Time>, Option<Time>) = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .select((min(recipients::tried_at), max(recipients::tried_at)))
        .first(db)?;
    let moment = |at: Option<Time>| at.map(Time::timestamp);
    Ok(Moments { approved: moment(approved), first: moment(first), last: moment(last) })
}

/// A mail, without whom it went to.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = recipients)]
pub(crate) struct Mail {
    pub id: Id,
    pub lang: String,
    pub period: i32,
    pub round: i32,
    pub state: String,
    pub code: Option<i32>,
    pub tried_at: Option<Time>,
    pub answer: Option<String>,
    pub stopped: Option<String>,
    pub answered_at: Option<Time>,
}

impl Mail {
    /// Whether it is a reminder.
    pub fn is_reminder(&self) -> bool {
        self.round == REMINDER
    }
}

/// In which states and parts the mails of a campaign are: each is read by itself, in the order of an index.
pub(crate) fn groups(db: &mut Db, campaign: &Id) -> Result<Vec<(String, i32)>, Error> {
    let of = recipients::table.filter(recipients::campaign.eq(campaign));
    Ok(of
        .select((recipients::state, recipients::part))
        .distinct()
        .order((recipients::state, recipients::part))
        .load(db)?)
}

/// The mails of a group behind one (or from the first), not more than `most`.
pub(crate) fn mails(
    db: &mut Db,
    campaign: &Id,
    (state, part): &(String, i32),
    after: Option<&Id>,
    most: i64,
) -> Result<Vec<Mail>, Error> {
    let rows = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .filter(recipients::state.eq(state))
        .filter(recipients::part.eq(part))
        .filter(recipients::id.gt(after.map_or("", Id::as_str)));
    Ok(rows.order(recipients::id).limit(most).select(Mail::as_select()).load(db)?)
}

/// What was reported about a mail.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub kind: String,
    pub cause: String,
    pub status: Option<String>,
    pub way: String,
    pub at: Timestamp,
}

/// What was reported about some mails, by mail, the first first.
pub(crate) fn told(db: &mut Db, mails: &[Mail]) -> Result<HashMap<Id, Vec<Told>>, Error> {
    type Row = (Id, String, String, Option<String>, String, Time);
    let rows: Vec<Row> = reports::table
        .filter(reports::mail.eq_any(mails.iter().map(|mail| &mail.id)))
        .order((reports::reported_at, reports::id))
        .select((reports::mail, reports::kind, reports::cause, reports::status, reports::way, reports::reported_at))
        .load(db)?;
    let mut found: HashMap<Id, Vec<Told>> = HashMap::new();
    for (mail, kind, cause, status, way, at) in rows {
        found.entry(mail).or_default().push(Told { kind, cause, status, way, at: at.timestamp() });
    }
    Ok(found)
}
