//! What the desk achieved and what lies ahead of it, in counts: pure rules over dates. Nothing here names a person.

use super::store::report as store;
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::requests::clock::day_of;
use crate::requests::{ExtensionGround, Ground, Right};
use crate::words;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// How many of the last days the pace of the desk is taken from.
pub const PACE_DAYS: i32 = 28;

/// The last day of each band of age but the last, which is open.
const AGES: [i32; 4] = [7, 14, 21, 30];

/// Which day a moment falls on, and which is today.
#[derive(Clone, Copy, Debug)]
pub struct When<'a> {
    /// Where days begin and end.
    pub zone: &'a TimeZone,
    /// Now.
    pub now: Timestamp,
}

impl When<'_> {
    /// The day of a moment, where the controller is.
    pub fn day(&self, at: Timestamp) -> Date {
        day_of(at, self.zone)
    }

    /// The first moment of a day, where the controller is.
    pub(super) fn start(&self, day: Date) -> Timestamp {
        self.zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
    }

    /// The first moment of the day so many days ago.
    fn since(&self, days: i32) -> Timestamp {
        self.start(self.day(self.now).saturating_sub(days.days()))
    }
}

/// One right of a request, answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The right.
    pub right: Right,
    /// On which ground it was refused, if it was.
    pub refused: Option<Ground>,
    /// The day the request arrived.
    pub received: Date,
    /// The law's last day.
    pub due: Date,
    /// The day the answer left.
    pub answered: Date,
}

/// A request that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The day it arrived.
    pub received: Date,
    /// The law's last day.
    pub due: Date,
}

/// The answers to one right, or to all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// How many there were.
    pub answers: usize,
    /// How many left by the law's last day.
    pub on_time: usize,
    /// How many were refused.
    pub refused: usize,
    /// Half of them took so many days or fewer.
    pub median_days: i32,
}

impl Line {
    pub(super) fn of<'a>(answers: impl Iterator<Item = &'a Answer>) -> Line {
        let answers: Vec<&Answer> = answers.collect();
        let mut days: Vec<i32> = answers.iter().map(|one| (one.answered - one.received).get_days()).collect();
        days.sort_unstable();
        Line {
            answers: answers.len(),
            on_time: answers.iter().filter(|one| one.answered <= one.due).count(),
            refused: answers.iter().filter(|one| one.refused.is_some()).count(),
            median_days: days.get(days.len().saturating_sub(1) / 2).copied().unwrap_or_default(),
        }
    }

    /// The share that was on time, in whole percent, rounded down: 199 of 200 is not "100 %".
    pub fn percent_on_time(&self) -> usize {
        (self.on_time * 100).checked_div(self.answers).unwrap_or_default()
    }

    /// The same in a sentence.
    pub fn headline(&self, lang: Lang) -> String {
        let numbers = [self.answers, self.on_time, self.percent_on_time()].map(|number| number.to_string());
        let [answers, on_time, share] = &numbers;
        words::say(lang, "report-headline", &[("answers", answers), ("on_time", on_time), ("percent", share)])
    }
}

/// One right of a request as a list of cases tells it: nothing of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The reference of the request.
    pub reference: String,
    /// The right.
    pub right: Right,
    /// The word of the channel by which it arrived.
    pub channel: String,
    /// The day it arrived.
    pub received: Date,
    /// The law's last day.
    pub due: Date,
    /// The day it was extended.
    pub extended: Option<Date>,
    /// The word of what was decided, or of where it stands.
    pub outcome: String,
    /// The word of the ground of a refusal.
    pub ground: Option<String>,
    /// The day the answer left.
    pub answered: Option<Date>,
    /// The day the request was closed.
    pub closed: Option<Date>,
}

/// Every right that was asked for in the last so many years, in the order of arrival.
pub fn cases(db: &mut Db, when: &When<'_>, years: i32) -> Result<Vec<Case>, Error> {
    let first = when.day(when.now).saturating_sub(years.years());
    store::cases(db, when, (when.start(first), Timestamp::MAX), Timestamp::MIN)
}

