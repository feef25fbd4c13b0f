//! The audience of mails that need no permission, counted by the database in one statement: a million people in a second or two. What
//! it says of each person is what `Candidate::excluded` says of them, the first of their reasons; a test compares the two over
//! every pair of reasons.

use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::rules::{Chosen, Test};
use crate::refresh::store::campaigns::Audience;
use crate::refresh::store::standings::ACTIVITY;
use crate::requests::Right;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

/// Of standings, only the notable ones are joined: of most addresses nothing is. Each reason stands for its place in [`Exclusion::ALL`], and the first place counts: of the person and their standing, of what is
/// known by address, of what is known by person. The three are joined, and not asked of each person, so that no table is too
/// long. The places of values are numbered as they come: SQLite binds in that order.
fn statement() -> String {
    let [erased, erasing, restricted, deceased] =
        [Exclusion::Erased, Exclusion::Erasing, Exclusion::Restricted, Exclusion::Deceased].map(place);
    let [held, minor, silenced, objected] =
        [Exclusion::Held, Exclusion::Minor, Exclusion::Silenced, Exclusion::Objected].map(place);
    let [complained, stopped, archived, disowned] =
        [Exclusion::Complained, Exclusion::Stopped, Exclusion::Archived, Exclusion::Disowned].map(place);
    let [bounced, generic, staff, unsourced] =
        [Exclusion::Bounced, Exclusion::Generic, Exclusion::Staff, Exclusion::Unsourced].map(place);
    let [gone, duplicate, confirmed] = [Exclusion::Gone, Exclusion::Duplicate, Exclusion::Confirmed].map(place);
    let [changed, ordered, asked] = [Exclusion::Changed, Exclusion::Ordered, Exclusion::Asked].map(place);
    let nothing = Exclusion::ALL.len();
    format!(
        "
SELECT CAST(CASE WHEN a.place < c.place AND (q.place IS NULL OR a.place < q.place) THEN a.place
                 WHEN q.place < c.place THEN q.place
                 ELSE c.place END AS BIGINT) AS place, c.lang AS lang, COUNT(*) AS people
FROM (
    SELECT p.id AS id, p.fingerprint AS fingerprint, p.lang AS lang, CASE
        WHEN p.leaves_at IS NOT NULL THEN {erasing}
        WHEN p.restricted_at IS NOT NULL THEN {restricted}
        WHEN s.adult_at > $1 THEN {minor}
        WHEN s.complained_at IS NOT NULL THEN {complained}
        WHEN s.stopped_at IS NOT NULL THEN {stopped}
        WHEN s.disowned_at IS NOT NULL THEN {disowned}
        WHEN s.bounced_at IS NOT NULL THEN {bounced}
        WHEN s.generic THEN {generic}
        WHEN s.staff THEN {staff}
        WHEN p.source IS NULL THEN {unsourced}
        WHEN i.last_pass_at IS NULL OR p.seen_at < i.last_pass_at THEN {gone}
        WHEN s.duplicate AND p.confirmed_at IS NULL THEN {duplicate}
        WHEN p.confirmed_at > $2 THEN {confirmed}
        WHEN p.checked_at > $3 THEN {ordered}
        WHEN s.asked_at > $4 THEN {asked}
        ELSE {nothing} END AS place
    FROM persons p
    LEFT JOIN (
        SELECT * FROM refresh_standings
        WHERE adult_at > $1 OR complained_at IS NOT NULL OR stopped_at IS NOT NULL OR disowned_at IS NOT NULL
            OR bounced_at IS NOT NULL OR generic OR staff OR duplicate OR asked_at > $4 OR $5 <> '' AND segment = $5
    ) s ON s.fingerprint = p.fingerprint
    LEFT JOIN refresh_imports i ON i.source = p.source
    WHERE ($6 = '' OR p.lang = $6) AND ($7 = '' OR p.source = $7) AND ($5 = '' OR s.segment = $5)
        AND CASE $8 WHEN 0 THEN TRUE WHEN 1 THEN p.related_at >= $9 WHEN 2 THEN p.related_at < $9
                    ELSE p.related_at IS NULL END
        AND CASE $10 WHEN 0 THEN TRUE WHEN 1 THEN p.contacted_at >= $11 WHEN 2 THEN p.contacted_at < $11
                     ELSE p.contacted_at IS NULL END
        AND CASE $12 WHEN 0 THEN TRUE WHEN 1 THEN p.confirmed_at >= $13 WHEN 2 THEN p.confirmed_at < $13
                     ELSE p.confirmed_at IS NULL END
) c
LEFT JOIN (
    SELECT fingerprint, MIN(place) AS place FROM (
        SELECT fingerprint, {erased} AS place FROM erased_people WHERE back_at IS NULL
        UNION ALL
        SELECT fingerprint, CASE reason WHEN 'deceased' THEN {deceased} WHEN 'held' THEN {held} WHEN 'minor' THEN {minor}
                                        WHEN 'silenced' THEN {silenced} ELSE {nothing} END FROM refresh_bars
        UNION ALL
        SELECT fingerprint, {objected} FROM suppressions WHERE activity = $14
    ) every GROUP BY fingerprint
) a ON a.fingerprint = c.fingerprint
LEFT JOIN (
    SELECT person, MIN(place) AS place FROM (
        SELECT r.person AS person, CASE t.right_asked WHEN $15 THEN {erasing} ELSE {objected} END AS place
        FROM requests r JOIN request_items t ON t.request = r.id
        WHERE t.state IN ('open', 'proposed', 'approved')
            AND (t.right_asked = $15 OR t.right_asked = $16 AND (t.topic IS NULL OR t.topic = $14))
        UNION ALL
        SELECT open_for, {erasing} FROM erasures WHERE open_for IS NOT NULL
        UNION ALL
        SELECT person, {archived} FROM retention_cases
        UNION ALL
        SELECT person, {changed} FROM corrections WHERE state = 'done' AND made_at > $2
    ) every GROUP BY person
) q ON q.person = c.id
GROUP BY 1, 2"
    )
}

