//! The queue is counted, narrowed and cut into pages by the database: its work does not grow with what is shown of it.

use super::{Row, lines};
use crate::db::schema::redaction::document_redactions as documents;
use crate::db::schema::requests::{request_items as items, requests};
use crate::db::{Db, Error, Id};
use crate::redaction::drafts::Stage;
use crate::requests::store::RequestRow;
use crate::requests::{ItemState, Right, Status};
use crate::staff::desk::queue::{Alike, Filter, Seen, Sought, Taken, View};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use jiff::civil::Date;

/// The requests that colleagues see. Of a person whose erasure waits for its day nobody works with anything; a part of their
/// data that waits carries itself out.
pub(super) const SHOWN: &str = "(person NOT IN (SELECT id FROM persons WHERE leaves_at IS NOT NULL) AND id NOT IN \
(SELECT request FROM erasures WHERE state = 'scheduled' AND request IS NOT NULL))";

/// The same in the words by which PostgreSQL guesses right how many that are: of a list it takes each for halving them, and sorts all
/// of a day rather than take them in order. SQLite would look each of them up.
const SHOWN_IN_ORDER: &str = "(NOT EXISTS (SELECT 1 FROM persons WHERE persons.id = requests.person AND leaves_at IS NOT NULL) AND \
NOT EXISTS (SELECT 1 FROM erasures WHERE state = 'scheduled' AND request = requests.id))";

/// Counts the open requests by what they have in common, so that the counting is done in the order of the index
/// `requests_counted`, out of it alone, whatever the requests themselves weigh.
///
/// $1 the right that they ask for or nothing, $2 the end of their reference as a pattern or nothing; in `{only}` $3 may be the
/// colleague who looks.
const TALLIES: &str = "\
SELECT due_on, owner, status, snoozed_until, COUNT(*) AS number \
FROM requests \
WHERE closed_at IS NULL AND {shown} \
  AND ($1 = '' OR EXISTS (SELECT 1 FROM request_items WHERE request_items.request = requests.id AND right_asked = $1)) \
  AND ($2 = '' OR reference LIKE $2) AND {only} \
GROUP BY due_on, owner, status, snoozed_until";

/// Those for which the colleague can be the second person.
const SECOND: &str = "\
id IN (SELECT request FROM request_items WHERE state = 'proposed' AND proposed_by <> $3 \
UNION ALL SELECT request FROM document_redactions WHERE state = 'proven' AND proven_by <> $3)";

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    due_on: String,
    #[diesel(sql_type = Nullable<Text>)]
    owner: Option<Id>,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    snoozed_until: Option<String>,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Counted {
    fn alike(self) -> Result<Alike, Error> {
        let unreadable = |_| Error::Unreadable("a day of a request");
        Ok(Alike {
            due: self.due_on.parse().map_err(unreadable)?,
            owner: self.owner,
            waiting: self.status == Status::Waiting.as_str(),
            aside_until: self.snoozed_until.map(|day| day.parse()).transpose().map_err(unreadable)?,
            count: u64::try_from(self.number).unwrap_or_default(),
        })
    }
}

/// The pattern of what is looked for. No reference is a dash alone.
fn pattern(sought: &Sought) -> Option<String> {
    match sought {
        Sought::Nothing => None,
        Sought::Ending(ending) => Some(format!("%{ending}")),
        Sought::Unreadable => Some("-".to_owned()),
    }
}

/// The open requests that have the right and the reference that are looked for, counted by what is alike; of these, with
/// `second`, those for which that colleague can be the second person.
pub(in crate::staff::desk) fn alike(
    db: &mut Db,
    (right, sought): (Option<Right>, &Sought),
    second: Option<&Id>,
) -> Result<Vec<Alike>, Error> {
    let only = if second.is_some() { SECOND } else { "$3 = $3" };
    let counted: Vec<Counted> = diesel::sql_query(TALLIES.replace("{shown}", SHOWN).replace("{only}", only))
        .bind::<Text, _>(right.map_or("", Right::as_str))
        .bind::<Text, _>(pattern(sought).unwrap_or_default())
        .bind::<Text, _>(second.map_or("", Id::as_str))
        .load(db)?;
    counted.into_iter().map(Counted::alike).collect()
}

/// Which of the requests.
#[derive(Clone, Copy, Debug)]
pub(in crate::staff::desk) struct Part<'a> {
    /// Those behind the one that is due on this day and has this id.
    pub after: Option<(Date, &'a Id)>,
    /// Those that are due on this day or later.
    pub from: Option<Date>,
    /// Those that are due on this day or earlier.
    pub until: Option<Date>,
    /// Of these, not the first.
    pub skip: i64,
    /// And at most so many.
    pub most: i64,
}

