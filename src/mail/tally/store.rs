use crate::db::schema::mail::mail_domains as domains;
use crate::db::{Db, Error, Time, exactly_one};
use crate::secrets::{Keys, Purpose, Random, hex};
use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// The hours that are told.
const HOURS: i64 = 24;
/// The least number of people behind a domain that is named (of whom it is known that they are different ones).
const PEOPLE: u32 = 10;

fn hour(now: Timestamp) -> i64 {
    now.as_second().div_euclid(3600)
}

/// What a mail domain did with the mails of the last day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// The domain; empty for several together.
    pub domain: String,
    /// Mails it took.
    pub accepted: i64,
    /// Mails it asked to bring later.
    pub delayed: i64,
    /// Mails it refused.
    pub refused: i64,
    /// Until when it is left in peace, if it asked for that.
    pub slowed_until: Option<Timestamp>,
}

impl Taken {
    fn mails(&self) -> i64 {
        self.accepted.saturating_add(self.delayed).saturating_add(self.refused)
    }

    fn add(&mut self, row: &Row, now: Timestamp) {
        self.accepted = self.accepted.saturating_add(row.accepted);
        self.delayed = self.delayed.saturating_add(row.delayed);
        self.refused = self.refused.saturating_add(row.refused);
        let slowed = row.slowed_until.map(Time::timestamp).filter(|until| *until > now);
        self.slowed_until = self.slowed_until.max(slowed);
    }
}

/// What all of them did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Domains {
    /// Those behind which enough people stand, the ones with most mails first.
    pub named: Vec<Taken>,
    /// The others together: the domain of a few people says who they are.
    pub others: Taken,
    /// How many others there are.
    pub other_domains: usize,
}

/// The figures of one domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) accepted: i64,
    pub(super) delayed: i64,
    pub(super) refused: i64,
    pub(super) addressees: i64,
    pub(super) slowed_until: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = domains)]
struct Row {
    domain: String,
    name: String,
    accepted: i64,
    delayed: i64,
    refused: i64,
    addressees: i64,
    slowed_until: Option<Time>,
}

/// Adds figures to those of the hour. Always in the same order of domains, so that two who write wait for each other only once.
pub(super) fn add(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    counted: &BTreeMap<String, Figures>,
) -> Result<(), Error> {
    let mut keyed: Vec<(String, &String, &Figures)> = counted
        .iter()
        .map(|(name, figures)| (hex(&keys.mac(Purpose::Fingerprint, context(name).as_bytes())), name, figures))
        .collect();
    keyed.sort_by(|one, other| one.0.cmp(&other.0));
    for (domain, name, figures) in keyed {
        if change(tx, hour(now), &domain, figures)? {
            continue;
        }
        diesel::delete(domains::table.filter(domains::hour.lt(hour(now).saturating_sub(HOURS)))).execute(tx)?;
        let row = (
            domains::hour.eq(hour(now)),
            domains::domain.eq(&domain),
            domains::name.eq(keys.seal(random, CONTEXT, name.as_bytes())),
            domains::accepted.eq(figures.accepted),
            domains::delayed.eq(figures.delayed),
            domains::refused.eq(figures.refused),
            domains::addressees.eq(figures.addressees),
            domains::slowed_until.eq(figures.slowed_until.map(Time::from)),
        );
        let insert = |tx: &mut Db| diesel::insert_into(domains::table).values(row).execute(tx).map_err(Error::from);
        match tx.transaction(insert) {
            Ok(_) => {}
            // Another process counted its first mail to it at the same moment.
            Err(Error::Unique) => exactly_one(usize::from(change(tx, hour(now), &domain, figures)?))?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What a sealed domain opens under.
const CONTEXT: &str = "mail-domain";

fn context(name: &str) -> String {
    format!("{CONTEXT}:{name}")
}

/// Adds to the row of the hour; whether there is one.
fn change(tx: &mut Db, hour: i64, domain: &str, figures: &Figures) -> Result<bool, Error> {
    let row = domains::table.find((hour, domain));
    // It also takes the row, so that what is read next is what the other writer left.
    let added = diesel::update(row)
        .set((
            domains::accepted.eq(domains::accepted + figures.accepted),
            domains::delayed.eq(domains::delayed + figures.delayed),
            domains::refused.eq(domains::refused + figures.refused),
        ))
        .execute(tx)?;
    if added == 0 {
        return Ok(false);
    }
    let (addressees, slowed): (i64, Option<Time>) =
        row.select((domains::addressees, domains::slowed_until)).first(tx)?;
    let slowed = slowed.map(Time::timestamp).max(figures.slowed_until);
    let rest =
        (domains::addressees.eq(addressees | figures.addressees), domains::slowed_until.eq(slowed.map(Time::from)));
    exactly_one(diesel::update(row).set(rest).execute(tx)?)?;
    Ok(true)
}

/// What the domains did in the last day.
pub fn taken(db: &mut Db, now: Timestamp, keys: &Keys) -> Result<Domains, Error> {
    let since = hour(now).saturating_sub(HOURS);
    let rows: Vec<Row> = domains::table.filter(domains::hour.ge(since)).select(Row::as_select()).load(db)?;
    let mut sums: BTreeMap<String, (Taken, i64, String)> = BTreeMap::new();
    for row in rows {
        let (taken, addressees, name) = sums.entry(row.domain.clone()).or_default();
        taken.add(&row, now);
        *addressees |= row.addressees;
        *name = row.name;
    }
    let mut all = Domains::default();
    for (taken, addressees, sealed) in sums.into_values() {
        let name = Some(sealed).filter(|_| addressees.count_ones() >= PEOPLE);
        match name.and_then(|sealed| keys.open_text(CONTEXT, &sealed).ok()) {
            Some(domain) => all.named.push(Taken { domain, ..taken }),
            None => {
                let others = &mut all.others;
                others.accepted = others.accepted.saturating_add(taken.accepted);
                others.delayed = others.delayed.saturating_add(taken.delayed);
                others.refused = others.refused.saturating_add(taken.refused);
                others.slowed_until = others.slowed_until.max(taken.slowed_until);
                all.other_domains = all.other_domains.saturating_add(1);
            }
        }
    }
    all.named.sort_by(|one, other| other.mails().cmp(&one.mails()).then_with(|| one.domain.cmp(&other.domain)));
    Ok(all)
}

/// How many rows there are.
#[cfg(test)]
pub(super) fn rows(db: &mut Db) -> Result<i64, Error> {
    Ok(domains::table.count().get_result(db)?)
}
