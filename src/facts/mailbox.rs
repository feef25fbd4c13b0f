//! What the portal itself noted about the addresses of a person: that mails come back from one, that they asked not to be asked.
//! It is held about them like everything else (Art. 15), so it stands beside the address, on the page and in the package.

use super::fact::{Editing, Fact, Until};
use super::store::{self, Noted};
use crate::bounces::Cause;
use crate::db::Error;
use crate::lang::Lang;
use crate::people::Address;
use crate::portal::Portal;
use crate::words::{self, say};
use jiff::Timestamp;

/// The name under which these facts stand beside those of the sources.
const MAILINGS: &str = "portal-mailings";
/// The most addresses looked up for one person.
const MOST: usize = 50;

/// One address of a person about which something is noted.
#[derive(Clone)]
pub struct Mailbox {
    /// The address.
    pub address: Address,
    /// Whether they sign in with it.
    pub own: bool,
    /// What is noted.
    pub noted: Noted,
    /// Where it stands in their data.
    pub fact: Option<Fact>,
}

impl Mailbox {
    /// Why mails come back, in words.
    pub fn reason(&self, lang: Lang) -> String {
        let cause = self.noted.cause.map_or("unsaid", Cause::as_str);
        say(lang, &format!("bounces-cause-{cause}"), &[])
    }
}

/// The addresses of a person about which something is noted: the one they sign in with and those in their data.
pub async fn mailboxes(portal: &Portal, own: &Address, facts: &[Fact]) -> Result<Vec<Mailbox>, Error> {
    let mut all: Vec<(Address, Option<&Fact>)> = Vec::new();
    // The address one signs in with stands in several places: the one where it is changed comes first.
    let (first, rest): (Vec<&Fact>, Vec<&Fact>) = facts.iter().partition(|fact| fact.edit == Editing::Address);
    let stated = first.into_iter().chain(rest);
    let stated = stated.filter_map(|fact| Some((Address::parse(fact.value.as_deref()?).ok()?, Some(fact))));
    for (address, fact) in stated.chain([(own.clone(), None)]) {
        if !all.iter().any(|(known, _)| *known == address) && all.len() < MOST {
            all.push((address, fact));
        }
    }
    let prints: Vec<String> = all.iter().map(|(address, _)| address.fingerprint(&portal.keys)).collect();
    let asked = prints.clone();
    let noted = portal.db.glance(move |db| store::noted(db, &asked)).await?;
    let mailbox = |((address, fact), print): ((Address, Option<&Fact>), String)| {
        let noted = noted.get(&print)?.clone();
        Some(Mailbox { own: address == *own, address, noted, fact: fact.cloned() })
    };
    Ok(all.into_iter().zip(prints).filter_map(mailbox).collect())
}

/// The same as facts beside the address that they are about.
pub fn as_facts(portal: &Portal, mailboxes: &[Mailbox], lang: Lang) -> Vec<Fact> {
    let day = |at: Timestamp| words::date_of(lang, at, portal.zone());
    let mut facts = Vec::new();
    for mailbox in mailboxes {
        let Some(fact) = &mailbox.fact else { continue };
        let Noted { bounced, review, stopped, complained, .. } = &mailbox.noted;
        let bounced = bounced.map(|at| {
            let (date, review, reason) = (day(at), review.map_or_else(|| day(at), day), mailbox.reason(lang));
            let words = [("date", date.as_str()), ("reason", reason.as_str()), ("review", review.as_str())];
            ("bounced", at, say(lang, "bounces-fact-bounced", &words))
        });
        let complained =
            complained.map(|at| ("complained", at, say(lang, "bounces-fact-complained", &[("date", &day(at))])));
        let stopped = stopped.filter(|_| complained.is_none());
        let stopped = stopped.map(|at| ("stopped", at, say(lang, "bounces-fact-stopped", &[("date", &day(at))])));
        facts.extend([bounced, complained, stopped].into_iter().flatten().map(|(column, at, text)| Fact {
            source: MAILINGS.to_owned(),
            source_label: say(lang, "bounces-fact-source", &[]),
            table: "mailings".to_owned(),
            table_label: say(lang, "bounces-fact-table", &[]),
            column: column.to_owned(),
            label: say(lang, if column == "bounced" { "bounces-fact-label" } else { "bounces-fact-asking" }, &[]),
            value: Some(at.to_string()),
            text,
            until: Until::While { rule: say(lang, "bounces-fact-until", &[]) },
            edit: Editing::Locked { reason: say(lang, "bounces-fact-reason", &[]) },
            optional: false,
            ..fact.clone()
        }));
    }
    facts
}
