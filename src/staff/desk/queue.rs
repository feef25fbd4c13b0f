//! The queue: the open requests by their due day, narrowed to what a colleague wants to see, counted whole and shown a page
//! at a time. What is counted is what a click on the count would show.

mod filter;

pub use filter::{Filter, Sought, Taken, View};

use super::store::queue::Part;
use super::store::{self, Row};
use crate::db::{Database, Db, Error, Id};
use crate::inbox;
use crate::requests::Right;
use crate::requests::clock::{Band, Bands};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lines of a page.
pub const LINES: i64 = 50;

/// How many refusals that wait for a second person are named on a page; the others are a click away.
pub const NAMED: i64 = 10;

/// How many closed requests are named when a reference is looked for.
const CLOSED: i64 = 5;

/// How far the sentence about cases that nobody took looks ahead.
const AHEAD_DAYS: i32 = 7;

/// From where the queue is looked at.
#[derive(Clone, Debug)]
pub struct Seen {
    /// By this colleague.
    pub by: Id,
    /// On this day.
    pub bands: Bands,
}

impl Seen {
    /// The last day of the week that lies ahead.
    pub fn week(&self) -> Date {
        self.bands.today.saturating_add(AHEAD_DAYS.days())
    }
}

/// So many open requests that are alike in all that the queue is narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The law's last day.
    pub due: Date,
    /// When they are due.
    pub band: Band,
    /// Whether they are due within a week or late.
    pub week: bool,
    /// Whether they wait for the person.
    pub waiting: bool,
    /// Whether they are put aside.
    pub aside: bool,
    /// [`Taken::Me`], [`Taken::Nobody`], or [`Taken::Anyone`] for those of other colleagues.
    pub taken: Taken,
    /// How many.
    pub count: u64,
}

impl Tally {
    fn is_in(&self, filter: &Filter) -> bool {
        let view = match filter.view {
            View::All | View::Second => true,
            View::Band(band) => self.band == band,
            View::Waiting => self.waiting,
            View::Aside => self.aside,
        };
        let taken = filter.taken == Taken::Anyone || filter.taken == self.taken;
        view && taken && !(self.aside && filter.hides_aside())
    }
}

/// So many, of all of these.
fn number<'a>(tallies: impl Iterator<Item = &'a Tally>) -> u64 {
    tallies.map(|one| one.count).sum()
}

/// Open requests that have in common what is counted.
#[derive(Clone, Debug)]
pub(super) struct Alike {
    /// The law's last day.
    pub due: Date,
    /// Who took them.
    pub owner: Option<Id>,
    /// Whether they wait for the person.
    pub waiting: bool,
    /// Until when they are put aside.
    pub aside_until: Option<Date>,
    /// How many.
    pub count: u64,
}

impl Alike {
    fn tally(&self, seen: &Seen) -> Tally {
        Tally {
            due: self.due,
            band: seen.bands.of(self.due),
            week: self.due <= seen.week(),
            waiting: self.waiting,
            aside: self.aside_until.is_some_and(|day| day > seen.bands.today),
            taken: match &self.owner {
                Some(owner) if *owner == seen.by => Taken::Me,
                Some(_) => Taken::Anyone,
                None => Taken::Nobody,
            },
            count: self.count,
        }
    }
}

/// What concerns one colleague of all of them.
#[derive(Debug)]
struct Own {
    /// Those for which they can be the second person, counted, and the references of the first of them.
    second: Vec<Alike>,
    seconds: Vec<String>,
    /// See [`Sheet::next`].
    next: Option<String>,
}

impl Own {
    fn read(db: &mut Db, seen: &Seen) -> Result<Own, Error> {
        let second = store::queue::alike(db, (None, &Sought::Nothing), Some(&seen.by))?;
        let seconds = match second.is_empty() {
            true => Vec::new(),
            false => store::queue::waiting_for_second(db, &seen.by, NAMED)?,
        };
        Ok(Own { second, seconds, next: store::queue::next(db, seen)? })
    }
}

