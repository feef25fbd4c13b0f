use super::factor;
use crate::db::schema::staff::{
    colleague_invitations as invitations, colleague_recovery_codes as recovery, colleague_sessions as sessions,
    colleague_tries as tries, colleagues,
};
use crate::db::{Db, Error, Id, Time, exactly_one};
use crate::lang::Lang;
use crate::people::Address;
use crate::roles::{Permission, Role};
use crate::secrets::{Keys, Random, Token, TokenHash};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

/// How long an invitation can be used.
pub const INVITATION: SignedDuration = SignedDuration::from_hours(24);

/// How precisely the last click of a session is kept.
const SEEN_STEP: SignedDuration = SignedDuration::from_secs(60);

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Id,
    /// The address that signs in.
    pub email: String,
    /// The name other colleagues see.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The language of the pages.
    pub lang: Lang,
    /// Whether a password was set.
    pub has_password: bool,
    /// Whether an app that shows codes was enrolled.
    pub has_factor: bool,
    /// When it was closed.
    pub disabled_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = colleagues)]
struct AccountRow {
    id: Id,
    email: String,
    name: String,
    role: String,
    lang: String,
    password: Option<String>,
    totp: Option<String>,
    disabled_at: Option<Time>,
}

impl TryFrom<AccountRow> for Account {
    type Error = Error;

    fn try_from(row: AccountRow) -> Result<Self, Error> {
        Ok(Account {
            id: row.id,
            email: row.email,
            name: row.name,
            role: row.role.parse().map_err(|_| Error::Unreadable("the role of a colleague"))?,
            lang: row.lang.parse().map_err(|_| Error::Unreadable("the language of a colleague"))?,
            has_password: row.password.is_some(),
            has_factor: row.totp.is_some(),
            disabled_at: row.disabled_at.map(Time::timestamp),
        })
    }
}

/// An account to open.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The address that signs in; each has one account.
    pub email: Address,
    /// The name other colleagues see.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The language of the pages.
    pub lang: Lang,
}

/// Opens an account without a password. Fails with [`Error::Unique`] if the address has one.
pub fn add(tx: &mut Db, now: Timestamp, random: &Random, new: &NewAccount) -> Result<Id, Error> {
    let id = Id::at(now, random);
    let row = (
        (colleagues::id.eq(&id), colleagues::email.eq(new.email.normalised()), colleagues::name.eq(&new.name)),
        (colleagues::role.eq(new.role.as_str()), colleagues::lang.eq(new.lang.as_str())),
        (colleagues::totp_step.eq(0_i64), colleagues::created_at.eq(Time::from(now))),
    );
    diesel::insert_into(colleagues::table).values(row).execute(tx)?;
    Ok(id)
}

/// Whether there is an open account, its password set, whose role has the permission.
pub fn may_anyone(db: &mut Db, permission: Permission) -> Result<bool, Error> {
    let able =
        |account: &Account| account.disabled_at.is_none() && account.has_password && account.role.may(permission);
    Ok(list(db)?.iter().any(able))
}

/// Every account, open ones first, by name.
pub fn list(db: &mut Db) -> Result<Vec<Account>, Error> {
    let rows = colleagues::table.order((colleagues::disabled_at.is_not_null().asc(), colleagues::name.asc()));
    rows.select(AccountRow::as_select()).load(db)?.into_iter().map(Account::try_from).collect()
}

/// The account with this id.
pub fn account(db: &mut Db, id: &Id) -> Result<Option<Account>, Error> {
    let row = colleagues::table.find(id).select(AccountRow::as_select()).first(db).optional()?;
    row.map(Account::try_from).transpose()
}

/// When an account was opened.
pub fn opened_at(db: &mut Db, id: &Id) -> Result<Option<Timestamp>, Error> {
    let at: Option<Time> = colleagues::table.find(id).select(colleagues::created_at).first(db).optional()?;
    Ok(at.map(Time::timestamp))
}

/// The account of an address, and the hash of its password.
pub fn by_address(db: &mut Db, address: &Address) -> Result<Option<(Account, Option<String>)>, Error> {
    let found = colleagues::table.filter(colleagues::email.eq(address.normalised()));
    let row = found.select(AccountRow::as_select()).first(db).optional()?;
    row.map(|row| {
        let password = row.password.clone();
        Account::try_from(row).map(|account| (account, password))
    })
    .transpose()
}

