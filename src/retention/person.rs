//! What the night does with one person whose relation may be over.

use super::rule::{Known, Stage, Step, step};
use super::scope::OfPeople;
use super::store::{self, Case, Hold, Run};
use crate::consents::{self, ALL_MARKETING};
use crate::db::{Db, Error};
use crate::erasure;
use crate::jobs::Failure;
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::people::{self, Address, Member, Person};
use crate::portal::Portal;
use crate::record::{Notice, Retention};
use crate::requests;
use crate::secrets::Token;
use crate::sources::{AgedRow, Identifiers};
use jiff::civil::Date;

/// Someone on the list, as the portal knows them.
struct Someone {
    address: Address,
    lang: Lang,
    person: Option<Person>,
    stage: Stage,
    asking: bool,
    held: bool,
    here: Option<jiff::Timestamp>,
    objected: bool,
    deceased: bool,
    /// This night did something about them before it was cut off.
    counted: bool,
}

/// What is to be done with one person, done. `None` for who is counted already, with what this night did about them.
pub(super) async fn settle(
    portal: &Portal,
    run: &Run,
    scope: &OfPeople<'_>,
    holds: &[Hold],
    row: &AgedRow,
) -> Result<Option<Step>, Failure> {
    let [address, language] = [0, 1].map(|place| row.values.get(place).and_then(Option::as_deref));
    // Where an erasure put an address that leads nowhere (RFC 2606), there is nobody any more.
    let address = address.filter(|text| !text.trim_end().to_ascii_lowercase().ends_with(".invalid"));
    let Some(address) = address.and_then(|text| Address::parse(text).ok()) else {
        return Ok(Some(Step::Nothing));
    };
    // Of those who share a mailbox each has their own time.
    let address = match member(scope, row) {
        Some(member) if portal.sources.sharing(&address).await.is_shared() => address.of_member(member),
        _ => address,
    };
    // What the directory says is one voice: whatever the person did anywhere counts (RET-3).
    let known = portal.sources.widen(&Identifiers::new([&address])).await;
    let (events, silent) = portal.sources.events(&known.person).await;
    if let Some(name) = silent.first().or(known.silent.first()) {
        return Err(Failure::Retry(anyhow::anyhow!("source `{name}` does not answer about everybody who is due")));
    }
    let lang = language.and_then(|text| text.get(..2)).and_then(|text| text.to_ascii_lowercase().parse().ok());
    let someone = know(portal, run, scope.rule, holds, address, lang).await?;
    let here = someone.here.map(|at| at.to_zoned_datetime(portal.zone().clone()).date());
    let contact = [Some(row.day), events.get(&scope.rule.starts).copied(), here].into_iter().flatten().max();
    let contact = contact.unwrap_or(row.day);
    // Who died gets no mail at all. Who objected is not asked whether they wish to stay: that would be marketing (law: the
    // 2017 fines).
    let rule = match scope.rule.notice {
        Some(_) if someone.deceased => Retention { notice: None, ..scope.rule.clone() },
        Some(Notice::After(_)) if someone.objected => Retention { notice: None, ..scope.rule.clone() },
        _ => scope.rule.clone(),
    };
    let Someone { stage, asking, held, .. } = someone;
    let step = step(&Known { rule: &rule, contact, stage, held, asking, today: portal.today() });
    match step {
        Step::Notice => notice(portal, run, &rule, contact, someone).await.map(|()| None),
        Step::Purge => purge(portal, run, &rule, contact, someone).await,
        Step::Nothing | Step::Held | Step::Asking | Step::Wait => Ok(Some(step).filter(|_| !someone.counted)),
    }
}

/// What the row says to tell its person apart from others at the same address; the last of what was read.
fn member(scope: &OfPeople<'_>, row: &AgedRow) -> Option<Member> {
    let column = scope.table.member.clone()?;
    let value = row.values.last()?.as_deref()?.trim().to_owned();
    Some(Member { source: scope.source.name.clone(), table: scope.table.name.clone(), column, value })
}

