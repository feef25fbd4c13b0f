//! The wordings that were shown, each kept once.

use super::Entry;
use crate::db::schema::consents::consent_words as table;
use crate::db::{Db, Error, Time};
use crate::lang::Lang;
use crate::secrets::sha256_hex;
use diesel::prelude::*;
use jiff::Timestamp;

/// Keeps the words of an entry; their hash.
pub(super) fn keep(tx: &mut Db, at: Timestamp, entry: &Entry<'_>) -> Result<String, Error> {
    let hash = sha256_hex(entry.words.as_bytes());
    let (activity, lang) = (entry.activity, entry.lang.as_str());
    let known: i64 = table::table.find((activity, lang, &hash)).count().get_result(tx)?;
    if known > 0 {
        return Ok(hash);
    }
    let inserted = tx.transaction(|tx| {
        let same = table::table.filter(table::activity.eq(activity)).filter(table::lang.eq(lang));
        let before: Option<i32> = same.select(diesel::dsl::max(table::version)).first(tx)?;
        let values = (
            (table::activity.eq(activity), table::lang.eq(lang), table::hash.eq(&hash)),
            (table::version.eq(before.unwrap_or(0) + 1), table::words.eq(entry.words)),
            table::shown_at.eq(Time::from(at)),
        );
        diesel::insert_into(table::table).values(values).execute(tx).map_err(Error::from)
    });
    match inserted {
        Ok(_) | Err(Error::Unique) => Ok(hash),
        Err(error) => Err(error),
    }
}

/// The wording of an activity that was the newest at a moment, with its number: what somebody asked then was shown.
pub fn shown_on(db: &mut Db, activity: &str, lang: Lang, at: Timestamp) -> Result<Option<(i32, String)>, Error> {
    let rows = table::table
        .filter(table::activity.eq(activity))
        .filter(table::lang.eq(lang.as_str()))
        .filter(table::shown_at.le(Time::from(at)));
    let newest = rows.order((table::shown_at.desc(), table::version.desc()));
    Ok(newest.select((table::version, table::words)).first(db).optional()?)
}