/// Of the open requests those with a right that is looked for: all, and those for which the colleague can be the second person.
#[derive(Clone, Debug)]
struct WithRight(Arc<Vec<Alike>>, Arc<Vec<Alike>>);

/// The open requests, counted. Counting reads each one of them, whatever is shown, and every page of a colleague asks the same;
/// so pages share what was counted a moment ago.
#[derive(Clone, Debug)]
pub struct Open {
    whole: Arc<Vec<Alike>>,
    written: Arc<Vec<String>>,
    own: Arc<Own>,
    mails: Arc<inbox::Counted>,
    with_right: Option<WithRight>,
}

impl Open {
    /// As they were counted a moment ago; see [`Database::recall`].
    pub async fn recall(database: &Database, now: Timestamp, seen: &Seen, filter: &Filter) -> Result<Open, Error> {
        let alike = |right: Option<Right>, second: Option<&Id>| {
            let (word, by) = (right.map_or("", Right::as_str), second.map_or("", Id::as_str));
            let second = second.cloned();
            database.recall(format!("desk.queue {word} {by}"), now, move |db| {
                store::queue::alike(db, (right, &Sought::Nothing), second.as_ref())
            })
        };
        let with_right = match filter.right {
            Some(right) if filter.sought == Sought::Nothing => {
                Some(WithRight(alike(Some(right), None).await?, alike(Some(right), Some(&seen.by)).await?))
            }
            _ => None,
        };
        let mine = seen.clone();
        Ok(Open {
            whole: alike(None, None).await?,
            written: database.recall("desk.written", now, |db| store::queue::written_after(db, NAMED)).await?,
            own: database.recall(format!("desk.own {}", seen.by), now, move |db| Own::read(db, &mine)).await?,
            mails: database.recall("desk.mails", now, inbox::count).await?,
            with_right,
        })
    }

    /// How many mails wait in the inbox.
    pub fn mails(&self) -> u64 {
        self.mails.waiting
    }

    /// References of cases that need the colleague as a second person: the next due first, [`NAMED`] at most.
    pub fn seconds(&self) -> &[String] {
        &self.own.seconds
    }

    /// References of the closed requests on which the person wrote after the end and nobody has answered: the longest waiting
    /// first, [`NAMED`] at most.
    pub fn written(&self) -> &[String] {
        &self.written
    }
}

/// Some of the open requests, counted.
#[derive(Clone, Debug, Default)]
struct Counted {
    /// Every one.
    open: Vec<Tally>,
    /// Of these, those for which the colleague can be the second person.
    second: Vec<Tally>,
}

impl Counted {
    fn of(seen: &Seen, open: &[Alike], second: &[Alike]) -> Counted {
        let tallies = |all: &[Alike]| all.iter().map(|one| one.tally(seen)).collect();
        Counted { open: tallies(open), second: tallies(second) }
    }
}

/// Every open request, counted.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    whole: Counted,
    /// Those with the right and the reference that are looked for; nothing if neither is.
    fitting: Option<Counted>,
}

impl Counts {
    /// How many there are.
    pub fn all(&self) -> u64 {
        number(self.whole.open.iter())
    }

    /// How many of those with the right and the reference of `filter` it shows. Counted for that right and reference.
    pub fn of(&self, filter: &Filter) -> u64 {
        number(self.among(filter).iter().filter(|one| one.is_in(filter)))
    }

    /// Where the lines behind the first `skip` of those that `filter` shows stand: the days on which the first and the last of
    /// `most` are due, and how many of the first day come before. What is due on other days need not be read.
    fn place(&self, filter: &Filter, skip: i64, most: i64) -> Place {
        let mut days: BTreeMap<Date, i64> = BTreeMap::new();
        for one in self.among(filter).iter().filter(|one| one.is_in(filter)) {
            *days.entry(one.due).or_default() += i64::try_from(one.count).unwrap_or(i64::MAX);
        }
        let mut place = Place { from: None, until: None, skip };
        let mut behind = 0;
        for (day, count) in days {
            if place.from.is_none() && skip < behind + count {
                (place.from, place.skip) = (Some(day), skip - behind);
            }
            behind += count;
            if place.from.is_some() && behind >= skip + most {
                place.until = Some(day);
                break;
            }
        }
        place
    }

