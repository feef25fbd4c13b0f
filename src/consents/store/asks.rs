//! Questions sent by mail that wait for an answer.

use crate::db::schema::consents::consent_asks as table;
use crate::db::{Db, Error, Time, exactly_one};
use crate::lang::Lang;
use crate::secrets::{Random, Token, TokenHash};
use diesel::prelude::*;
use jiff::Timestamp;

/// Whose answer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedOf {
    /// The person's own, from their mailbox.
    Person,
    /// A holder of parental responsibility's (Art. 8, LIL art. 45).
    Parent,
}

impl AskedOf {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            AskedOf::Person => "person",
            AskedOf::Parent => "parent",
        }
    }
}

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whose consent it is about.
    pub fingerprint: String,
    /// The activity of the record.
    pub activity: String,
    /// Whose answer is waited for.
    pub of: AskedOf,
    /// The words shown.
    pub words: String,
    /// Their language.
    pub lang: Lang,
    /// The form on which it began.
    pub form: String,
    /// The program that told of it.
    pub origin: Option<String>,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
}

/// Writes a question down; the token that answers it.
pub fn ask(tx: &mut Db, random: &Random, ask: &Ask) -> Result<Token, Error> {
    let token = Token::mint(random);
    let hash = token.hash();
    let values = (
        (table::hash.eq(hash.as_str()), table::fingerprint.eq(&ask.fingerprint), table::activity.eq(&ask.activity)),
        (table::asked_of.eq(ask.of.as_str()), table::words.eq(&ask.words), table::lang.eq(ask.lang.as_str())),
        (table::form.eq(&ask.form), table::origin.eq(&ask.origin)),
        table::expires_at.eq(Time::from(ask.expires_at)),
    );
    diesel::insert_into(table::table).values(values).execute(tx)?;
    Ok(token)
}

type Row = (String, String, String, String, String, String, Option<String>, Time);

/// The question of a token, while it can be answered.
pub fn asked(db: &mut Db, hash: &TokenHash, now: Timestamp) -> Result<Option<Ask>, Error> {
    let open = table::table
        .find(hash.as_str())
        .filter(table::settled_at.is_null())
        .filter(table::expires_at.gt(Time::from(now)));
    let columns = (
        table::fingerprint,
        table::activity,
        table::asked_of,
        table::words,
        table::lang,
        table::form,
        table::origin,
        table::expires_at,
    );
    let row: Option<Row> = open.select(columns).first(db).optional()?;
    let Some((fingerprint, activity, of, words, lang, form, origin, expires_at)) = row else { return Ok(None) };
    let of = if of == AskedOf::Parent.as_str() { AskedOf::Parent } else { AskedOf::Person };
    let lang = lang.parse().map_err(|_| Error::Unreadable("the language of a question"))?;
    Ok(Some(Ask { fingerprint, activity, of, words, lang, form, origin, expires_at: expires_at.timestamp() }))
}

/// The question was answered; [`Error::Lost`] if it was already.
pub fn settle(tx: &mut Db, hash: &TokenHash, now: Timestamp) -> Result<(), Error> {
    let open = table::table.find(hash.as_str()).filter(table::settled_at.is_null());
    exactly_one(diesel::update(open).set(table::settled_at.eq(Time::from(now))).execute(tx)?)
}
