use super::*;
use crate::db::testing::each_database;
use crate::lang::Lang;
use crate::people;
use crate::requests::clock::Regime;
use crate::requests::{self, Arrival, Channel, Ground, New, Request, Rules};
use crate::roles::Role;
use crate::secrets::{Keys, Random};
use crate::staff::desk::{self, Act, By, Letter, Refusal};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// A page of the queue, as the desk shows it.
fn read(database: &Database, seen: &Seen, filter: &Filter, page: i64) -> Sheet {
    let open = known(database, seen, filter);
    database.read_now(|db| sheet(db, seen, filter, &open, page)).unwrap()
}

fn known(database: &Database, seen: &Seen, filter: &Filter) -> Open {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let now = "2026-03-30T08:00:00Z".parse().unwrap();
    runtime.block_on(Open::recall(database, now, seen, filter)).unwrap()
}

#[test]
fn a_reference_is_read_as_people_type_it() {
    for text in ["R-2026-0012", " r-2026-12 ", "2026-0012", "2026/12", "R 2026 0012"] {
        assert_eq!(Sought::read(text), Sought::Ending("R-2026-0012".into()), "{text}");
    }
    for text in ["12", "0012", "R12", "r-12"] {
        assert_eq!(Sought::read(text), Sought::Ending("-0012".into()), "{text}");
    }
    assert_eq!(Sought::read("12345"), Sought::Ending("-12345".into()));
    assert_eq!(Sought::read("  "), Sought::Nothing);
    for text in ["Aubry", "%", "R-2026-0012-1", "+12", "26-12", "R", "-", "99999999999", "1_2", "١٢"] {
        assert_eq!(Sought::read(text), Sought::Unreadable, "{text}");
    }
}

#[test]
fn every_view_has_a_word_and_an_unknown_word_is_the_whole() {
    for view in View::NAMED {
        assert_eq!(View::read(view.as_str()), view);
    }
    assert_eq!((View::read(""), View::read("all' OR 1=1")), (View::All, View::All));
    assert_eq!((Taken::read("me"), Taken::read("nobody"), Taken::read("x")), (Taken::Me, Taken::Nobody, Taken::Anyone));
}

/// What a request of the test was made to be; the queue is compared with this.
#[derive(Clone, Debug)]
struct Known {
    request: Request,
    right: Right,
    due: Date,
    waiting: bool,
    aside: bool,
    second: bool,
    taken: Taken,
    leaving: bool,
    closed: bool,
}

impl Known {
    fn is_in(&self, filter: &Filter, bands: Bands) -> bool {
        let view = match filter.view {
            View::All => !self.aside,
            View::Band(band) => bands.of(self.due) == band && !self.aside,
            View::Waiting => self.waiting && !self.aside,
            View::Aside => self.aside,
            View::Second => self.second,
        };
        let taken = filter.taken == Taken::Anyone || filter.taken == self.taken;
        let right = filter.right.is_none_or(|right| right == self.right);
        !self.closed && !self.leaving && view && taken && right
    }
}

struct Fill {
    random: Random,
    keys: Keys,
    rules: Rules,
    now: Timestamp,
    lea: Id,
    max: Id,
}

impl Fill {
    fn new() -> Fill {
        let (random, now) = (Random::seeded(5), "2026-03-30T08:00:00Z".parse().unwrap());
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let rules = Rules::new(&paris, Regime::named("eu").unwrap(), "FR".parse().unwrap(), 10);
        let (lea, max) = (Id::at(now, &random), Id::at(now, &random));
        Fill { random, keys: Keys::for_tests(), rules, now, lea, max }
    }

    fn seen(&self, by: &Id) -> Seen {
        Seen { by: by.clone(), bands: Bands::new("2026-03-30".parse().unwrap(), self.rules.holidays) }
    }

    fn chance(&self, of: u64) -> bool {
        self.random.below(of) == 0
    }

