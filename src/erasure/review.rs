//! What something under way needs: looked at each night, erased when it is over, told to the person while it is not.

use super::run::{self, Stuck};
use super::values::Scope;
use super::{Erasure, ask, jobs, store};
use crate::consents::decide::{self, Held};
use crate::db::{Db, Error, Id};
use crate::mail::{self, Mail};
use crate::people;
use crate::portal::Portal;
use jiff::ToSpan;
use jiff::civil::Date;

/// The day on which the person is told next that something is still under way.
pub(super) fn next(portal: &Portal) -> Date {
    let today = portal.today();
    today.checked_add(i64::from(portal.settings.erasure.review_days).days()).unwrap_or(today)
}

/// Marketing needs nothing of what is under way, and so it stops. It is read before, as no source is asked in a transaction.
pub(super) async fn held(portal: &Portal, erasure: &Erasure) -> Result<Option<Held>, Error> {
    let Some(id) = erasure.person.clone().filter(|_| erasure.scope == Scope::Unneeded) else { return Ok(None) };
    let Some(person) = portal.db.read(move |db| people::by_id(db, &id)).await? else { return Ok(None) };
    decide::held(portal, &person).await.map(Some)
}

/// Stops marketing to the person of an erasure.
pub(super) fn quiet(tx: &mut Db, portal: &Portal, erasure: &Erasure, held: &Held) -> Result<(), Error> {
    let person = erasure.person.as_ref().map(|id| people::by_id(tx, id)).transpose()?.flatten();
    person.map_or(Ok(()), |person| decide::stop_marketing(tx, portal, &person, erasure.lang, held))
}

/// Looks at every erasure of which the rest waits.
pub(super) async fn review(portal: &Portal) -> Result<(), Stuck> {
    for id in portal.db.read(store::waiting).await? {
        look(portal, &id).await?;
    }
    Ok(())
}

async fn look(portal: &Portal, id: &Id) -> Result<(), Stuck> {
    let tools = jobs::tools(portal);
    let erasure = run::load(&tools, id).await?;
    let Some(subject) = erasure.subject.clone().filter(|_| erasure.waits()) else { return Ok(()) };
    let known = tools.sources.recognise(&subject.identifiers()).await;
    // Of a source that does not answer nobody knows whether it is over.
    let over = !known.running && known.silent.is_empty();
    let is_due = erasure.review_on.is_none_or(|day| day <= portal.today());
    let parts = portal.clone();
    let work = move |tx: &mut Db| match (over, is_due) {
        (true, _) => begin_again(tx, &parts, &erasure),
        (false, true) => tell(tx, &parts, &erasure),
        (false, false) => Ok(()),
    };
    Ok(portal.db.write(work).await?)
}

fn begin_again(tx: &mut Db, portal: &Portal, erasure: &Erasure) -> Result<(), Error> {
    let now = portal.clock.now();
    let Some(id) = store::go_on(tx, now, &portal.random, &portal.keys, erasure)? else { return Ok(()) };
    ask::log_over(tx, portal, erasure, &id)?;
    jobs::enqueue_begin(tx, now, &portal.random, &id, now)
}

fn tell(tx: &mut Db, portal: &Portal, erasure: &Erasure) -> Result<(), Error> {
    let next = next(portal);
    if !store::review(tx, &erasure.id, erasure.review_on, next)? {
        return Ok(());
    }
    let Some(address) = erasure.subject.as_ref().and_then(|subject| subject.read().next()) else { return Ok(()) };
    let Some(request) = ask::request_of(tx, erasure)? else { return Ok(()) };
    let waits = Mail::DeletionWaits {
        reference: request.reference,
        review_on: next,
        link: format!("/{}/me/delete", erasure.lang),
    };
    mail::queue(tx, portal.clock.now(), &portal.random, &portal.keys, &address, erasure.lang, &waits).map(drop)
}