/// Closes an account and ends its sessions. False if it was closed already.
pub fn disable(tx: &mut Db, now: Timestamp, id: &Id) -> Result<bool, Error> {
    let open = colleagues::table.find(id).filter(colleagues::disabled_at.is_null());
    let closed = diesel::update(open).set(colleagues::disabled_at.eq(Time::from(now))).execute(tx)?;
    end_sessions(tx, id)?;
    diesel::delete(invitations::table.filter(invitations::colleague.eq(id))).execute(tx)?;
    Ok(closed == 1)
}

/// Keeps another role for an account. False if it has this one, or is not there.
pub(super) fn set_role(tx: &mut Db, id: &Id, role: Role) -> Result<bool, Error> {
    let other = colleagues::table.find(id).filter(colleagues::role.ne(role.as_str()));
    Ok(diesel::update(other).set(colleagues::role.eq(role.as_str())).execute(tx)? == 1)
}

/// Makes a link that sets the password, once; older ones of the account stop working.
pub fn invite(tx: &mut Db, now: Timestamp, random: &Random, id: &Id) -> Result<Token, Error> {
    diesel::delete(invitations::table.filter(invitations::colleague.eq(id))).execute(tx)?;
    let token = Token::mint(random);
    let row = (
        (invitations::token.eq(token.hash().as_str().to_owned()), invitations::colleague.eq(id)),
        invitations::expires_at.eq(Time::from(now + INVITATION)),
    );
    diesel::insert_into(invitations::table).values(row).execute(tx)?;
    Ok(token)
}

/// Whose invitation it is, while it can be used.
pub fn invited(db: &mut Db, now: Timestamp, token: &TokenHash) -> Result<Option<Account>, Error> {
    let row = invitations::table
        .inner_join(colleagues::table.on(colleagues::id.eq(invitations::colleague)))
        .filter(invitations::token.eq(token.as_str()))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(Time::from(now)))
        .filter(colleagues::disabled_at.is_null());
    row.select(AccountRow::as_select()).first(db).optional()?.map(Account::try_from).transpose()
}

/// Uses an invitation: sets the password and ends every session of the account. Fails with [`Error::Lost`] if it was
/// used or is too old. The second factor stays as it is.
pub fn accept(tx: &mut Db, now: Timestamp, token: &TokenHash, phc: &str) -> Result<Id, Error> {
    let account = invited(tx, now, token)?.ok_or(Error::Lost)?;
    let unused = invitations::table.find(token.as_str()).filter(invitations::used_at.is_null());
    exactly_one(diesel::update(unused).set(invitations::used_at.eq(Time::from(now))).execute(tx)?)?;
    set_password(tx, &account.id, phc)?;
    end_sessions(tx, &account.id)?;
    Ok(account.id)
}

/// Keeps the hash of a password.
pub fn set_password(tx: &mut Db, id: &Id, phc: &str) -> Result<(), Error> {
    let open = colleagues::table.find(id).filter(colleagues::disabled_at.is_null());
    exactly_one(diesel::update(open).set(colleagues::password.eq(phc)).execute(tx)?)
}

fn factor_place(id: &Id) -> String {
    format!("colleague-factor:{id}")
}

/// Enrols the second factor and makes new recovery codes; `step` is the time step of the code that proved it. Fails
/// with [`Error::Lost`] if one is enrolled already.
pub fn enrol(
    tx: &mut Db,
    random: &Random,
    keys: &Keys,
    id: &Id,
    secret: &[u8],
    step: i64,
) -> Result<Vec<String>, Error> {
    let sealed = keys.seal(random, &factor_place(id), secret);
    let without =
        colleagues::table.find(id).filter(colleagues::totp.is_null()).filter(colleagues::disabled_at.is_null());
    let change = (colleagues::totp.eq(sealed), colleagues::totp_step.eq(step));
    exactly_one(diesel::update(without).set(change).execute(tx)?)?;
    renew_codes(tx, random, keys, id)
}

/// Makes ten new recovery codes; the old ones are worth nothing any more.
pub fn renew_codes(tx: &mut Db, random: &Random, keys: &Keys, id: &Id) -> Result<Vec<String>, Error> {
    diesel::delete(recovery::table.filter(recovery::colleague.eq(id))).execute(tx)?;
    let codes = factor::recovery_codes(random);
    for code in &codes {
        let row = (recovery::colleague.eq(id), recovery::code.eq(factor::recovery_hash(keys, id, code)));
        diesel::insert_into(recovery::table).values(row).execute(tx)?;
    }
    Ok(codes)
}