    /// A request in some state, through the acts that lead there.
    fn one(&self, tx: &mut Db, at: usize) -> Known {
        let rights = [Right::Access, Right::Erase, Right::Restrict, Right::Other];
        let right = rights[usize::try_from(self.random.below(4)).unwrap()];
        let received =
            self.now.saturating_sub(SignedDuration::from_hours(24 * i64::try_from(self.random.below(40)).unwrap()));
        let address = people::Address::parse(&format!("someone{at}@example.com")).unwrap();
        let person = people::ensure(tx, self.now, &self.random, &self.keys, &address, Lang::Fr).unwrap().id;
        let new =
            New { person: person.clone(), right, lang: Lang::Fr, subject: None, message: format!("Bonjour {at}") };
        let arrival = Arrival { at: received.unwrap(), channel: Channel::Post, logged_by: None };
        let (random, keys) = (&self.random, &self.keys);
        let opened = requests::arrived(tx, self.now, random, keys, &self.rules, new, &arrival).unwrap();
        let id = opened.request.id;
        let again = |tx: &mut Db| requests::by_id(tx, &id).unwrap().unwrap();
        let (mut taken, mut waiting, mut aside, mut second, mut closed) = (Taken::Nobody, false, false, false, false);
        let owner = if self.chance(2) { &self.lea } else { &self.max };
        if !self.chance(3) {
            let act = Act { now: self.now, random, keys, by: By { id: owner, role: Some(Role::Support) } };
            let request = again(tx);
            desk::claim(tx, act, &request).unwrap();
            taken = if *owner == self.lea { Taken::Me } else { Taken::Anyone };
            match self.random.below(6) {
                0 => {
                    let (request, letter) = (again(tx), Letter::Question(requests::clock::About::Scope));
                    desk::write(tx, act, &request, letter, "Laquelle ?").unwrap();
                    waiting = true;
                }
                1 if right != Right::Other => {
                    let request = again(tx);
                    let item = requests::items(tx, keys, &request.id).unwrap().remove(0);
                    let ground = right.grounds().iter().find(|ground| **ground != Ground::Excessive).copied();
                    if let Some(ground) = ground {
                        let refusal =
                            Refusal { ground, facts: "Voici.", weighed: "Votre situation.", two_persons: true };
                        desk::refuse(tx, act, &request, &item, refusal).unwrap();
                        second = *owner != self.lea;
                    }
                }
                2 => {
                    let request = again(tx);
                    requests::store::set_status(tx, self.now, random, &request, requests::Status::Closed).unwrap();
                    closed = true;
                }
                _ => {}
            }
            if !closed && self.chance(4) {
                let (request, day) = (again(tx), "2026-03-31".parse().unwrap());
                aside = desk::snooze(tx, act, &self.rules, &request, day).is_ok();
            }
        }
        let leaving = self.chance(12);
        if leaving {
            people::freeze(tx, &person, self.now).unwrap();
        }
        let request = again(tx);
        Known { due: request.due_on, request, right, waiting, aside, second, taken, leaving, closed }
    }
}

