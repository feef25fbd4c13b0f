use crate::bounces::Cause;
use crate::db::schema::refresh::{
    refresh_corrected as corrected, refresh_exclusions as exclusions, refresh_recipients as recipients,
};
use crate::db::{Db, Error, Id, Time};
use crate::refresh::campaign::{Answer, State};
use crate::refresh::series::{self, QUARTER};
use crate::refresh::store::campaigns::{self, Campaign};
use crate::refresh::store::reminders::{FIRST, REMINDER};
use crate::refresh::store::reports;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// How the mails to some people went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// First mails that the mail server took.
    pub sent: i64,
    /// People who answered.
    pub answered: i64,
    /// First mails that were refused or came back.
    pub failed: i64,
}

/// How often a field was corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The category of the record.
    pub category: String,
    /// The name of the source.
    pub source: String,
    /// Table and column, with a dot between.
    pub field: String,
    /// How often.
    pub corrections: i64,
}

/// The figures of a campaign. Counts only: nobody can be found in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// First mails by state: planned, sending, sent, unknown, failed, skipped.
    pub states: BTreeMap<String, i64>,
    /// Reminders by the same states.
    pub reminders: BTreeMap<String, i64>,
    /// The first moment at which a reminder that is planned may leave.
    pub next_reminder: Option<Timestamp>,
    /// Answers by word.
    pub answers: BTreeMap<String, i64>,
    /// By the language of the mail.
    pub languages: BTreeMap<String, Reach>,
    /// By the large mail provider of the reader; empty: all others.
    pub providers: BTreeMap<String, Reach>,
    /// Answers by the quarter of an hour in which they were given.
    pub moments: Vec<(Timestamp, i64)>,
    /// What people corrected whom it had asked, the most frequent first.
    pub corrected: Vec<Corrected>,
    /// People left out, by reason.
    pub excluded: Vec<(String, i64)>,
    /// Mails that did not arrive, by cause.
    pub lost: Vec<(Cause, i64)>,
    /// Mails called unwanted.
    pub complaints: i64,
}

impl Figures {
    /// First mails in a state.
    pub fn state(&self, word: &str) -> i64 {
        self.states.get(word).copied().unwrap_or_default()
    }

    /// Reminders in a state.
    pub fn reminder(&self, word: &str) -> i64 {
        self.reminders.get(word).copied().unwrap_or_default()
    }

    /// Answers of a kind.
    pub fn answer(&self, word: &str) -> i64 {
        self.answers.get(word).copied().unwrap_or_default()
    }

    /// All answers.
    pub fn answered(&self) -> i64 {
        self.answers.values().sum()
    }

    /// All recipients written down.
    pub fn total(&self) -> i64 {
        self.states.values().sum()
    }

    /// First mails that the mail server took, or may have taken.
    pub fn reached(&self) -> i64 {
        self.state("sent") + self.state("unknown")
    }

    /// Mails that did not arrive for a cause.
    pub fn lost_by(&self, cause: Cause) -> i64 {
        self.lost.iter().find(|(known, _)| *known == cause).map_or(0, |(_, count)| *count)
    }

    /// People left out for a reason.
    pub fn left_out(&self, word: &str) -> i64 {
        self.excluded.iter().find(|(reason, _)| reason == word).map_or(0, |(_, count)| *count)
    }

    /// Answers by day, where the controller is.
    pub fn days(&self, zone: &TimeZone) -> BTreeMap<Date, i64> {
        series::days(&self.moments, zone)
    }

    /// Details that were wrong and are known to be: people who said that something changed, and addresses that do not work.
    pub fn found_wrong(&self) -> i64 {
        let dead = self.lost.iter().filter(|(cause, _)| cause.is_of_address()).map(|(_, count)| count).sum::<i64>();
        self.answer(Answer::Changed.as_str()) + dead
    }

    fn add(&mut self, (round, state, lang, provider, answer): Key, mails: i64) {
        let (is_first, reached) = (round == FIRST, matches!(state.as_str(), "sent" | "unknown"));
        for reach in [self.languages.entry(lang).or_default(), self.providers.entry(provider).or_default()] {
            reach.sent += if is_first && reached { mails } else { 0 };
            reach.failed += if is_first && state == "failed" { mails } else { 0 };
            // An answer is on either mail, and a person is counted once.
            reach.answered += if answer.is_some() { mails } else { 0 };
        }
        if let Some(answer) = answer {
            *self.answers.entry(answer).or_default() += mails;
        }
        if is_first {
            *self.states.entry(state).or_default() += mails;
        } else if round == REMINDER {
            *self.reminders.entry(state).or_default() += mails;
        }
    }
}

/// First mail or reminder, its state, its language, the mail provider of its reader, the answer.
type Key = (i32, String, String, String, Option<String>);

