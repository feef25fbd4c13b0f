//! Attachments in the portal's database: several instances see the same files, one backup holds them, and a person's
//! files go with the person's row.

use super::kind::Kind;
use super::{Attachment, Owner, OwnerKind};
use crate::db::schema::attachments::{attachment_pieces as pieces, attachments};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Keys, Random};
use diesel::prelude::*;
use jiff::Timestamp;

const ARRIVING: &str = "arriving";
const KEPT: &str = "kept";

type Row = (Id, String, String, Option<Id>, String, String, i64, String, Time);

const COLUMNS: (
    attachments::id,
    attachments::owner_kind,
    attachments::owner,
    attachments::person,
    attachments::name,
    attachments::kind,
    attachments::size,
    attachments::sha256,
    attachments::added_at,
) = (
    attachments::id,
    attachments::owner_kind,
    attachments::owner,
    attachments::person,
    attachments::name,
    attachments::kind,
    attachments::size,
    attachments::sha256,
    attachments::added_at,
);

fn name_place(id: &Id) -> String {
    format!("attachment-name:{id}")
}

fn piece_place(id: &Id, place: i32) -> String {
    format!("attachment:{id}:{place}")
}

fn opened(keys: &Keys, row: Row) -> Result<Attachment, Error> {
    let (id, owner_kind, owner, person, name, kind, size, sha256, added_at) = row;
    let name = keys.open_text(&name_place(&id), &name).map_err(|_| Error::Unreadable("the name of a file"))?;
    let owner_kind = OwnerKind::parse(&owner_kind).ok_or(Error::Unreadable("the owner of a file"))?;
    let owner = owner.parse().map_err(|_| Error::Unreadable("the owner of a file"))?;
    let kind = Kind::parse(&kind).ok_or(Error::Unreadable("the kind of a file"))?;
    let (size, added_at) = (u64::try_from(size).unwrap_or(0), added_at.timestamp());
    Ok(Attachment { id, owner: Owner { kind: owner_kind, id: owner }, person, name, kind, size, sha256, added_at })
}

/// Makes room for a file that arrives. `None` if the owner has `most` already, those arriving included.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub(super) fn begin(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    owner: &Owner,
    person: Option<&Id>,
    name: &str,
    kind: Kind,
    most: u32,
) -> Result<Option<Id>, Error> {
    let theirs = attachments::table
        .filter(attachments::owner_kind.eq(owner.kind.as_str()))
        .filter(attachments::owner.eq(&owner.id));
    let count: i64 = theirs.count().get_result(tx)?;
    if count >= i64::from(most) {
        return Ok(None);
    }
    let id = Id::at(now, random);
    let row = (
        (attachments::id.eq(&id), attachments::owner_kind.eq(owner.kind.as_str()), attachments::owner.eq(&owner.id)),
        (attachments::person.eq(person), attachments::kind.eq(kind.as_str()), attachments::size.eq(0_i64)),
        attachments::name.eq(keys.seal(random, &name_place(&id), name.as_bytes())),
        (attachments::sha256.eq(""), attachments::state.eq(ARRIVING), attachments::added_at.eq(Time::from(now))),
    );
    diesel::insert_into(attachments::table).values(row).execute(tx)?;
    Ok(Some(id))
}

/// Adds the piece at a place of a file that arrives.
pub(super) fn add_piece(
    tx: &mut Db,
    random: &Random,
    keys: &Keys,
    id: &Id,
    place: i32,
    bytes: &[u8],
) -> Result<(), Error> {
    let sealed = keys.seal_bytes(random, &piece_place(id, place), bytes);
    let row = (pieces::attachment.eq(id), pieces::place.eq(place), pieces::sealed.eq(sealed));
    diesel::insert_into(pieces::table).values(row).execute(tx)?;
    Ok(())
}

/// The file is there whole. [`Error::Lost`] if it was given up meanwhile.
pub(super) fn keep(tx: &mut Db, id: &Id, size: u64, sha256: &str) -> Result<(), Error> {
    let arriving = attachments::table.filter(attachments::id.eq(id)).filter(attachments::state.eq(ARRIVING));
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let whole = (attachments::state.eq(KEPT), attachments::size.eq(size), attachments::sha256.eq(sha256));
    exactly_one(diesel::update(arriving).set(whole).execute(tx)?)
}