#[test]
fn what_is_counted_is_what_is_shown_page_by_page_in_a_steady_order_on_both_databases() {
    each_database(|database| {
        let fill = Fill::new();
        let all: Vec<Known> =
            database.write_now(|tx| Ok::<_, Error>((0..260).map(|at| fill.one(tx, at)).collect::<Vec<_>>())).unwrap();
        let seen = fill.seen(&fill.lea);
        let open = all.iter().filter(|one| !one.closed && !one.leaving).count();
        let mut shown_by_view = BTreeMap::new();
        let views = View::NAMED.into_iter().chain([View::All]);
        for view in views {
            for taken in [Taken::Anyone, Taken::Me, Taken::Nobody] {
                for right in [None, Some(Right::Erase), Some(Right::Portability)] {
                    let filter = Filter { view, taken, right, sought: Sought::Nothing };
                    let mut expected: Vec<&Known> = all.iter().filter(|one| one.is_in(&filter, seen.bands)).collect();
                    expected.sort_by_key(|one| (one.due, one.request.id.clone()));
                    let expected: Vec<&str> = expected.iter().map(|one| one.request.reference.as_str()).collect();
                    let part = |page| read(&database, &seen, &filter, page);
                    let first = part(1);
                    let mut found: Vec<String> = Vec::new();
                    for page in 1..=first.pages {
                        let page = if page == 1 { first.clone() } else { part(page) };
                        found.extend(page.rows.into_iter().map(|row| row.request.reference));
                    }
                    assert_eq!(found, expected, "{filter:?}");
                    assert_eq!(first.counts.of(&filter), expected.len() as u64, "{filter:?}");
                    assert_eq!(first.counts.all(), open as u64);
                    *shown_by_view.entry(view.as_str()).or_insert(0) += expected.len();
                }
            }
        }
        assert!(
            shown_by_view.values().all(|count| *count > 0),
            "a view that nothing is in proves nothing: {shown_by_view:?}"
        );

        let beyond = read(&database, &seen, &Filter::default(), 99);
        assert!(beyond.pages > 1 && beyond.page == beyond.pages && !beyond.rows.is_empty());
        assert_eq!(read(&database, &seen, &Filter::default(), -7).page, 1);
        for row in &beyond.rows {
            let known = all.iter().find(|one| one.request.id == row.request.id).unwrap();
            assert_eq!(row.rights, [known.right]);
        }

        // The case to open next, the second person's, and the sentence about what nobody took.
        let mut mine: Vec<&Known> = all.iter().filter(|one| !one.closed && !one.leaving && !one.waiting).collect();
        mine.retain(|one| !one.aside && one.taken != Taken::Anyone);
        mine.sort_by_key(|one| (one.due, one.request.id.clone()));
        assert_eq!(beyond.next.as_ref(), mine.first().map(|one| &one.request.reference));
        let seconds = all.iter().filter(|one| one.second && !one.closed && !one.leaving).count();
        assert_eq!(beyond.counts.seconds(), seconds as u64);
        let named = known(&database, &seen, &Filter::default()).seconds().len();
        assert_eq!(named, seconds.min(usize::try_from(NAMED).unwrap()));
        let week = seen.week();
        let untaken = |one: &&Known| !one.closed && !one.leaving && one.taken == Taken::Nobody && one.due <= week;
        assert_eq!(beyond.counts.untaken(), all.iter().filter(untaken).count() as u64);
    });
}

#[test]
fn a_reference_finds_its_request_put_aside_or_closed_and_nobody_who_leaves() {
    each_database(|database| {
        let fill = Fill::new();
        let all: Vec<Known> =
            database.write_now(|tx| Ok::<_, Error>((0..80).map(|at| fill.one(tx, at)).collect::<Vec<_>>())).unwrap();
        let seen = fill.seen(&fill.lea);
        let find = |typed: &str| {
            let filter = Filter { sought: Sought::read(typed), ..Filter::default() };
            let sheet = read(&database, &seen, &filter, 1);
            assert_eq!(sheet.counts.of(&filter), sheet.rows.len() as u64, "{typed}");
            let open: Vec<String> = sheet.rows.into_iter().map(|row| row.request.reference).collect();
            (open, sheet.closed)
        };
        for one in &all {
            let reference = one.request.reference.clone();
            let expected = match (one.leaving, one.closed) {
                (true, _) => (vec![], vec![]),
                (false, true) => (vec![], vec![reference.clone()]),
                (false, false) => (vec![reference.clone()], vec![]),
            };
            assert_eq!(find(&reference.to_lowercase()), expected, "{one:?}");
            assert_eq!(find(reference.rsplit('-').next().unwrap()), expected, "{one:?}");
        }
        assert!(
            all.iter().any(|one| one.aside) && all.iter().any(|one| one.closed) && all.iter().any(|one| one.leaving)
        );
        assert_eq!(find("R-2026-0999"), (vec![], vec![]));
        assert_eq!(find("%"), (vec![], vec![]));
    });
}

#[test]
fn an_empty_queue_has_one_page_and_nothing_in_it() {
    each_database(|database| {
        let fill = Fill::new();
        let seen = fill.seen(&fill.lea);
        let sheet = read(&database, &seen, &Filter::default(), 3);
        assert_eq!((sheet.page, sheet.pages, sheet.rows.len(), sheet.counts.all()), (1, 1, 0, 0));
        assert_eq!((sheet.next, sheet.closed.len()), (None, 0));
    });
}