    fn among(&self, filter: &Filter) -> &[Tally] {
        let fitting = self.fitting.as_ref().unwrap_or(&self.whole);
        if filter.view == View::Second { &fitting.second } else { &fitting.open }
    }

    /// How many are due within a week or late and nobody has taken them, whatever the queue is narrowed to.
    pub fn untaken(&self) -> u64 {
        number(self.whole.open.iter().filter(|one| one.week && one.taken == Taken::Nobody))
    }

    /// How many have a refusal for which the colleague can be the second person, whatever the queue is narrowed to.
    pub fn seconds(&self) -> u64 {
        number(self.whole.second.iter())
    }
}

/// Where a page begins and ends.
struct Place {
    from: Option<Date>,
    until: Option<Date>,
    skip: i64,
}

/// Counts the open requests for one colleague and what `filter` looks for.
pub fn counts(db: &mut Db, seen: &Seen, filter: &Filter, open: &Open) -> Result<Counts, Error> {
    let whole = Counted::of(seen, &open.whole, &open.own.second);
    let fitting = match &open.with_right {
        Some(WithRight(all, second)) => Some(Counted::of(seen, all, second)),
        None if filter.sought != Sought::Nothing || filter.right.is_some() => {
            let sought = (filter.right, &filter.sought);
            let (all, second) =
                (store::queue::alike(db, sought, None)?, store::queue::alike(db, sought, Some(&seen.by))?);
            Some(Counted::of(seen, &all, &second))
        }
        None => None,
    };
    Ok(Counts { whole, fitting })
}

/// A page of the queue.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Everything, counted.
    pub counts: Counts,
    /// The lines, the next due first.
    pub rows: Vec<Row>,
    /// Which page this is, from 1.
    pub page: i64,
    /// How many pages there are, 1 at least.
    pub pages: i64,
    /// The reference of the case to open next: the next due that is the colleague's or nobody's, and neither waits for the
    /// person nor is put aside.
    pub next: Option<String>,
    /// References of closed requests that are looked for.
    pub closed: Vec<String>,
}

/// A page of the queue; the last one there is for a number beyond it.
pub fn sheet(db: &mut Db, seen: &Seen, filter: &Filter, open: &Open, page: i64) -> Result<Sheet, Error> {
    let counts = counts(db, seen, filter, open)?;
    let found = i64::try_from(counts.of(filter)).unwrap_or(i64::MAX);
    let pages = (found.saturating_add(LINES - 1) / LINES).max(1);
    let page = page.clamp(1, pages);
    let Place { from, until, skip } = counts.place(filter, (page - 1) * LINES, LINES);
    let part = Part { after: None, from, until, skip, most: LINES };
    let rows = if found > 0 { store::queue::rows(db, seen, filter, part)? } else { Vec::new() };
    let closed = match &filter.sought {
        Sought::Ending(ending) => store::queue::closed(db, ending, CLOSED)?,
        Sought::Nothing | Sought::Unreadable => Vec::new(),
    };
    Ok(Sheet { next: open.own.next.clone(), counts, rows, page, pages, closed })
}

/// The lines behind the one that is due on a day and has an id, or the first ones: a long list is read part by part, and
/// what changes meanwhile neither repeats a line nor hides one.
pub fn behind(
    db: &mut Db,
    seen: &Seen,
    filter: &Filter,
    last: Option<&(Date, Id)>,
    most: i64,
) -> Result<Vec<Row>, Error> {
    let after = last.map(|(due, id)| (*due, id));
    store::queue::rows(db, seen, filter, Part { after, from: None, until: None, skip: 0, most })
}

/// References of the complaints that nobody took, which are for the data protection officer: the next due first, [`NAMED`] at most.
pub fn complaints(db: &mut Db) -> Result<Vec<String>, Error> {
    store::queue::complaints(db, NAMED)
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