/// The bytes of a file at a place; none after the last.
pub(super) fn piece(db: &mut Db, keys: &Keys, id: &Id, place: i32) -> Result<Option<Vec<u8>>, Error> {
    let sealed: Option<Vec<u8>> = pieces::table.find((id, place)).select(pieces::sealed).first(db).optional()?;
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = keys.open_bytes(&piece_place(id, place), &sealed).map_err(|_| Error::Unreadable("a file"))?;
    Ok(Some(plain.to_vec()))
}

/// The files of an owner, oldest first; those of one form by name.
pub fn of(db: &mut Db, keys: &Keys, owner: &Owner) -> Result<Vec<Attachment>, Error> {
    let kept = attachments::table
        .filter(attachments::owner_kind.eq(owner.kind.as_str()))
        .filter(attachments::owner.eq(&owner.id))
        .filter(attachments::state.eq(KEPT));
    let rows: Vec<Row> = kept.select(COLUMNS).load(db)?;
    let mut files = rows.into_iter().map(|row| opened(keys, row)).collect::<Result<Vec<_>, _>>()?;
    files.sort_by(|one, other| (one.added_at, &one.name).cmp(&(other.added_at, &other.name)));
    Ok(files)
}

/// The file of this id, if it belongs to this owner: to others it does not exist.
pub fn one(db: &mut Db, keys: &Keys, owner: &Owner, id: &Id) -> Result<Option<Attachment>, Error> {
    let kept = attachments::table.filter(attachments::id.eq(id)).filter(attachments::state.eq(KEPT));
    let row: Option<Row> = kept.select(COLUMNS).first(db).optional()?;
    Ok(row.map(|row| opened(keys, row)).transpose()?.filter(|file| file.owner == *owner))
}

/// Gives the files of one owner to another: a draft became a request. How many.
pub fn hand_over(tx: &mut Db, from: &Owner, to: &Owner) -> Result<usize, Error> {
    let theirs = attachments::table
        .filter(attachments::owner_kind.eq(from.kind.as_str()))
        .filter(attachments::owner.eq(&from.id))
        .filter(attachments::state.eq(KEPT));
    let now_of = (attachments::owner_kind.eq(to.kind.as_str()), attachments::owner.eq(&to.id));
    Ok(diesel::update(theirs).set(now_of).execute(tx)?)
}

/// From now on the files of an owner go with this person.
pub fn belong(tx: &mut Db, owner: &Owner, person: &Id) -> Result<(), Error> {
    let theirs = attachments::table
        .filter(attachments::owner_kind.eq(owner.kind.as_str()))
        .filter(attachments::owner.eq(&owner.id))
        .filter(attachments::person.is_null());
    diesel::update(theirs).set(attachments::person.eq(person)).execute(tx)?;
    Ok(())
}

/// Gives one file to another owner: a document of the desk becomes one of the person's. [`Error::Lost`] if there is none.
pub fn give(tx: &mut Db, id: &Id, from: &Owner, to: &Owner) -> Result<(), Error> {
    let file = attachments::table
        .filter(attachments::id.eq(id))
        .filter(attachments::owner_kind.eq(from.kind.as_str()))
        .filter(attachments::owner.eq(&from.id))
        .filter(attachments::state.eq(KEPT));
    let now_of = (attachments::owner_kind.eq(to.kind.as_str()), attachments::owner.eq(&to.id));
    exactly_one(diesel::update(file).set(now_of).execute(tx)?)
}

/// All bytes of a file that is kept.
pub fn whole(db: &mut Db, keys: &Keys, id: &Id) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for place in 0.. {
        match piece(db, keys, id, place)? {
            Some(piece) => bytes.extend(piece),
            None => break,
        }
    }
    Ok(bytes)
}

/// Removes what only the desk has of a case: documents, and copies of them that the person was not given. How many.
pub fn forget_at_desk(tx: &mut Db, request: &Id) -> Result<usize, Error> {
    let documents = forget(tx, &Owner::document(request.clone()))?;
    Ok(documents.saturating_add(forget(tx, &Owner::redacted(request.clone()))?))
}

