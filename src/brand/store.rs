//! The look, in the portal's database.

use super::Brand;
use super::colour::Colour;
use super::logo::Logo;
use super::texts::{Spot, Texts};
use crate::audit::{self, Actor, Event};
use crate::db::schema::brand::{brand_texts, brands};
use crate::db::{Db, Error, Id, Time};
use crate::lang::Lang;
use crate::secrets::{Random, sha256_hex};
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Queryable, Selectable)]
#[diesel(table_name = brands)]
struct Row {
    version: String,
    accent: Option<String>,
    logo_kind: Option<String>,
    logo: Option<Vec<u8>>,
}

/// The word of the look that was chosen; empty if none was.
pub(super) fn version(db: &mut Db) -> Result<String, Error> {
    let version: Option<String> = brands::table.select(brands::version).first(db).optional()?;
    Ok(version.unwrap_or_default())
}

/// The look that was chosen; the one that the portal comes with if none was.
pub fn read(db: &mut Db) -> Result<Brand, Error> {
    let row = brands::table.select(Row::as_select()).first(db).optional()?;
    let Some(Row { version, accent, logo_kind: kind, logo }) = row else { return Ok(Brand::default()) };
    let logo = kind.zip(logo).and_then(|(kind, bytes)| Logo::kept(&kind, bytes));
    Ok(Brand { version, accent: accent.and_then(|text| text.parse().ok()), logo, texts: texts(db)? })
}

fn texts(db: &mut Db) -> Result<Texts, Error> {
    let rows: Vec<(String, String, String)> = brand_texts::table.load(db)?;
    let mut texts = Texts::default();
    for (spot, lang, words) in rows {
        if let (Some(spot), Ok(lang)) = (Spot::of(&spot), lang.parse()) {
            texts.set(spot, lang, &words);
        }
    }
    Ok(texts)
}

/// Writes the words of a spot in every language; where there are none, none are kept.
fn write_texts(tx: &mut Db, texts: &Texts, spot: Spot) -> Result<(), Error> {
    diesel::delete(brand_texts::table.filter(brand_texts::spot.eq(spot.as_str()))).execute(tx)?;
    for (_, lang, words) in texts.all().filter(|(own, ..)| *own == spot) {
        let row =
            (brand_texts::spot.eq(spot.as_str()), brand_texts::lang.eq(lang.as_str()), brand_texts::words.eq(words));
        diesel::insert_into(brand_texts::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// What a colleague changes of it.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// The colour; `None` for the one the portal comes with.
    Accent(Option<Colour>),
    /// The logo; `None` to show the name.
    Logo(Option<Logo>),
    /// The words at a spot, in each language.
    Texts(Spot, BTreeMap<Lang, String>),
}

/// Changes one thing; the other one stays as it is at this moment.
pub(super) fn change(tx: &mut Db, now: Timestamp, random: &Random, colleague: Id, change: Change) -> Result<(), Error> {
    let changed_at = brands::changed_at.eq(Time::from(now));
    // It also takes the row: of two who change the look at once, the second one sees what the first one did.
    let there = diesel::update(brands::table).set(changed_at).execute(tx)? > 0;
    let mut brand = read(tx)?;
    let action = match &change {
        Change::Accent(_) => "brand.colour",
        Change::Logo(_) => "brand.logo",
        Change::Texts(..) => "brand.texts",
    };
    match change {
        Change::Accent(accent) => brand.accent = accent,
        Change::Logo(logo) => brand.logo = logo,
        Change::Texts(spot, words) => {
            for (lang, words) in &words {
                brand.texts.set(spot, *lang, words);
            }
            write_texts(tx, &brand.texts, spot)?;
        }
    }
    let accent = brand.accent.map(|colour| colour.to_string());
    let bytes = brand.logo.as_ref().map_or(&[][..], |logo| &logo.bytes);
    let said: String =
        brand.texts.all().map(|(spot, lang, words)| format!(" {} {lang} {words:?}", spot.as_str())).collect();
    let text = format!("{accent:?} {}{said}", sha256_hex(bytes));
    let version: String = sha256_hex(text.as_bytes()).chars().take(12).collect();
    let logo = (
        brands::logo_kind.eq(brand.logo.as_ref().map(|logo| logo.kind)),
        brands::logo.eq(brand.logo.map(|logo| logo.bytes)),
    );
    let look = (brands::version.eq(&version), brands::accent.eq(accent), logo.0, logo.1);
    match there {
        true => diesel::update(brands::table).set(look).execute(tx)?,
        false => diesel::insert_into(brands::table).values((brands::id.eq(1), look, changed_at)).execute(tx)?,
    };
    let event =
        Event { actor: Actor::Colleague(colleague), action, object: Some(version), person: None, detail: json!({}) };
    audit::append(tx, now, random, &event).map(drop)
}
