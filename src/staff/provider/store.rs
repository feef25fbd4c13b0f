use crate::db::schema::staff::colleague_identities as identities;
use crate::db::{Db, Error, Id, Time};
use diesel::prelude::*;
use jiff::Timestamp;

/// Who a colleague is at a sign-in service.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = identities)]
pub struct Linked {
    /// The service.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
    /// Since when.
    pub linked_at: Time,
    /// When the account was last entered so.
    pub used_at: Time,
}

/// Every link of an account.
pub fn of(db: &mut Db, colleague: &Id) -> Result<Vec<Linked>, Error> {
    let theirs = identities::table.filter(identities::colleague.eq(colleague)).order(identities::linked_at.asc());
    Ok(theirs.select(Linked::as_select()).load(db)?)
}

/// Whose account a person of a sign-in service has.
pub(super) fn colleague(db: &mut Db, issuer: &str, subject: &str) -> Result<Option<Id>, Error> {
    Ok(identities::table.find((issuer, subject)).select(identities::colleague).first(db).optional()?)
}

/// Whether an account is linked to somebody of a sign-in service.
pub fn is_linked(db: &mut Db, issuer: &str, colleague: &Id) -> Result<bool, Error> {
    let theirs = identities::table.filter(identities::issuer.eq(issuer)).filter(identities::colleague.eq(colleague));
    let count: i64 = theirs.count().get_result(db)?;
    Ok(count > 0)
}

/// Links an account. Fails with [`Error::Unique`] if it, or the person, is linked already.
pub(super) fn link(tx: &mut Db, now: Timestamp, issuer: &str, subject: &str, colleague: &Id) -> Result<(), Error> {
    let row = (
        (identities::issuer.eq(issuer), identities::subject.eq(subject), identities::colleague.eq(colleague)),
        (identities::linked_at.eq(Time::from(now)), identities::used_at.eq(Time::from(now))),
    );
    diesel::insert_into(identities::table).values(row).execute(tx)?;
    Ok(())
}

/// Notes a use.
pub(super) fn used(tx: &mut Db, now: Timestamp, issuer: &str, subject: &str) -> Result<(), Error> {
    let one = identities::table.find((issuer, subject));
    diesel::update(one).set(identities::used_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

/// Takes every link of an account away, so that the next sign-in is recognised by its address again.
pub fn forget_all(tx: &mut Db, colleague: &Id) -> Result<(), Error> {
    diesel::delete(identities::table.filter(identities::colleague.eq(colleague))).execute(tx)?;
    Ok(())
}