/// Removes one file of an owner with all its bytes. `false` if there is none.
pub fn remove(tx: &mut Db, owner: &Owner, id: &Id) -> Result<bool, Error> {
    let one = attachments::table
        .filter(attachments::id.eq(id))
        .filter(attachments::owner_kind.eq(owner.kind.as_str()))
        .filter(attachments::owner.eq(&owner.id));
    Ok(diesel::delete(one).execute(tx)? == 1)
}

/// Removes all files of an owner. How many.
pub fn forget(tx: &mut Db, owner: &Owner) -> Result<usize, Error> {
    let theirs = attachments::table
        .filter(attachments::owner_kind.eq(owner.kind.as_str()))
        .filter(attachments::owner.eq(&owner.id));
    Ok(diesel::delete(theirs).execute(tx)?)
}

/// Removes what never arrived whole and what was added to a form that was never sent, from before a moment. How many.
pub(super) fn tidy(tx: &mut Db, arriving_before: Timestamp, drafts_before: Timestamp) -> Result<usize, Error> {
    let cut = attachments::table
        .filter(attachments::state.eq(ARRIVING))
        .filter(attachments::added_at.lt(Time::from(arriving_before)));
    let stuck = diesel::delete(cut).execute(tx)?;
    let unsent = attachments::table
        .filter(attachments::owner_kind.eq(OwnerKind::Draft.as_str()))
        .filter(attachments::added_at.lt(Time::from(drafts_before)));
    Ok(stuck.saturating_add(diesel::delete(unsent).execute(tx)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::each_database;
    use jiff::SignedDuration;

    #[test]
    fn files_are_counted_kept_sealed_handed_over_and_removed_with_their_pieces() {
        each_database(|database| {
            let (random, keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-10T09:00:00Z".parse().unwrap();
            let draft = Owner::draft(Id::at(now, &random));
            let request = Owner::request(Id::at(now, &random));
            let add = |name: &str| {
                let id = database.write_now(|tx| begin(tx, now, &random, &keys, &draft, None, name, Kind::Text, 2));
                let id = id.unwrap()?;
                let bytes = name.as_bytes();
                database.write_now(|tx| add_piece(tx, &random, &keys, &id, 0, bytes)).unwrap();
                Some(id)
            };
            let first = add("first.txt").unwrap();
            assert_eq!(database.read_now(|db| of(db, &keys, &draft)).unwrap(), [], "it has not arrived");
            database.write_now(|tx| keep(tx, &first, 9, "ab")).unwrap();
            assert!(matches!(database.write_now(|tx| keep(tx, &first, 9, "ab")), Err(Error::Lost)));
            let second = add("second.txt").unwrap();
            assert_eq!(add("third.txt"), None, "two is the most");
            assert_eq!(database.write_now(|tx| hand_over(tx, &draft, &request)).unwrap(), 1);
            let listed = database.read_now(|db| of(db, &keys, &request)).unwrap();
            assert_eq!(listed.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["first.txt"]);
            assert!(database.read_now(|db| one(db, &keys, &draft, &first)).unwrap().is_none());
            let read = database.read_now(|db| piece(db, &keys, &first, 0)).unwrap();
            assert_eq!(read.as_deref(), Some(&b"first.txt"[..]));
            assert_eq!(database.read_now(|db| piece(db, &keys, &first, 1)).unwrap(), None);
            let later = now + SignedDuration::from_hours(1);
            assert_eq!(database.write_now(|tx| tidy(tx, now, now)).unwrap(), 0);
            assert_eq!(database.write_now(|tx| tidy(tx, later, now)).unwrap(), 1, "the second never arrived");
            assert_eq!(database.read_now(|db| piece(db, &keys, &second, 0)).unwrap(), None);
            assert!(!database.write_now(|tx| remove(tx, &draft, &first)).unwrap());
            assert!(database.write_now(|tx| remove(tx, &request, &first)).unwrap());
            assert_eq!(database.read_now(|db| piece(db, &keys, &first, 0)).unwrap(), None);
            assert_eq!(database.write_now(|tx| forget(tx, &request)).unwrap(), 0);
        });
    }
}