async fn know(
    portal: &Portal,
    run: &Run,
    rule: &Retention,
    holds: &[Hold],
    address: Address,
    lang: Option<Lang>,
) -> Result<Someone, Error> {
    let fingerprint = address.fingerprint(&portal.keys);
    // What is said about a mailbox counts for each of those who share it.
    let mailbox = address.mailbox().fingerprint(&portal.keys);
    let covers = |hold: &Hold| {
        let of = hold.fingerprint.as_ref();
        of == Some(&fingerprint) || of == Some(&mailbox) || hold.rule.as_ref() == Some(&rule.id)
    };
    let held = holds.iter().any(covers);
    let default = portal.settings.portal.default_language;
    let run = run.id.clone();
    let found = portal.db.read(move |db| {
        let objected = consents::store::is_suppressed(db, &fingerprint, ALL_MARKETING)?
            || consents::store::is_suppressed(db, &mailbox, ALL_MARKETING)?;
        let deceased = people::is_deceased(db, &fingerprint)?;
        let person = people::by_fingerprint(db, &fingerprint)?;
        let is_open = |db: &mut Db, person: &Person| {
            let open = requests::of_person(db, &person.id)?.iter().any(|request| !request.status.is_over());
            Ok::<_, Error>(open)
        };
        let for_all = match people::by_fingerprint(db, &mailbox)? {
            Some(all) => is_open(db, &all)?,
            None => false,
        };
        let (stage, asking, here) = match &person {
            Some(person) => {
                let open = for_all || is_open(db, person)?;
                (store::stage(db, &person.id)?, open, people::last_contact(db, &person.id)?)
            }
            None => (Stage::None, for_all, None),
        };
        let lang = person.as_ref().map(|person| person.lang).or(lang).unwrap_or(default);
        let held = held || person.as_ref().is_some_and(|person| person.restricted_at.is_some());
        let counted = match &person {
            Some(person) => store::is_counted(db, &run, &person.id)?,
            None => false,
        };
        Ok(Someone { address, lang, person, stage, asking, held, here, objected, deceased, counted })
    });
    found.await
}

async fn notice(portal: &Portal, run: &Run, rule: &Retention, contact: Date, someone: Someone) -> Result<(), Failure> {
    let (Some(Notice::Before(wait) | Notice::After(wait)), Some(end)) = (&rule.notice, rule.end(Some(contact)).date())
    else {
        return Ok(());
    };
    let today = portal.today();
    let goes = wait.after(today).max(end);
    let (parts, rule, run) = (portal.clone(), rule.id.clone(), run.id.clone());
    let told = portal.db.write(move |tx| {
        let now = parts.clock.now();
        let person = people::ensure(tx, now, &parts.random, &parts.keys, &someone.address, someone.lang)?;
        let token = Token::mint(&parts.random);
        let case = Case { person: &person.id, run: &run, rule: &rule, contact };
        store::notice(tx, now, &parts.random, &case, today, &token.hash())?;
        let mail = Mail::RetentionNotice { since: contact, goes, link: format!("/l/keep/{}", token.expose()) };
        mail::queue(tx, now, &parts.random, &parts.keys, &someone.address, person.lang, &mail).map(drop)
    });
    Ok(told.await?)
}

async fn purge(
    portal: &Portal,
    run: &Run,
    rule: &Retention,
    contact: Date,
    someone: Someone,
) -> Result<Option<Step>, Failure> {
    let who = Identifiers::new([&someone.address]);
    let plan = portal.sources.plan_erasure(&who, &portal.record.now(), portal.today()).await;
    if let Some(name) = plan.unreachable.first() {
        return Err(Failure::Retry(anyhow::anyhow!("source `{name}` does not answer")));
    }
    // What is left of them may only be kept: an erasure every night would change nothing.
    if !plan.sources.iter().flat_map(|source| &source.steps).any(|step| step.changes_something()) {
        return Ok(Some(Step::Nothing).filter(|_| !someone.counted));
    }
    let (parts, rule, run) = (portal.clone(), rule.id.clone(), run.id.clone());
    let begun = portal.db.write(move |tx| {
        let now = parts.clock.now();
        let person = match someone.person {
            Some(person) => person,
            None => people::ensure(tx, now, &parts.random, &parts.keys, &someone.address, someone.lang)?,
        };
        let erasure = erasure::ask::purge(tx, &parts, &person, &someone.address, &plan)?;
        store::erase(tx, now, &parts.random, &Case { person: &person.id, run: &run, rule: &rule, contact }, &erasure)
    });
    begun.await?;
    Ok(None)
}