/// Takes the second factor, its recovery codes and every passkey away, so that others can be enrolled; ends every session.
pub fn forget_factor(tx: &mut Db, id: &Id) -> Result<(), Error> {
    super::passkey::forget_all(tx, id)?;
    super::provider::forget_all(tx, id)?;
    diesel::update(colleagues::table.find(id)).set(colleagues::totp.eq(None::<String>)).execute(tx)?;
    diesel::delete(recovery::table.filter(recovery::colleague.eq(id))).execute(tx)?;
    end_sessions(tx, id)
}

/// Whether the code is good for the account now. A code, and every code before it, is good once.
pub fn use_code(tx: &mut Db, keys: &Keys, now: Timestamp, id: &Id, typed: &str) -> Result<bool, Error> {
    let open = colleagues::table.find(id).filter(colleagues::disabled_at.is_null());
    let sealed: Option<Option<String>> = open.select(colleagues::totp).first(tx).optional()?;
    let Some(sealed) = sealed.flatten() else { return Ok(false) };
    let secret = keys.open(&factor_place(id), &sealed).map_err(|_| Error::Unreadable("a second factor"))?;
    let Some(step) = factor::step_of(&secret, typed, now) else { return Ok(false) };
    let unused = colleagues::table.find(id).filter(colleagues::totp_step.lt(step));
    Ok(diesel::update(unused).set(colleagues::totp_step.eq(step)).execute(tx)? == 1)
}

/// Whether it is an unused recovery code of the account; it is used then.
pub fn use_recovery_code(tx: &mut Db, keys: &Keys, now: Timestamp, id: &Id, typed: &str) -> Result<bool, Error> {
    let code = factor::recovery_hash(keys, id, typed);
    let unused = recovery::table.find((id, code)).filter(recovery::used_at.is_null());
    Ok(diesel::update(unused).set(recovery::used_at.eq(Time::from(now))).execute(tx)? == 1)
}

/// How many recovery codes are left.
pub fn recovery_codes_left(db: &mut Db, id: &Id) -> Result<i64, Error> {
    let unused = recovery::table.filter(recovery::colleague.eq(id)).filter(recovery::used_at.is_null());
    Ok(unused.count().get_result(db)?)
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug)]
pub struct Lasting {
    /// Without a click.
    pub idle: SignedDuration,
    /// In any case.
    pub absolute: SignedDuration,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Id,
    /// The account, as it is now: a changed role counts at once.
    pub account: Account,
    /// Whether the second factor was proven; else it opens the enrolment only.
    pub full_access: bool,
    /// When it ends without another click.
    pub ends_at: Timestamp,
    /// When the colleague proved last who they are.
    pub proven_at: Timestamp,
}

/// A session of one's own, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Id,
    /// When it began.
    pub began: Timestamp,
    /// When it was used last.
    pub seen: Timestamp,
}

/// Begins a session. Also sweeps sessions that ended long ago.
pub fn begin(tx: &mut Db, now: Timestamp, random: &Random, id: &Id, full_access: bool) -> Result<Token, Error> {
    let stale = Time::from(now - SignedDuration::from_hours(48));
    diesel::delete(sessions::table.filter(sessions::created_at.lt(stale))).execute(tx)?;
    let token = Token::mint(random);
    let row = (
        (sessions::id.eq(Id::at(now, random)), sessions::token.eq(token.hash().as_str().to_owned())),
        sessions::colleague.eq(id),
        (sessions::full_access.eq(full_access), sessions::created_at.eq(Time::from(now))),
        (sessions::seen_at.eq(Time::from(now)), sessions::proven_at.eq(Time::from(now))),
    );
    diesel::insert_into(sessions::table).values(row).execute(tx)?;
    if full_access {
        let entered = colleagues::entered_at.eq(Time::from(now));
        diesel::update(colleagues::table.find(id)).set(entered).execute(tx)?;
    }
    Ok(token)
}