/// What will be late if the desk goes on as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// Nothing.
    Clear,
    /// So many requests, the first on this day.
    Late {
        /// How many.
        count: usize,
        /// The last day of the first of them.
        first: Date,
    },
    /// Nothing was answered lately, so there is no pace to reckon with.
    Unknown,
}

/// What will be late if `open`, the next due first, is answered one by one at the pace of the last [`PACE_DAYS`] days.
pub fn forecast(open: &[Open], today: Date, closed: usize) -> Forecast {
    let mut late = Vec::new();
    for (at, one) in open.iter().enumerate() {
        let days = (at + 1).saturating_mul(PACE_DAYS.unsigned_abs() as usize).div_ceil(closed.max(1));
        let done = today.saturating_add(i64::try_from(days).unwrap_or(i64::MAX).min(36_500).days());
        if one.due < today || (closed > 0 && one.due < done) {
            late.push(one.due);
        }
    }
    match late.first() {
        Some(first) => Forecast::Late { count: late.len(), first: *first },
        None if closed == 0 && !open.is_empty() => Forecast::Unknown,
        None => Forecast::Clear,
    }
}

/// How many requests have waited how long: a week, two, three, a month, longer.
pub fn ages(open: &[Open], today: Date) -> [usize; AGES.len() + 1] {
    let mut bands = [0; AGES.len() + 1];
    for one in open {
        let days = (today - one.received).get_days();
        let band = AGES.iter().position(|last| days <= *last).unwrap_or(AGES.len());
        if let Some(count) = bands.get_mut(band) {
            *count += 1;
        }
    }
    bands
}

/// What was answered and extended in a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// All answers.
    pub all: Line,
    /// The answers by right; rights that nobody asked for are left out.
    pub rights: Vec<(Right, Line)>,
    /// The refusals by ground, the most frequent first.
    pub refusals: Vec<(Ground, usize)>,
    /// The extensions by ground, the most frequent first.
    pub extensions: Vec<(ExtensionGround, usize)>,
}

impl Behind {
    /// Of these answers, and of the words of the grounds of these extensions.
    pub(super) fn of(answers: &[Answer], extensions: &[String]) -> Behind {
        let line = |right: Right| Line::of(answers.iter().filter(|one| one.right == right));
        let refused = |ground: Ground| answers.iter().filter(|one| one.refused == Some(ground)).count();
        let extended = |ground: ExtensionGround| extensions.iter().filter(|word| *word == ground.as_str()).count();
        Behind {
            all: Line::of(answers.iter()),
            rights: Right::ALL
                .iter()
                .map(|right| (*right, line(*right)))
                .filter(|(_, line)| line.answers > 0)
                .collect(),
            refusals: by_number(Ground::ALL, refused),
            extensions: by_number(ExtensionGround::ALL, extended),
        }
    }
}

/// Everything a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was answered.
    pub behind: Behind,
    /// The open requests by age.
    pub ages: [usize; AGES.len() + 1],
    /// How many requests are open.
    pub open: usize,
    /// What will be late.
    pub forecast: Forecast,
}