/// For as long as this transaction: two long tables are joined in memory, which a server does by itself only where little is
/// needed, and read from one end to the other, where a page out of order is dear. They are read by several of its workers: it
/// takes each person for a group of their own, and what its workers hand on for dearer than their help.
const IN_MEMORY: &str = "SET LOCAL work_mem = '64MB'; SET LOCAL random_page_cost = 4; SET LOCAL jit = off; \
                         SET LOCAL parallel_tuple_cost = 0; SET LOCAL parallel_setup_cost = 0";

fn place(reason: Exclusion) -> usize {
    Exclusion::ALL.iter().position(|known| *known == reason).unwrap_or(Exclusion::ALL.len())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = BigInt)]
    people: i64,
}

/// Counts those whom a campaign is about.
pub(super) fn audience(db: &mut Db, horizon: &Horizon) -> Result<Audience, Error> {
    if let Db::Postgres(server) = &mut *db {
        server.batch_execute(IN_MEMORY)?;
    }
    let Chosen { lang, source, segment, related, contacted, confirmed } = &horizon.chosen;
    let [related, contacted, confirmed] = [related, contacted, confirmed].map(|test| match test {
        Test::Any => (0, 0),
        Test::Since(then) => (1, then.as_microsecond()),
        Test::Before(then) => (2, then.as_microsecond()),
        Test::Never => (3, 0),
    });
    let rows: Vec<Row> = diesel::sql_query(statement())
        .bind::<BigInt, _>(horizon.now.as_microsecond())
        .bind::<BigInt, _>(horizon.confirmed.as_microsecond())
        .bind::<BigInt, _>(horizon.ordered.as_microsecond())
        .bind::<BigInt, _>(horizon.asked.as_microsecond())
        .bind::<Text, _>(segment.as_deref().unwrap_or_default())
        .bind::<Text, _>(lang.map_or("", Lang::as_str))
        .bind::<Text, _>(source.as_deref().unwrap_or_default())
        .bind::<Integer, _>(related.0)
        .bind::<BigInt, _>(related.1)
        .bind::<Integer, _>(contacted.0)
        .bind::<BigInt, _>(contacted.1)
        .bind::<Integer, _>(confirmed.0)
        .bind::<BigInt, _>(confirmed.1)
        .bind::<Text, _>(ACTIVITY)
        .bind::<Text, _>(Right::Erase.as_str())
        .bind::<Text, _>(Right::Object.as_str())
        .load(db)?;
    let mut audience = Audience::default();
    for Row { place, lang, people } in rows {
        let place = usize::try_from(place).unwrap_or(Exclusion::ALL.len());
        let counter = match audience.excluded.get_mut(place) {
            Some(excluded) => Some(excluded),
            None => audience.due.get_mut(usize::from(lang.parse() == Ok(Lang::Fr))),
        };
        if let Some(counter) = counter {
            *counter += people;
        }
    }
    Ok(audience)
}
