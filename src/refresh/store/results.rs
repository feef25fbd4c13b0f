use crate::bounces::Cause;
use crate::db::schema::refresh::{refresh_exclusions as exclusions, refresh_recipients as recipients};
use crate::db::{Db, Error, Id, Time};
use crate::refresh::store::reminders::{FIRST, REMINDER};
use crate::refresh::store::reports;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;

/// The figures of a campaign. Counts only: nobody can be found in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// First mails by state: planned, sending, sent, unknown, failed, skipped.
    pub states: Vec<(String, i64)>,
    /// Reminders by the same states.
    pub reminders: Vec<(String, i64)>,
    /// The first moment at which a reminder that is planned may leave.
    pub next_reminder: Option<Timestamp>,
    /// Answers by word.
    pub answers: Vec<(String, i64)>,
    /// Mails taken by the server and answers, by language: (language, sent, answered).
    pub languages: Vec<(String, i64, i64)>,
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
        self.states.iter().find(|(state, _)| state == word).map_or(0, |(_, count)| *count)
    }

    /// Reminders in a state.
    pub fn reminder(&self, word: &str) -> i64 {
        self.reminders.iter().find(|(state, _)| state == word).map_or(0, |(_, count)| *count)
    }

    /// Answers of a kind.
    pub fn answer(&self, word: &str) -> i64 {
        self.answers.iter().find(|(answer, _)| answer == word).map_or(0, |(_, count)| *count)
    }

    /// All answers.
    pub fn answered(&self) -> i64 {
        self.answers.iter().map(|(_, count)| count).sum()
    }

    /// All recipients written down.
    pub fn total(&self) -> i64 {
        self.states.iter().map(|(_, count)| count).sum()
    }

    /// Mails that did not arrive for a cause.
    pub fn lost_by(&self, cause: Cause) -> i64 {
        self.lost.iter().find(|(known, _)| *known == cause).map_or(0, |(_, count)| *count)
    }

    /// People left out for a reason.
    pub fn left_out(&self, word: &str) -> i64 {
        self.excluded.iter().find(|(reason, _)| reason == word).map_or(0, |(_, count)| *count)
    }
}

/// Counts a campaign.
pub(crate) fn figures(db: &mut Db, campaign: &Id) -> Result<Figures, Error> {
    let states = |db: &mut Db, round: i32| -> Result<Vec<(String, i64)>, Error> {
        let of = recipients::table.filter(recipients::campaign.eq(campaign)).filter(recipients::round.eq(round));
        Ok(of.group_by(recipients::state).select((recipients::state, count_star())).load(db)?)
    };
    let (firsts, reminders) = (states(db, FIRST)?, states(db, REMINDER)?);
    let next_reminder: Option<Time> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .filter(recipients::round.eq(REMINDER))
        .filter(recipients::state.eq("planned"))
        .select(min(recipients::not_before))
        .first(db)?;
    let answers: Vec<(Option<String>, i64)> = recipients::table
        .filter(recipients::campaign.eq(campaign))
        .group_by(recipients::answer)
        .select((recipients::answer, count_star()))
        .load(db)?;
    let by_language = |db: &mut Db, answered: bool| -> Result<Vec<(String, i64)>, Error> {
        let mut query = recipients::table
            .filter(recipients::campaign.eq(campaign))
            .filter(recipients::state.eq_any(["sent", "unknown"]))
            .group_by(recipients::lang)
            .select((recipients::lang, count_star()))
            .into_boxed();
        // An answer is on either mail, and a person is counted once.
        query = if answered {
            query.filter(recipients::answer.is_not_null())
        } else {
            query.filter(recipients::round.eq(FIRST))
        };
        Ok(query.load(db)?)
    };
    let (sent, replied) = (by_language(db, false)?, by_language(db, true)?);
    let languages = sent.into_iter().map(|(lang, sent)| {
        let answered = replied.iter().find(|(other, _)| *other == lang).map_or(0, |(_, count)| *count);
        (lang, sent, answered)
    });
    let excluded = exclusions::table
        .filter(exclusions::campaign.eq(campaign))
        .select((exclusions::reason, exclusions::people))
        .order(exclusions::reason)
        .load(db)?;
    Ok(Figures {
        states: firsts,
        reminders,
        next_reminder: next_reminder.map(Time::timestamp),
        answers: answers.into_iter().filter_map(|(answer, count)| Some((answer?, count))).collect(),
        languages: languages.collect(),
        excluded,
        lost: reports::by_cause(db, campaign)?,
        complaints: reports::complaints(db, campaign)?,
    })
}