/// The session of a token, if it still lasts and its account is open.
pub fn session(db: &mut Db, now: Timestamp, token: &TokenHash, lasting: Lasting) -> Result<Option<Session>, Error> {
    let found = sessions::table
        .inner_join(colleagues::table.on(colleagues::id.eq(sessions::colleague)))
        .filter(sessions::token.eq(token.as_str()))
        .filter(sessions::created_at.gt(Time::from(now - lasting.absolute)))
        .filter(sessions::seen_at.gt(Time::from(now - lasting.idle)))
        .filter(colleagues::disabled_at.is_null())
        .select((
            sessions::id,
            AccountRow::as_select(),
            sessions::full_access,
            (sessions::created_at, sessions::seen_at, sessions::proven_at),
        ));
    type Times = (Time, Time, Time);
    let row: Option<(Id, AccountRow, bool, Times)> = found.first(db).optional()?;
    row.map(|(id, account, full_access, (created, seen, proven))| {
        let ends_at = (seen.timestamp() + lasting.idle).min(created.timestamp() + lasting.absolute);
        Ok(Session { id, account: Account::try_from(account)?, full_access, ends_at, proven_at: proven.timestamp() })
    })
    .transpose()
}

/// Whether the last click should be kept again (at most once a minute): see [`touch`].
pub fn is_stale(session: &Session, now: Timestamp, lasting: Lasting) -> bool {
    session.ends_at.duration_since(now) < lasting.idle - SEEN_STEP
}

/// Keeps that the session was just used.
pub fn touch(tx: &mut Db, now: Timestamp, session: &Id) -> Result<(), Error> {
    let older = sessions::table.find(session).filter(sessions::seen_at.lt(Time::from(now)));
    diesel::update(older).set(sessions::seen_at.eq(Time::from(now))).execute(tx)?;
    Ok(())
}

/// The colleague of a session proved again who they are: another token. Fails with [`Error::Lost`] if it has ended.
pub fn prove(tx: &mut Db, now: Timestamp, random: &Random, session: &Id) -> Result<Token, Error> {
    let token = Token::mint(random);
    let change = (sessions::token.eq(token.hash().as_str().to_owned()), sessions::proven_at.eq(Time::from(now)));
    exactly_one(diesel::update(sessions::table.find(session)).set(change).execute(tx)?)?;
    Ok(token)
}

/// The sessions of an account that are kept, also those that ended within two days; newest first.
pub fn sessions_of(db: &mut Db, id: &Id) -> Result<Vec<Kept>, Error> {
    let theirs = sessions::table.filter(sessions::colleague.eq(id)).order(sessions::created_at.desc());
    let rows: Vec<(Id, Time, Time)> =
        theirs.select((sessions::id, sessions::created_at, sessions::seen_at)).load(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, began, seen)| Kept { id, began: began.timestamp(), seen: seen.timestamp() })
        .collect())
}

/// Ends a session if it is one of the account's. False if there was none.
pub fn end_own(tx: &mut Db, account: &Id, session: &Id) -> Result<bool, Error> {
    let own = sessions::table.find(session).filter(sessions::colleague.eq(account));
    Ok(diesel::delete(own).execute(tx)? == 1)
}

/// Ends every session of an account but this one.
pub fn end_others(tx: &mut Db, account: &Id, kept: &Id) -> Result<(), Error> {
    let others = sessions::table.filter(sessions::colleague.eq(account)).filter(sessions::id.ne(kept));
    diesel::delete(others).execute(tx)?;
    Ok(())
}

/// Ends one session.
pub fn end(tx: &mut Db, session: &Id) -> Result<(), Error> {
    diesel::delete(sessions::table.find(session)).execute(tx)?;
    Ok(())
}

/// Ends every session of an account.
pub fn end_sessions(tx: &mut Db, id: &Id) -> Result<(), Error> {
    diesel::delete(sessions::table.filter(sessions::colleague.eq(id))).execute(tx)?;
    Ok(())
}

/// Counts a try and says how many there were since `since`, this one with it. Counted before anything is checked, so
/// that tries made at once all count.
pub fn count_try(tx: &mut Db, now: Timestamp, random: &Random, subject: &str, since: Timestamp) -> Result<i64, Error> {
    diesel::delete(tries::table.filter(tries::at.lt(Time::from(now - SignedDuration::from_hours(24))))).execute(tx)?;
    let row = (tries::id.eq(Id::at(now, random)), tries::subject.eq(subject), tries::at.eq(Time::from(now)));
    diesel::insert_into(tries::table).values(row).execute(tx)?;
    let recent = tries::table.filter(tries::subject.eq(subject)).filter(tries::at.gt(Time::from(since)));
    Ok(recent.count().get_result(tx)?)
}

/// Forgets the tries of a subject that came in.
pub fn forget_tries(tx: &mut Db, subject: &str) -> Result<(), Error> {
    diesel::delete(tries::table.filter(tries::subject.eq(subject))).execute(tx)?;
    Ok(())
}
