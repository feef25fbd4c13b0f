use crate::db::schema::staff::{colleague_challenges as challenges, colleague_passkeys as passkeys};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::secrets::{Random, TokenHash};
use diesel::prelude::*;
use jiff::Timestamp;

/// A passkey of a colleague.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub struct Kept {
    /// Its id.
    pub id: Id,
    /// The account.
    pub colleague: Id,
    /// The public key and its counter, as JSON.
    pub(super) public_key: String,
    /// The name of the portal that it is good for.
    pub host: String,
    /// What the colleague calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Time,
    /// When it signed in last.
    pub used_at: Option<Time>,
}

/// Every passkey of an account, oldest first.
pub fn of(db: &mut Db, colleague: &Id) -> Result<Vec<Kept>, Error> {
    let theirs = passkeys::table.filter(passkeys::colleague.eq(colleague));
    Ok(theirs.order((passkeys::created_at.asc(), passkeys::id.asc())).select(Kept::as_select()).load(db)?)
}

/// The passkey with this credential.
pub(super) fn by_credential(db: &mut Db, credential: &str) -> Result<Option<Kept>, Error> {
    let found = passkeys::table.filter(passkeys::credential.eq(credential));
    Ok(found.select(Kept::as_select()).first(db).optional()?)
}

/// Keeps a passkey. Fails with [`Error::Unique`] if its credential is known.
pub(super) fn keep(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    colleague: &Id,
    (credential, public_key): (&str, &str),
    (host, name): (&str, &str),
) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let row = (
        (passkeys::id.eq(&id), passkeys::colleague.eq(colleague), passkeys::credential.eq(credential)),
        (passkeys::public_key.eq(public_key), passkeys::host.eq(host), passkeys::name.eq(name)),
        passkeys::created_at.eq(Time::from(now)),
    );
    diesel::insert_into(passkeys::table).values(row).execute(tx)?;
    Ok(id)
}

/// Notes a use, with the key as it is now. Fails with [`Error::Lost`] if somebody used or removed it meanwhile.
pub(super) fn used(tx: &mut Db, now: Timestamp, before: &Kept, public_key: &str) -> Result<(), Error> {
    let same = passkeys::table.find(&before.id).filter(passkeys::public_key.eq(&before.public_key));
    let change = (passkeys::public_key.eq(public_key), passkeys::used_at.eq(Time::from(now)));
    exactly_one(diesel::update(same).set(change).execute(tx)?)
}

/// Removes a passkey of an account; what it was called. `None` if there is none.
pub(super) fn remove(tx: &mut Db, colleague: &Id, id: &Id) -> Result<Option<String>, Error> {
    let own = passkeys::table.find(id).filter(passkeys::colleague.eq(colleague));
    let name: Option<String> = own.select(passkeys::name).first(tx).optional()?;
    diesel::delete(passkeys::table.find(id).filter(passkeys::colleague.eq(colleague))).execute(tx)?;
    Ok(name)
}

/// Removes every passkey of an account.
pub fn forget_all(tx: &mut Db, colleague: &Id) -> Result<(), Error> {
    diesel::delete(passkeys::table.filter(passkeys::colleague.eq(colleague))).execute(tx)?;
    Ok(())
}

/// Keeps what an answer will be checked against; also sweeps what is too old.
pub(in crate::staff) fn challenge(
    tx: &mut Db,
    now: Timestamp,
    (token, expires): (&TokenHash, Timestamp),
    kind: &str,
    colleague: Option<&Id>,
    state: &str,
) -> Result<(), Error> {
    diesel::delete(challenges::table.filter(challenges::expires_at.le(Time::from(now)))).execute(tx)?;
    let row = (
        (challenges::token.eq(token.as_str()), challenges::kind.eq(kind), challenges::colleague.eq(colleague)),
        (challenges::state.eq(state), challenges::expires_at.eq(Time::from(expires))),
    );
    diesel::insert_into(challenges::table).values(row).execute(tx)?;
    Ok(())
}

/// Takes what an answer is checked against, with the account that may answer: once. `None` if it was taken before, or is
/// too old.
pub(in crate::staff) fn take(
    tx: &mut Db,
    now: Timestamp,
    token: &TokenHash,
    kind: &str,
) -> Result<Option<(Option<Id>, String)>, Error> {
    let theirs = challenges::table.find(token.as_str()).filter(challenges::kind.eq(kind));
    let found = theirs.filter(challenges::expires_at.gt(Time::from(now)));
    let row: Option<(Option<Id>, String)> =
        found.select((challenges::colleague, challenges::state)).first(tx).optional()?;
    let taken = diesel::delete(challenges::table.find(token.as_str())).execute(tx)?;
    Ok(row.filter(|_| taken == 1))
}