/// The requests that `filter` shows, the next due first, of two due on one day the older first.
pub(in crate::staff::desk) fn rows(
    db: &mut Db,
    seen: &Seen,
    filter: &Filter,
    part: Part<'_>,
) -> Result<Vec<Row>, Error> {
    let shown = match db {
        Db::Sqlite(_) => SHOWN,
        Db::Postgres(_) => SHOWN_IN_ORDER,
    };
    let mut open = requests::table.filter(requests::closed_at.is_null()).filter(sql::<Bool>(shown)).into_boxed();
    let today = seen.bands.today.to_string();
    if filter.hides_aside() {
        open = open.filter(requests::snoozed_until.is_null().or(requests::snoozed_until.le(today.clone())));
    }
    open = match filter.view {
        View::All => open,
        View::Band(band) => {
            let (first, last) = seen.bands.days(band);
            if let Some(first) = first {
                open = open.filter(requests::due_on.ge(first.to_string()));
            }
            match last {
                Some(last) => open.filter(requests::due_on.le(last.to_string())),
                None => open,
            }
        }
        View::Waiting => open.filter(requests::status.eq(Status::Waiting.as_str())),
        View::Aside => open.filter(requests::snoozed_until.gt(today)),
        View::Second => {
            let waiting = items::table
                .filter(items::state.eq(ItemState::Proposed.as_str()))
                .filter(items::proposed_by.ne(&seen.by))
                .select(items::request);
            let proven = documents::table
                .filter(documents::state.eq(Stage::Proven.as_str()))
                .filter(documents::proven_by.ne(&seen.by))
                .select(documents::request);
            open.filter(requests::id.eq_any(waiting).or(requests::id.eq_any(proven)))
        }
    };
    open = match filter.taken {
        Taken::Anyone => open,
        Taken::Me => open.filter(requests::owner.eq(&seen.by)),
        Taken::Nobody => open.filter(requests::owner.is_null()),
    };
    if let Some(right) = filter.right {
        let asks = items::table.filter(items::request.eq(requests::id)).filter(items::right_asked.eq(right.as_str()));
        open = open.filter(exists(asks));
    }
    if let Some(pattern) = pattern(&filter.sought) {
        open = open.filter(requests::reference.like(pattern));
    }
    if let Some(day) = part.from {
        open = open.filter(requests::due_on.ge(day.to_string()));
    }
    if let Some(day) = part.until {
        open = open.filter(requests::due_on.le(day.to_string()));
    }
    if let Some((due, id)) = part.after {
        let same_day = requests::due_on.eq(due.to_string()).and(requests::id.gt(id));
        open = open.filter(requests::due_on.gt(due.to_string()).or(same_day));
    }
    let page = open.order((requests::due_on.asc(), requests::id.asc())).limit(part.most).offset(part.skip);
    let rows: Vec<RequestRow> = page.select(RequestRow::as_select()).load(db)?;
    lines(db, rows)
}

/// The reference of the next due request that is this colleague's or nobody's, and neither waits for the person nor is put
/// aside.
pub(in crate::staff::desk) fn next(db: &mut Db, seen: &Seen) -> Result<Option<String>, Error> {
    let today = seen.bands.today.to_string();
    let open = requests::table
        .filter(requests::closed_at.is_null())
        .filter(sql::<Bool>(SHOWN))
        .filter(requests::status.ne(Status::Waiting.as_str()))
        .filter(requests::snoozed_until.is_null().or(requests::snoozed_until.le(today)))
        .filter(requests::owner.is_null().or(requests::owner.eq(&seen.by)));
    let by_turn = open.order((requests::due_on.asc(), requests::id.asc()));
    Ok(by_turn.select(requests::reference).first(db).optional()?)
}

/// References of the open requests with a refusal or a redacted document that waits for a second person, not of this
/// colleague's making.
pub(in crate::staff::desk) fn waiting_for_second(db: &mut Db, colleague: &Id, most: i64) -> Result<Vec<String>, Error> {
    let proposed = items::table
        .filter(items::state.eq(ItemState::Proposed.as_str()))
        .filter(items::proposed_by.ne(colleague))
        .select(items::request);
    let proven = documents::table
        .filter(documents::state.eq(Stage::Proven.as_str()))
        .filter(documents::proven_by.ne(colleague))
        .select(documents::request);
    let waiting = requests::table
        .filter(requests::closed_at.is_null())
        .filter(sql::<Bool>(SHOWN))
        .filter(requests::id.eq_any(proposed).or(requests::id.eq_any(proven)))
        .order((requests::due_on.asc(), requests::id.asc()));
    Ok(waiting.select(requests::reference).limit(most).load(db)?)
}

/// References of the complaints that nobody took, the next due first.
pub(in crate::staff::desk) fn complaints(db: &mut Db, most: i64) -> Result<Vec<String>, Error> {
    let asked = items::table.filter(items::right_asked.eq(Right::Complaint.as_str())).select(items::request);
    let waiting = requests::table
        .filter(requests::closed_at.is_null().and(requests::owner.is_null()))
        .filter(sql::<Bool>(SHOWN))
        .filter(requests::id.eq_any(asked))
        .order((requests::due_on.asc(), requests::id.asc()));
    Ok(waiting.select(requests::reference).limit(most).load(db)?)
}

/// References of the closed requests on which the person wrote after the end and nobody has answered, the longest waiting first.
pub(in crate::staff::desk) fn written_after(db: &mut Db, most: i64) -> Result<Vec<String>, Error> {
    let waiting = requests::table.filter(requests::written_at.is_not_null()).filter(sql::<Bool>(SHOWN));
    let by_turn = waiting.order((requests::written_at.asc(), requests::id.asc()));
    Ok(by_turn.select(requests::reference).limit(most).load(db)?)
}

/// References of closed requests that end so, the last closed first.
pub(in crate::staff::desk) fn closed(db: &mut Db, ending: &str, most: i64) -> Result<Vec<String>, Error> {
    let found = requests::table
        .filter(requests::closed_at.is_not_null())
        .filter(sql::<Bool>(SHOWN))
        .filter(requests::reference.like(format!("%{ending}")))
        .order((requests::closed_at.desc(), requests::id.desc()));
    Ok(found.select(requests::reference).limit(most).load(db)?)
}