/// Those that occur, the most frequent first.
pub(super) fn by_number<T: Copy>(all: &[T], count: impl Fn(T) -> usize) -> Vec<(T, usize)> {
    let mut counted: Vec<(T, usize)> = all.iter().map(|one| (*one, count(*one))).filter(|(_, n)| *n > 0).collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

/// The report of the last `days` days.
pub fn report(db: &mut Db, when: &When<'_>, days: i32) -> Result<Report, Error> {
    let (today, pace) = (when.day(when.now), when.since(PACE_DAYS));
    let answers = store::answered(db, when, when.since(days))?;
    let closed = store::answered(db, when, pace)?.len();
    let extensions = store::extensions(db, when.since(days), Timestamp::MAX)?;
    let open = store::open(db, when)?;
    Ok(Report {
        behind: Behind::of(&answers, &extensions),
        ages: ages(&open, today),
        open: open.len(),
        forecast: forecast(&open, today, closed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Id;
    use crate::db::testing::each_database;
    use crate::requests::clock::Regime;
    use crate::requests::{self, New, Request, Rules, Status};
    use crate::roles::Role;
    use crate::secrets::{Keys, Random};
    use crate::sources::Sources;
    use crate::staff::desk::quarter::{quarterly, quarters};
    use crate::staff::desk::{self, Act, By, Refusal};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn open(due: &str) -> Open {
        Open { received: day("2026-03-05"), due: day(due) }
    }

    #[test]
    fn an_answer_is_on_time_on_the_last_day_and_the_median_is_one_that_happened() {
        let answer = |answered: &str, refused| Answer {
            right: Right::Access,
            refused,
            received: day("2026-03-05"),
            due: day("2026-04-07"),
            answered: day(answered),
        };
        let answers = [
            answer("2026-04-07", None),
            answer("2026-04-08", Some(Ground::Others)),
            answer("2026-03-06", None),
            answer("2026-03-07", None),
        ];
        let line = Line::of(answers.iter());
        assert_eq!(line, Line { answers: 4, on_time: 3, refused: 1, median_days: 2 });
        assert_eq!(line.percent_on_time(), 75);
        assert_eq!(Line::of([].iter()), Line::default());
        let nearly = Line { answers: 200, on_time: 199, ..Line::default() };
        assert_eq!((nearly.percent_on_time(), Line::default().percent_on_time()), (99, 0));
    }

    #[test]
    fn what_the_desk_cannot_reach_at_its_pace_will_be_late() {
        let today = day("2026-03-30");
        let waiting = [open("2026-03-31"), open("2026-03-31"), open("2026-04-07")];
        // One a day: the first is done tomorrow, the second only the day after.
        assert_eq!(forecast(&waiting, today, 28), Forecast::Late { count: 1, first: day("2026-03-31") });
        // Two a day.
        assert_eq!(forecast(&waiting, today, 56), Forecast::Clear);
        assert_eq!(forecast(&waiting, today, 0), Forecast::Unknown);
        assert_eq!(forecast(&[], today, 0), Forecast::Clear);
        // What is late already is late at any pace.
        let late = [open("2026-03-27"), open("2026-05-07")];
        assert_eq!(forecast(&late, today, 1_000), Forecast::Late { count: 1, first: day("2026-03-27") });
        assert_eq!(forecast(&late, today, 0), Forecast::Late { count: 1, first: day("2026-03-27") });
    }

    #[test]
    fn ages_fall_into_bands_by_their_last_day() {
        let received = |text: &str| Open { received: day(text), due: day("2026-05-01") };
        let waiting = ["2026-03-30", "2026-03-23", "2026-03-22", "2026-02-28", "2026-02-27"].map(received);
        assert_eq!(ages(&waiting, day("2026-03-30")), [2, 1, 0, 1, 1]);
    }

    #[test]
    fn a_report_counts_what_left_and_what_waits_on_both_databases() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let paris = TimeZone::get("Europe/Paris").unwrap();
            let rules = Rules::new(&paris, Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10);
            let at = |text: &str| text.parse::<Timestamp>().unwrap();
            let lea = Id::at(at("2026-03-05T10:00:00Z"), &random);
            let act = |now| Act { now, random: &random, keys: &keys, by: By { id: &lea, role: Some(Role::Support) } };
            let ask = |now: Timestamp, right| {
                let person = Id::at(now, &random);
                let new = New { person, right, lang: Lang::Fr, subject: None, message: "Bonjour".into() };
                let opened = |tx: &mut Db| requests::open(tx, now, &random, &keys, &rules, new.clone());
                database.write_now(opened).unwrap().request
            };
            let again = |one: &Request| database.read_now(|db| requests::by_id(db, &one.id)).unwrap().unwrap();
            // Asked on 5 March, refused on the 9th; the answer leaves half an hour after the last day is over in Paris.
            let late = ask(at("2026-03-05T10:00:00Z"), Right::Restrict);
            database.write_now(|tx| desk::claim(tx, act(at("2026-03-05T11:00:00Z")), &late)).unwrap();
            let item = database.read_now(|db| requests::items(db, &keys, &late.id)).unwrap().remove(0);
            let refusal =
                Refusal { ground: Ground::NotHeld, facts: "Rien.", weighed: "Votre situation.", two_persons: false };
            let early = act(at("2026-03-09T10:00:00Z"));
            database.write_now(|tx| desk::refuse(tx, early, &again(&late), &item, refusal)).unwrap();
            let items = database.read_now(|db| requests::items(db, &keys, &late.id)).unwrap();
            let answer = act(at("2026-04-07T22:30:00Z"));
            database
                .write_now(|tx| desk::close(tx, answer, &Sources::default(), &again(&late), &items, "Voici."))
                .unwrap();
            // Done by itself two days later: answered then, though it is not closed.
            let quick = ask(at("2026-04-01T10:00:00Z"), Right::Access);
            let done = at("2026-04-03T10:00:00Z");
            let ready = |tx: &mut Db| requests::finish(tx, done, &random, &quick, Right::Access, Status::Ready);
            database.write_now(ready).unwrap();
            // One that waits, extended.
            let waits = ask(at("2026-03-20T10:00:00Z"), Right::Erase);
            database.write_now(|tx| desk::claim(tx, act(at("2026-03-20T10:00:00Z")), &waits)).unwrap();
            let ground = ExtensionGround::Complex;
            let extend = |tx: &mut Db| {
                desk::extend(tx, act(at("2026-03-21T10:00:00Z")), &rules, &again(&waits), ground, "Beaucoup.")
            };
            database.write_now(extend).unwrap();

            let when = When { zone: &paris, now: at("2026-04-08T08:00:00Z") };
            let counted = database.read_now(|db| report(db, &when, 90)).unwrap();
            assert_eq!(counted.behind.all, Line { answers: 2, on_time: 1, refused: 1, median_days: 2 });
            // By quarter: what waited at the end of the first is told of it afterwards too.
            let all = database.read_now(|db| quarters(db, &when, 9)).unwrap();
            assert_eq!(all.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-Q2", "2026-Q1"]);
            let of = |text: &str| database.read_now(|db| quarterly(db, &when, text.parse().unwrap())).unwrap();
            let (first, second) = (of("2026-Q1"), of("2026-Q2"));
            assert_eq!((first.arrived, first.behind.all.clone(), first.open, first.late), (2, Line::default(), 2, 0));
            assert_eq!(first.behind.extensions, [(ExtensionGround::Complex, 1)]);
            assert_eq!((second.arrived, second.open, second.late), (1, 1, 0));
            assert_eq!((&second.behind.all, &second.behind.refusals), (&counted.behind.all, &counted.behind.refusals));
            assert_eq!((second.asked, second.behind.extensions), (vec![(Right::Access, 1)], Vec::new()));
            assert_eq!(of("2025-Q4").arrived, 0);
            let access = Line { answers: 1, on_time: 1, refused: 0, median_days: 2 };
            let restrict = Line { answers: 1, on_time: 0, refused: 1, median_days: 34 };
            assert_eq!(counted.behind.rights, [(Right::Access, access.clone()), (Right::Restrict, restrict)]);
            assert_eq!(counted.behind.refusals, [(Ground::NotHeld, 1)]);
            assert_eq!(counted.behind.extensions, [(ExtensionGround::Complex, 1)]);
            assert_eq!((counted.open, counted.ages), (1, [0, 0, 1, 0, 0]));
            assert_eq!(counted.forecast, Forecast::Clear);
            // Only what left in the period counts.
            let when = When { zone: &paris, now: at("2026-05-07T08:00:00Z") };
            let later = database.read_now(|db| report(db, &when, 30)).unwrap();
            assert_eq!((later.behind.all.answers, later.behind.extensions.len()), (1, 0));
        });
    }
}
