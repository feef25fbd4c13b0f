//! Manual sources at the desk: a case asks the colleagues who look there, and they are reminded by mail.

use super::{Act, Refused};
use crate::db::{Db, Error};
use crate::mail::{self, Mail};
use crate::manual::{self, Brief, Due, Kind, New, Stage, State};
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::requests::{self, Author, Item, ItemState, Request, Right};
use crate::roles::{Permission, Role};
use crate::sources::declaration::{Declaration, Responsible};
use crate::staff::{self, Account};
use serde_json::json;

/// Asks the colleagues of a manual source to put right there what the person wrote.
pub fn put_right(tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request, source: &str) -> Result<(), Refused> {
    act.theirs(request)?;
    let Some(person) = people::by_id(tx, &request.person)? else { return Err(Refused::Unidentified) };
    let said = requests::messages(tx, act.keys, &request.id, false)?.into_iter();
    let said: Vec<String> = said.filter(|one| one.author == Author::Person).map(|one| one.text).collect();
    let brief =
        Brief { addresses: vec![person.address(act.keys)?.kept()], wish: Some(said.join("\n\n")), ..Brief::default() };
    let today = portal.today();
    let new = New {
        kind: Kind::Correction,
        source,
        person: Some(&person.id),
        cause: request.id.as_str(),
        brief: &brief,
        today,
        due: manual::due_on(portal.sources.manual(source), today),
    };
    manual::open(tx, act.now, act.random, act.keys, &new)?;
    Ok(act.log(tx, request, "requests.gathered", json!({ "source": source }))?)
}

/// Nothing is called put right while a colleague still works on it.
pub(super) fn put_right_by_all(tx: &mut Db, request: &Request, items: &[Item]) -> Result<(), Refused> {
    let is_given =
        |item: &Item| matches!(item.right, Right::Rectify | Right::Other) && item.state == ItemState::Granted;
    let tasks = if items.iter().any(is_given) { manual::corrections_of(tx, request.id.as_str())? } else { Vec::new() };
    if tasks.iter().any(|task| task.state == State::Open) { Err(Refused::Ungathered) } else { Ok(()) }
}

/// Mails the reminders that the day asks for and that did not leave yet: one to each colleague for each source. How many.
pub(super) fn remind(tx: &mut Db, portal: &Portal) -> Result<usize, Error> {
    let mut sent = 0;
    for ((source, stage), due) in manual::due_reminders(tx, portal.today())? {
        // Another process may have been first with some of them.
        let count = manual::mark_reminded(tx, &due, stage)?;
        if count == 0 {
            continue;
        }
        let declaration = portal.sources.manual(&source);
        for colleague in whom(staff::list(tx)?, declaration, stage) {
            sent += usize::from(write(tx, portal, &colleague, (&source, declaration), (stage, &due, count))?);
        }
    }
    Ok(sent)
}

/// Who is reminded: those whom the source names, and where it is late, or none of them can look, the data protection officer.
fn whom(all: Vec<Account>, declaration: Option<&Declaration>, stage: Stage) -> Vec<Account> {
    let able: Vec<Account> =
        all.into_iter().filter(|one| one.disabled_at.is_none() && one.role.may(Permission::Persons)).collect();
    let responsible = declaration.and_then(Declaration::by_hand).map(|by_hand| &by_hand.responsible);
    let is_named = |one: &Account| match responsible {
        Some(Responsible::Role(role)) => one.role == *role,
        Some(Responsible::Colleague(address)) => {
            Address::parse(&one.email).is_ok_and(|known| known.normalised() == address.normalised())
        }
        None => false,
    };
    let named: Vec<Account> = able.iter().filter(|one| is_named(one)).cloned().collect();
    if named.is_empty() || stage == Stage::Late {
        return able.into_iter().filter(|one| one.role == Role::Dpo).collect();
    }
    named
}

fn write(
    tx: &mut Db,
    portal: &Portal,
    colleague: &Account,
    (source, declaration): (&str, Option<&Declaration>),
    (stage, due, count): (Stage, &Due, usize),
) -> Result<bool, Error> {
    let Ok(address) = Address::parse(&colleague.email) else { return Ok(false) };
    let mail = Mail::ManualTasks {
        stage: stage.as_str().to_owned(),
        source: declaration.map_or_else(|| source.to_owned(), |one| one.label.get(colleague.lang).to_owned()),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        due: due.due.unwrap_or(portal.today()),
        link: "/staff/manual".to_owned(),
    };
    mail::queue(tx, portal.clock.now(), &portal.random, &portal.keys, &address, colleague.lang, &mail)?;
    Ok(true)
}
