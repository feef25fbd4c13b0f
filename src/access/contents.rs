//! What goes into a package.

use super::by_hand;
use super::own::{self, Table};
use crate::archive;
use crate::db::{Db, Error};
use crate::facts::{self, Fact, Holding};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::redaction::{self, Mark, Reason};
use crate::sources::Identifiers;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a package says.
pub struct Contents {
    /// The language of its words.
    pub lang: Lang,
    /// When the sources were asked.
    pub at: Timestamp,
    /// The company.
    pub controller: Value,
    /// The facts, as the page shows them.
    pub facts: Vec<Fact>,
    /// What the portal itself holds about them.
    pub own: Vec<Table>,
    /// The information of Art. 15(1) and (2), for the categories that are held.
    pub information: Value,
    /// The names of the sources that did not answer, and of those into which nobody has looked yet.
    pub missing: Vec<String>,
    /// The words that are hidden in it.
    pub marks: Vec<Mark>,
    /// How often something is hidden, by reason.
    pub hidden: BTreeMap<Reason, usize>,
}

/// Asks every source, live, and the archive, and takes what colleagues found in manual sources.
pub async fn collect(portal: &Portal, address: &Address, lang: Lang) -> Result<Contents, Error> {
    gather(portal, address, lang, None, None).await
}

/// The same for these categories of the record and nothing else: nothing of what the portal itself holds.
pub async fn collect_only(
    portal: &Portal,
    address: &Address,
    lang: Lang,
    categories: &[String],
) -> Result<Contents, Error> {
    gather(portal, address, lang, None, Some(categories)).await
}

/// Everything, with words hidden that nobody marked yet: what a package would be with this mark.
pub async fn collect_with(portal: &Portal, address: &Address, lang: Lang, mark: Mark) -> Result<Contents, Error> {
    gather(portal, address, lang, Some(mark), None).await
}

async fn gather(
    portal: &Portal,
    address: &Address,
    lang: Lang,
    mark: Option<Mark>,
    only: Option<&[String]>,
) -> Result<Contents, Error> {
    let at = portal.clock.now();
    let person = Identifiers::new([address]);
    let (mut holdings, stored) =
        tokio::join!(facts::look(&portal.sources, &person), stored(portal, address, lang, only));
    let Stored { written_down, unknown, archived, mut marks, mut own } = stored?;
    holdings.held.extend(written_down);
    holdings.down.extend(unknown);
    let record = &portal.record;
    let mut facts = facts::assemble(record, portal.sources.all_declarations(), &holdings.held, lang, portal.today());
    facts.extend(archived);
    let mailboxes = facts::mailboxes(portal, address, &facts).await?;
    facts.extend(facts::as_facts(portal, &mailboxes, lang));
    facts.retain(|fact| only.is_none_or(|categories| categories.contains(&fact.category)));
    marks.extend(mark);
    let mut hidden = facts::conceal(&mut facts, &marks, lang);
    own::conceal(&mut own, &marks, lang, &mut hidden);
    let held: BTreeSet<&str> = facts.iter().filter(|fact| fact.is_held()).map(|fact| fact.category.as_str()).collect();
    let held: Vec<&str> = held.into_iter().collect();
    let information = serde_json::to_value(record.access_information(&held, lang)).unwrap_or_default();
    let controller = json!({
        "name": record.controller.name,
        "address": record.controller.address,
        "email": record.controller.email,
        "authority": { "name": record.authority.name, "website": record.authority.website },
    });
    Ok(Contents { lang, at, controller, facts, own, information, missing: holdings.down, marks, hidden })
}

/// What the portal's own database says, and nothing in a source: it is read while the sources are asked.
struct Stored {
    /// What colleagues found in manual sources.
    written_down: Vec<Holding>,
    /// The manual sources in which nobody looked.
    unknown: Vec<String>,
    archived: Vec<Fact>,
    marks: Vec<Mark>,
    own: Vec<Table>,
}

async fn stored(portal: &Portal, address: &Address, lang: Lang, only: Option<&[String]>) -> Result<Stored, Error> {
    let (keys, print) = (portal.keys.clone(), address.fingerprint(&portal.keys));
    let (has_by_hand, is_whole) = (portal.sources.has_by_hand(), only.is_none());
    let read = move |db: &mut Db| {
        let person = people::by_fingerprint(db, &print)?;
        let known = person.as_ref().map(|person| &person.id);
        let marks = known.map_or(Ok(Vec::new()), |person| redaction::of(db, &keys, person))?;
        let asked = known.filter(|_| has_by_hand);
        let answers = asked.map_or(Ok(Vec::new()), |person| by_hand::answers(db, &keys, person))?;
        let copies = archive::of_person(db, &keys, &print)?;
        let own = is_whole.then(|| own::held(db, &keys, &print, person.as_ref())).transpose()?;
        Ok::<_, Error>((marks, answers, copies, own))
    };
    let (marks, answers, copies, own) = portal.db.read(read).await?;
    let (written_down, unknown) = by_hand::found(portal, &answers, address, only);
    let archived = facts::copies_as_facts(portal, &copies, lang);
    let own = own.map_or_else(Vec::new, |held| own::tables(portal, &held, lang));
    Ok(Stored { written_down, unknown, archived, marks, own })
}
