//! The rows of the newsletter tool.

use super::{Counters, stored};
use crate::demo::chance::Chance;
use crate::demo::customer::{ascii, moment};
use crate::demo::persona::{LIVES, READER};
use crate::demo::words::{DOMAINS, FIRST_NAMES, LAST_NAMES, MAILINGS};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rusqlite::{CachedStatement, Connection, Transaction, params};

/// The tables of the newsletter tool.
pub(super) const TABLES: &str = include_str!("newsletter.sql");

/// Built once everything is there.
pub(super) const INDEXES: &str = "
    CREATE INDEX newsletter_signups_email ON newsletter_signups
        (lower(trim(email, char(32, 9, 10, 13, 11, 12, 133, 160, 8199, 8239, 12288))));
    CREATE INDEX deliveries_signup ON deliveries (signup_id);
";

pub(super) fn write_mailings(newsletter: &Connection, today: Date) -> rusqlite::Result<()> {
    for (nth, subject) in (0i64..).zip(MAILINGS) {
        let sent = stored(mailing_day(today, nth).at(9, 0, 0, 0));
        newsletter.execute("INSERT INTO mailings (subject, sent_at) VALUES (?1, ?2)", params![subject, sent])?;
    }
    Ok(())
}

/// One newsletter a month; the last one ten days ago.
fn mailing_day(today: Date, nth: i64) -> Date {
    let back = MAILINGS.len() as i64 - 1 - nth;
    today.saturating_sub((10 + 30 * back).days())
}

/// People who read the newsletter and never bought anything: the persona, then `count` invented ones.
pub(super) fn write_readers(
    newsletter: &mut Connection,
    count: u32,
    counters: &mut Counters,
    seed: u64,
    today: Date,
) -> rusqlite::Result<()> {
    let letters = newsletter.transaction()?;
    let mut signups = Signups::prepare(&letters)?;
    let since = today.saturating_sub(200.days()).at(18, 30, 0, 0);
    signups.write(READER.email, ("Inès", "fr"), since, counters, seed, today)?;
    for number in 1..=count {
        let chance = &mut Chance::of(seed, (1 << 40) + u64::from(number));
        let (first, last) = (chance.pick(FIRST_NAMES), chance.pick(LAST_NAMES));
        let email = format!("{}.{}.l{number}@{}", ascii(first), ascii(last), chance.pick(DOMAINS));
        let days = chance.between(5, 1_000);
        let since = moment(chance, today, days);
        signups.write(&email, (first, "fr"), since, counters, seed, today)?;
    }
    drop(signups);
    letters.commit()
}

/// The prepared inserts of the newsletter tool.
pub(super) struct Signups<'t> {
    signup: CachedStatement<'t>,
    delivery: CachedStatement<'t>,
}

impl<'t> Signups<'t> {
    pub(super) fn prepare(tx: &'t Transaction<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            signup: tx.prepare_cached(
                "INSERT INTO newsletter_signups (id, email, first_name, language, subscribed, subscribed_at,
                 unsubscribed_at, last_contact_at, came_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            delivery: tx.prepare_cached(
                "INSERT INTO deliveries (signup_id, mailing_id, sent_at, outcome) VALUES (?1, ?2, ?3, ?4)",
            )?,
        })
    }

    pub(super) fn write(
        &mut self,
        email: &str,
        (first_name, language): (&str, &str),
        since: DateTime,
        counters: &mut Counters,
        seed: u64,
        today: Date,
    ) -> rusqlite::Result<()> {
        let id = Counters::next(&mut counters.signup);
        let chance = &mut Chance::of(seed, (1 << 41) + id.unsigned_abs());
        let persona = email == READER.email || LIVES.iter().any(|(_, life)| life.email == email);
        let room = u32::try_from((today - since.date()).get_days()).unwrap_or(0);
        let stopped = (!persona && room > 40 && chance.happens(15)).then(|| {
            let days = chance.between(1, room - 1);
            moment(chance, today, days)
        });
        let came_from = chance.pick(&["site", "order", "fair"]);
        let last_contact = stopped.unwrap_or(since);
        self.signup.execute(params![
            id,
            email,
            first_name,
            language,
            stopped.is_none(),
            stored(since),
            stopped.map(stored),
            stored(last_contact),
            came_from
        ])?;
        for nth in 0..MAILINGS.len() as i64 {
            let day = mailing_day(today, nth);
            if day > since.date() && stopped.is_none_or(|stopped| day <= stopped.date()) {
                let outcome = if !persona && chance.happens(2) { "bounced" } else { "delivered" };
                self.delivery.execute(params![id, nth + 1, stored(day.at(9, 4, 0, 0)), outcome])?;
            }
        }
        Ok(())
    }
}
