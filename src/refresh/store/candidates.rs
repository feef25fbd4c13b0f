use crate::consents::{self, Permit};
use crate::db::schema::consents::suppressions;
use crate::db::schema::erasure::erasures;
use crate::db::schema::facts::corrections;
use crate::db::schema::people::{erased_people, persons};
use crate::db::schema::refresh::{refresh_bars as bars, refresh_imports as imports, refresh_standings as standings};
use crate::db::schema::requests::{request_items, requests};
use crate::db::schema::retention::retention_cases as cases;
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::refresh::audience::{Candidate, Exclusion, Horizon};
use crate::refresh::family::Marketing;
use crate::refresh::hours::Own;
use crate::refresh::rules::{Chosen, Test};
use crate::refresh::store::standings::ACTIVITY;
use crate::requests::Right;
use crate::secrets::Random;
use diesel::dsl::max;
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// A person with what is known about whether to ask them.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub person: Id,
    pub lang: Lang,
    pub candidate: Candidate,
    /// The proof that they permit the marketing of family P, where the mail needs one and they do.
    pub permit: Option<Permit>,
    /// Their mail provider, if that is one of the large ones; else empty.
    pub provider: String,
    /// Where their hours differ from the company's.
    pub own: Own,
}

type Row = (Id, String, String, Option<Time>, Option<Time>, Option<Time>, Named, Option<Standing>);
/// The source whose directory names them, its pass that last did, and when they gave their details to the company.
type Named = (Option<String>, Option<Time>, Option<Time>);
/// With their mail provider, their time zone and the calendar of their public holidays at the end.
type Standing = (bool, bool, bool, Dates, (String, Option<String>, Option<String>));
/// Asked, stopped, disowned, bounced, grown up, complained.
type Dates = (Option<Time>, Option<Time>, Option<Time>, Option<Time>, Option<Time>, Option<Time>);

/// The next persons after `after` of those whom a campaign is about, in the order of their ids.
pub(crate) fn next(db: &mut Db, after: Option<&Id>, horizon: &Horizon, limit: i64) -> Result<Vec<Known>, Error> {
    let mut query = persons::table
        .left_join(standings::table.on(standings::fingerprint.eq(persons::fingerprint)))
        .select(columns())
        .order(persons::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(persons::id.gt(after));
    }
    let Chosen { lang, source, segment, related, contacted, confirmed } = &horizon.chosen;
    if let Some(lang) = lang {
        query = query.filter(persons::lang.eq(lang.as_str()));
    }
    if let Some(source) = source {
        query = query.filter(persons::source.eq(source));
    }
    if let Some(segment) = segment {
        query = query.filter(standings::segment.nullable().eq(segment));
    }
    macro_rules! test {
        ($column:path, $test:expr) => {
            query = match $test {
                Test::Any => query,
                Test::Since(then) => query.filter($column.ge(Time::from(*then))),
                Test::Before(then) => query.filter($column.lt(Time::from(*then))),
                Test::Never => query.filter($column.is_null()),
            };
        };
    }
    test!(persons::related_at, related);
    test!(persons::contacted_at, contacted);
    test!(persons::confirmed_at, confirmed);
    let rows: Vec<Row> = query.load(db)?;
    known(db, rows, horizon)
}

/// How many batches a sample looks at, at most: a page waits for it.
const LOOKS: usize = 40;

/// Some of those who are due, from a place in the order of ids that is drawn, and from its beginning once its end is reached.
pub(crate) fn sample(db: &mut Db, random: &Random, horizon: &Horizon, most: usize) -> Result<Vec<Id>, Error> {
    let people: i64 = persons::table.count().get_result(db)?;
    let start = random.below(u64::try_from(people).unwrap_or_default().max(1));
    let start: Option<Id> = persons::table
        .order(persons::id)
        .offset(i64::try_from(start).unwrap_or_default())
        .select(persons::id)
        .first(db)
        .optional()?;
    let (mut found, mut place, mut turned) = (Vec::new(), start.clone(), false);
    for _ in 0..LOOKS {
        if found.len() >= most {
            break;
        }
        let batch = next(db, place.as_ref(), horizon, 500)?;
        let Some(last) = batch.last() else {
            if turned {
                break;
            }
            (place, turned) = (None, true);
            continue;
        };
        place = Some(last.person.clone());
        // Those behind the place were seen before the turn.
        let again = |id: &Id| turned && start.as_ref().is_some_and(|start| id > start);
        let due = batch.iter().filter(|known| known.candidate.excluded(horizon).is_none());
        found.extend(due.map(|known| known.person.clone()).filter(|id| !again(id)));
        if again(&last.person) {
            break;
        }
    }
    found.truncate(most);
    Ok(found)
}

