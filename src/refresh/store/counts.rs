//! The audience of mails that need no permission, counted by the database in one statement: a million people in a second or two. What
//! it says of each person is what `Candidate::excluded` says of them, reason for reason in the same order; a test compares the
//! two over every pair of reasons.

use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::refresh::audience::{Exclusion, Horizon};
use crate::refresh::store::campaigns::Audience;
use crate::refresh::store::standings::ACTIVITY;
use crate::requests::Right;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Joined, and not asked of each person, so that no table is too long. The places are numbered as they come: SQLite binds in that
/// order.
const COUNT: &str = "
SELECT counted.reason AS reason, counted.lang AS lang, COUNT(*) AS people FROM (
    SELECT p.lang AS lang, CASE
        WHEN e.fingerprint IS NOT NULL THEN 'erased'
        WHEN p.leaves_at IS NOT NULL OR q.erases = 1 OR x.open_for IS NOT NULL THEN 'erasing'
        WHEN p.restricted_at IS NOT NULL THEN 'restricted'
        WHEN b.deceased = 1 THEN 'deceased'
        WHEN b.held = 1 THEN 'held'
        WHEN b.minor = 1 OR s.adult_at > $1 THEN 'minor'
        WHEN b.silenced = 1 THEN 'silenced'
        WHEN o.fingerprint IS NOT NULL OR q.objects = 1 THEN 'objected'
        WHEN s.complained_at IS NOT NULL THEN 'complained'
        WHEN s.stopped_at IS NOT NULL THEN 'stopped'
        WHEN c.person IS NOT NULL THEN 'archived'
        WHEN s.disowned_at IS NOT NULL THEN 'disowned'
        WHEN s.bounced_at IS NOT NULL THEN 'bounced'
        WHEN s.generic THEN 'generic'
        WHEN s.staff THEN 'staff'
        WHEN s.fingerprint IS NULL THEN 'unsourced'
        WHEN i.last_pass_at IS NULL OR s.seen_at < i.last_pass_at THEN 'gone'
        WHEN s.duplicate AND p.confirmed_at IS NULL THEN 'duplicate'
        WHEN p.confirmed_at > $2 THEN 'confirmed'
        WHEN k.made_at > $2 THEN 'changed'
        WHEN s.asked_at > $3 THEN 'asked'
        ELSE '' END AS reason
    FROM persons p
    LEFT JOIN refresh_standings s ON s.fingerprint = p.fingerprint
    LEFT JOIN refresh_imports i ON i.source = s.source
    LEFT JOIN (SELECT fingerprint FROM erased_people WHERE back_at IS NULL) e ON e.fingerprint = p.fingerprint
    LEFT JOIN (SELECT fingerprint,
                      MAX(CASE WHEN reason = 'deceased' THEN 1 ELSE 0 END) AS deceased,
                      MAX(CASE WHEN reason = 'held' THEN 1 ELSE 0 END) AS held,
                      MAX(CASE WHEN reason = 'minor' THEN 1 ELSE 0 END) AS minor,
                      MAX(CASE WHEN reason = 'silenced' THEN 1 ELSE 0 END) AS silenced
               FROM refresh_bars GROUP BY fingerprint) b ON b.fingerprint = p.fingerprint
    LEFT JOIN (SELECT fingerprint FROM suppressions WHERE activity = $4) o ON o.fingerprint = p.fingerprint
    LEFT JOIN (SELECT r.person AS person,
                      MAX(CASE WHEN t.right_asked = $5 THEN 1 ELSE 0 END) AS erases,
                      MAX(CASE WHEN t.right_asked = $6 AND (t.topic IS NULL OR t.topic = $4) THEN 1 ELSE 0 END) AS objects
               FROM requests r JOIN request_items t ON t.request = r.id
               WHERE t.state IN ('open', 'proposed', 'approved') GROUP BY r.person) q ON q.person = p.id
    LEFT JOIN (SELECT DISTINCT open_for FROM erasures WHERE open_for IS NOT NULL) x ON x.open_for = p.id
    LEFT JOIN (SELECT DISTINCT person FROM retention_cases) c ON c.person = p.id
    LEFT JOIN (SELECT person, MAX(made_at) AS made_at FROM corrections WHERE state = 'done' GROUP BY person) k
        ON k.person = p.id
) counted GROUP BY counted.reason, counted.lang";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = BigInt)]
    people: i64,
}

/// Counts everybody.
pub(super) fn audience(db: &mut Db, horizon: &Horizon) -> Result<Audience, Error> {
    let rows: Vec<Row> = diesel::sql_query(COUNT)
        .bind::<BigInt, _>(horizon.now.as_microsecond())
        .bind::<BigInt, _>(horizon.confirmed.as_microsecond())
        .bind::<BigInt, _>(horizon.asked.as_microsecond())
        .bind::<Text, _>(ACTIVITY)
        .bind::<Text, _>(Right::Erase.as_str())
        .bind::<Text, _>(Right::Object.as_str())
        .load(db)?;
    let mut audience = Audience::default();
    for Row { reason, lang, people } in rows {
        let counter = match Exclusion::ALL.iter().position(|known| known.as_str() == reason) {
            Some(place) => audience.excluded.get_mut(place),
            None => audience.due.get_mut(usize::from(lang.parse() == Ok(Lang::Fr))),
        };
        if let Some(counter) = counter {
            *counter += people;
        }
    }
    Ok(audience)
}