/// Counts a campaign. Its mails are looked at once, however many ways they are told apart.
pub(crate) fn figures(db: &mut Db, campaign: &Id) -> Result<Figures, Error> {
    let mut figures = Figures {
        next_reminder: next_reminder(db, campaign)?,
        moments: moments(db, campaign)?,
        corrected: corrections(db, campaign)?,
        excluded: exclusions::table
            .filter(exclusions::campaign.eq(campaign))
            .select((exclusions::reason, exclusions::people))
            .order(exclusions::reason)
            .load(db)?,
        lost: reports::by_cause(db, campaign)?,
        complaints: reports::complaints(db, campaign)?,
        ..Figures::default()
    };
    let key = (recipients::round, recipients::state, recipients::lang, recipients::at_provider, recipients::answer);
    let cells: Vec<(Key, i64)> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .group_by(key)
        .select((key, count_star()))
        .load(db)?;
    for (key, mails) in cells {
        figures.add(key, mails);
    }
    Ok(figures)
}

fn next_reminder(db: &mut Db, campaign: &Id) -> Result<Option<Timestamp>, Error> {
    let next: Option<Time> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .filter(recipients::round.eq(REMINDER))
        .filter(recipients::state.eq("planned"))
        .select(min(recipients::not_before))
        .first(db)?;
    Ok(next.map(Time::timestamp))
}

fn moments(db: &mut Db, campaign: &Id) -> Result<Vec<(Timestamp, i64)>, Error> {
    let statement = format!(
        "SELECT answered_at / {QUARTER} AS quarter, COUNT(*) AS people FROM refresh_recipients
         WHERE campaign = $1 AND answered_at IS NOT NULL GROUP BY 1 ORDER BY 1"
    );
    let rows: Vec<Quarter> = diesel::sql_query(statement).bind::<Text, _>(campaign.as_str()).load(db)?;
    Ok(rows.into_iter().filter_map(Quarter::at).collect())
}

/// What happened in a quarter of an hour.
#[derive(QueryableByName)]
pub(super) struct Quarter {
    /// Which one since 1970.
    #[diesel(sql_type = BigInt)]
    quarter: i64,
    /// How many people it happened to.
    #[diesel(sql_type = BigInt)]
    people: i64,
}

impl Quarter {
    /// When it began, and the count.
    pub(super) fn at(self) -> Option<(Timestamp, i64)> {
        let at = Timestamp::from_microsecond(self.quarter.saturating_mul(QUARTER)).ok()?;
        Some((at, self.people))
    }
}

fn corrections(db: &mut Db, campaign: &Id) -> Result<Vec<Corrected>, Error> {
    let rows: Vec<(String, String, String, i64)> = corrected::table
        .filter(corrected::campaign.eq(campaign))
        .filter(corrected::corrections.gt(0))
        .order((corrected::corrections.desc(), corrected::category, corrected::field))
        .select((corrected::category, corrected::source, corrected::field, corrected::corrections))
        .load(db)?;
    let read = |(category, source, field, corrections)| Corrected { category, source, field, corrections };
    Ok(rows.into_iter().map(read).collect())
}

/// What came of a campaign, in short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// First mails that the mail server took.
    pub sent: i64,
    /// People who answered.
    pub answered: i64,
    /// Those of them who said that something changed.
    pub changed: i64,
}

/// The campaign, first mail or reminder, its state, the answer.
type OfCampaign = (Id, i32, String, Option<String>);

/// The newest campaigns that have begun to write, with what came of each.
pub(crate) fn briefs(db: &mut Db, most: usize) -> Result<Vec<(Campaign, Brief)>, Error> {
    let begun = |campaign: &Campaign| !matches!(campaign.state, State::Draft | State::Submitted | State::Planning);
    let begun: Vec<Campaign> = campaigns::all(db)?.into_iter().filter(begun).take(most).collect();
    let key = (recipients::campaign, recipients::round, recipients::state, recipients::answer);
    let cells: Vec<(OfCampaign, i64)> = recipients::table
        .filter(recipients::campaign.eq_any(begun.iter().map(|campaign| &campaign.id)))
        .group_by(key)
        .select((key, count_star()))
        .load(db)?;
    let mut briefs: BTreeMap<Id, Brief> = BTreeMap::new();
    for ((campaign, round, state, answer), mails) in cells {
        let brief = briefs.entry(campaign).or_default();
        brief.sent += if round == FIRST && matches!(state.as_str(), "sent" | "unknown") { mails } else { 0 };
        brief.answered += if answer.is_some() { mails } else { 0 };
        brief.changed += if answer.as_deref() == Some(Answer::Changed.as_str()) { mails } else { 0 };
    }
    let with = |campaign: Campaign| {
        let brief = briefs.get(&campaign.id).copied().unwrap_or_default();
        (campaign, brief)
    };
    Ok(begun.into_iter().map(with).collect())
}