/// Some persons as [`next`] tells them, in no order.
pub(crate) fn of(db: &mut Db, persons: &[Id], horizon: &Horizon) -> Result<Vec<Known>, Error> {
    let rows: Vec<Row> = persons::table
        .left_join(standings::table.on(standings::fingerprint.eq(persons::fingerprint)))
        .select(columns())
        .filter(persons::id.eq_any(persons))
        .load(db)?;
    known(db, rows, horizon)
}

/// What is known about an address that belongs to no person of the portal.
pub(crate) fn stranger(db: &mut Db, fingerprint: &str) -> Result<Candidate, Error> {
    let mut against = by_address(db, &[fingerprint])?.remove(fingerprint).unwrap_or_default();
    against.insert(Exclusion::Unsourced);
    Ok(Candidate { against, ..Candidate::default() })
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        persons::id,
        persons::fingerprint,
        persons::lang,
        persons::confirmed_at,
        persons::restricted_at,
        persons::leaves_at,
        (persons::source, persons::seen_at, persons::checked_at),
        (
            standings::generic,
            standings::staff,
            standings::duplicate,
            (
                standings::asked_at,
                standings::stopped_at,
                standings::disowned_at,
                standings::bounced_at,
                standings::adult_at,
                standings::complained_at,
            ),
            (standings::provider, standings::zone, standings::country),
        )
            .nullable(),
    )
}

/// The reasons that are known by address.
fn by_address(db: &mut Db, prints: &[&str]) -> Result<HashMap<String, BTreeSet<Exclusion>>, Error> {
    let mut found: HashMap<String, BTreeSet<Exclusion>> = HashMap::new();
    let erased: Vec<String> = erased_people::table
        .filter(erased_people::fingerprint.eq_any(prints))
        .filter(erased_people::back_at.is_null())
        .select(erased_people::fingerprint)
        .load(db)?;
    let objected: Vec<String> = suppressions::table
        .filter(suppressions::fingerprint.eq_any(prints))
        .filter(suppressions::activity.eq(ACTIVITY))
        .select(suppressions::fingerprint)
        .load(db)?;
    let given: Vec<(String, String)> =
        bars::table.filter(bars::fingerprint.eq_any(prints)).select((bars::fingerprint, bars::reason)).load(db)?;
    let given = given.into_iter().filter_map(|(print, word)| Some((print, Exclusion::by_hand(&word)?)));
    let erased = erased.into_iter().map(|print| (print, Exclusion::Erased));
    let objected = objected.into_iter().map(|print| (print, Exclusion::Objected));
    for (print, reason) in erased.chain(objected).chain(given) {
        found.entry(print).or_default().insert(reason);
    }
    Ok(found)
}

/// The reasons that are known by person.
fn by_person(db: &mut Db, ids: &[&Id]) -> Result<HashMap<Id, BTreeSet<Exclusion>>, Error> {
    let mut found: HashMap<Id, BTreeSet<Exclusion>> = HashMap::new();
    let open = || {
        requests::table
            .inner_join(request_items::table.on(request_items::request.eq(requests::id)))
            .filter(requests::person.eq_any(ids))
            .filter(request_items::state.eq_any(["open", "proposed", "approved"]))
    };
    let asking: Vec<Id> =
        open().filter(request_items::right_asked.eq(Right::Erase.as_str())).select(requests::person).load(db)?;
    // While an objection is weighed nothing is done for what it is about; one that names nothing may be about this.
    let weighed: Vec<Id> = open()
        .filter(request_items::right_asked.eq(Right::Object.as_str()))
        .filter(request_items::topic.is_null().or(request_items::topic.eq(ACTIVITY)))
        .select(requests::person)
        .load(db)?;
    let running: Vec<Option<Id>> =
        erasures::table.filter(erasures::open_for.eq_any(ids)).select(erasures::open_for).load(db)?;
    let over: Vec<Id> = cases::table.filter(cases::person.eq_any(ids)).select(cases::person).load(db)?;
    let erasing = asking.into_iter().chain(running.into_iter().flatten()).map(|id| (id, Exclusion::Erasing));
    let over = over.into_iter().map(|id| (id, Exclusion::Archived));
    for (id, reason) in erasing.chain(over).chain(weighed.into_iter().map(|id| (id, Exclusion::Objected))) {
        found.entry(id).or_default().insert(reason);
    }
    Ok(found)
}

/// What the mail needs of these persons: of each whether they lack it, and the proof of what they permit.
fn permitted(
    db: &mut Db,
    prints: &[&str],
    horizon: &Horizon,
) -> Result<impl FnMut(&str) -> (bool, Option<Permit>) + use<>, Error> {
    let needs = &horizon.needs;
    let of = |db: &mut Db, activity| consents::permits(db, horizon.now, prints, activity);
    let checks = needs.checks.as_ref().map(|activity| of(db, activity)).transpose()?;
    let mut marketing = match &needs.marketing {
        Marketing::None => None,
        Marketing::Of(activity) => Some(of(db, activity)?),
        Marketing::Gone => Some(HashMap::new()),
    };
    Ok(move |print: &str| {
        let permit = marketing.as_mut().map(|permits| permits.remove(print));
        let lacks = checks.as_ref().is_some_and(|agreed| !agreed.contains_key(print));
        (lacks || matches!(permit, Some(None)), permit.flatten())
    })
}

fn known(db: &mut Db, rows: Vec<Row>, horizon: &Horizon) -> Result<Vec<Known>, Error> {
    let ids: Vec<&Id> = rows.iter().map(|row| &row.0).collect();
    let prints: Vec<&str> = rows.iter().map(|row| row.1.as_str()).collect();
    let (mut persons, mut addresses) = (by_person(db, &ids)?, by_address(db, &prints)?);
    let mut permitted = permitted(db, &prints, horizon)?;
    let changed: Vec<(Id, Option<Time>)> = corrections::table
        .filter(corrections::person.eq_any(ids))
        .filter(corrections::state.eq("done"))
        .group_by(corrections::person)
        .select((corrections::person, max(corrections::made_at)))
        .load(db)?;
    let changed: HashMap<Id, Option<Time>> = changed.into_iter().collect();
    let passes: Vec<(String, Option<Time>)> =
        imports::table.select((imports::source, imports::last_pass_at)).load(db)?;
    let passes: HashMap<String, Option<Time>> = passes.into_iter().collect();
    Ok(rows
        .into_iter()
        .map(|(person, fingerprint, lang, confirmed_at, restricted_at, leaves_at, named, standing)| {
            let mut against = persons.remove(&person).unwrap_or_default();
            against.append(&mut addresses.remove(&fingerprint).unwrap_or_default());
            let (source, seen_at, checked_at) = named;
            let last = source.as_ref().and_then(|source| passes.get(source).copied().flatten());
            let mut candidate = Candidate {
                checked_at: checked_at.map(Time::timestamp),
                confirmed_at: confirmed_at.map(Time::timestamp),
                changed_at: changed.get(&person).copied().flatten().map(Time::timestamp),
                ..Candidate::default()
            };
            let (unpermitted, permit) = permitted(&fingerprint);
            let mut own = Own::default();
            let mut applies = vec![
                (unpermitted, Exclusion::Unpermitted),
                (restricted_at.is_some(), Exclusion::Restricted),
                (leaves_at.is_some(), Exclusion::Erasing),
                (source.is_none(), Exclusion::Unsourced),
                (source.is_some() && last.is_none_or(|last| seen_at < Some(last)), Exclusion::Gone),
            ];
            let mut provider = String::new();
            if let Some(standing) = standing {
                let (
                    generic,
                    staff,
                    duplicate,
                    (asked_at, stopped_at, disowned_at, bounced_at, adult_at, complained_at),
                    (at_provider, zone, country),
                ) = standing;
                applies.extend([
                    (generic, Exclusion::Generic),
                    (staff, Exclusion::Staff),
                    (duplicate, Exclusion::Duplicate),
                    (stopped_at.is_some(), Exclusion::Stopped),
                    (complained_at.is_some(), Exclusion::Complained),
                    (disowned_at.is_some(), Exclusion::Disowned),
                    (bounced_at.is_some(), Exclusion::Bounced),
                ]);
                candidate.asked_at = asked_at.map(Time::timestamp);
                candidate.adult_at = adult_at.map(Time::timestamp);
                provider = at_provider;
                own = Own { zone, country };
            }
            against.extend(applies.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason));
            candidate.against = against;
            Known { person, lang: lang.parse().unwrap_or(Lang::En), candidate, permit, provider, own }
        })
        .collect())
}
