//! Mailing the letter: written in every language of the portal, asked for by one colleague and agreed to by another, put into the
//! outbox in batches; each mailbox gets one, whatever crashes.

use super::store::{self, Mailing, Tally, tally};
use super::{Affected, Breach, By, Letter, Letters, Refused, Skipped, Stand, State};
use crate::db::{Db, Error, Id};
use crate::jobs::{Failure, Job, Lane, enqueue};
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::sources::{Reach, ReachPlace};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

/// The job that puts a batch of letters into the outbox.
pub(super) const MAIL: &str = "breaches.mail";

/// People in one batch.
const BATCH: usize = 200;

/// How long the next batch waits, so that other mails get their turn.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The mail that a letter becomes.
pub fn letter_mail(letter: &Letter) -> Mail {
    let Letter { happened, consequences, measures, advice } = letter.clone();
    Mail::BreachNotice { happened, consequences, measures, advice }
}

/// Writes the letter. `step` is that of the mailing that was looked at, none if there was none.
pub fn write_letters(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    step: Option<i64>,
    letters: &Letters,
) -> Result<(), Refused> {
    if breach.state != State::Open {
        return Err(Refused::Over);
    }
    store::write_letters(tx, by, &breach.id, step, letters)?;
    Ok(by.log(tx, breach, "breaches.letter-written", json!({}))?)
}

/// Whether the letter can be mailed: to somebody, and whole in every language.
pub fn is_ready(breach: &Breach, mailing: &Mailing, languages: &[Lang]) -> bool {
    let written = |lang: &Lang| mailing.letters.get(lang.as_str()).is_some_and(Letter::is_whole);
    (breach.affected.is_some() || breach.person.is_some()) && languages.iter().all(written)
}

/// Asks a second person to agree, takes that back, or agrees: then it leaves.
pub fn stand(
    tx: &mut Db,
    by: By<'_>,
    breach: &Breach,
    mailing: &Mailing,
    to: Stand,
    languages: &[Lang],
) -> Result<(), Refused> {
    let ways = matches!(
        (mailing.state, to),
        (Stand::Draft, Stand::Asked) | (Stand::Asked, Stand::Draft) | (Stand::Asked, Stand::Sending)
    );
    if breach.state != State::Open || !ways {
        return Err(Refused::Over);
    }
    if to != Stand::Draft && !is_ready(breach, mailing, languages) {
        return Err(Refused::NotReady);
    }
    if to == Stand::Sending && mailing.asked_by.as_ref() == by.colleague {
        return Err(Refused::SamePerson);
    }
    store::stand(tx, by, &breach.id, mailing, to)?;
    let action = match to {
        Stand::Asked => "breaches.mailing-asked",
        Stand::Sending => "breaches.mailing-approved",
        Stand::Draft | Stand::Done => "breaches.mailing-withdrawn",
    };
    by.log(tx, breach, action, json!({}))?;
    if to == Stand::Sending {
        enqueue(tx, by.now, by.random, job(breach))?;
    }
    Ok(())
}

/// Goes on with what did not leave, after its job was given up. Twice does no harm: each mailbox is taken once.
pub fn resume(tx: &mut Db, by: By<'_>, breach: &Breach) -> Result<(), Refused> {
    let mailing = store::mailing_of(tx, by.keys, &breach.id)?;
    if mailing.is_none_or(|mailing| mailing.state != Stand::Sending) {
        return Err(Refused::Over);
    }
    enqueue(tx, by.now, by.random, job(breach))?;
    Ok(())
}

fn job(breach: &Breach) -> Job {
    Job::new(MAIL, Lane::Default, json!({ "breach": breach.reference })).key(format!("{MAIL}:{}", breach.reference))
}

#[derive(Deserialize)]
struct Payload {
    breach: String,
}

/// Some people: address and what is known of their language.
type Batch = Vec<(String, Option<String>)>;

pub(super) async fn run(portal: Portal, payload: Value) -> Result<(), Failure> {
    let Payload { breach: reference } =
        serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let keys = portal.keys.clone();
    let known = portal.db.read(move |db| {
        let Some(breach) = store::by_reference(db, &keys, &reference)? else { return Ok::<_, Error>(None) };
        let mailing = store::mailing_of(db, &keys, &breach.id)?;
        Ok(mailing.filter(|mailing| mailing.state == Stand::Sending).map(|mailing| (breach, mailing)))
    });
    let Some((breach, mailing)) = known.await? else { return Ok(()) };
    let (batch, next) = people_of(&portal, &breach, &mailing).await?;
    let (parts, full) = (portal.clone(), batch.len() >= BATCH);
    let sent = portal.db.write(move |tx| {
        for (text, language) in batch {
            // What is no address cannot be written to; the count of the entry has it all the same.
            let Ok(address) = Address::parse(&text) else { continue };
            put(tx, &parts, &breach, &mailing.letters, &address, language.as_deref())?;
        }
        let (now, by) = (parts.clock.now(), By::of(&parts, parts.clock.now(), None));
        match next {
            Some(place) => {
                store::advance(tx, &parts.random, &parts.keys, &breach.id, &mailing, &place)?;
                let later = if full { now.saturating_add(PAUSE).unwrap_or(now) } else { now };
                enqueue(tx, now, &parts.random, job(&breach).at(later)).map(drop)
            }
            None => {
                store::stand(tx, by, &breach.id, &mailing, Stand::Done)?;
                let Tally { mailed, skipped, .. } = tally(tx, &breach.id)?;
                let skipped: i64 = skipped.iter().map(|(_, count)| *count).sum();
                by.log(tx, &breach, "breaches.mailed", json!({ "mailed": mailed, "skipped": skipped }))
            }
        }
    });
    match sent.await {
        // The same batch ran twice, and the other one counted: nothing of this one was committed.
        Ok(()) | Err(Error::Lost) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The next people, and the place after them; none at the end.
async fn people_of(portal: &Portal, breach: &Breach, mailing: &Mailing) -> Result<(Batch, Option<String>), Failure> {
    match &breach.affected {
        Some(Affected::Listed { addresses }) => {
            Ok((addresses.iter().map(|address| (address.clone(), None)).collect(), None))
        }
        Some(Affected::Reach { source, categories, from, to }) => {
            let place: Option<ReachPlace> = mailing.place.as_deref().map(serde_json::from_str).transpose()?;
            let (categories, from, to, zone) = (categories.clone(), *from, *to, portal.zone().clone());
            let found = portal.sources.run(source, move |source| {
                let reach = Reach { categories: &categories, from, to, zone: &zone };
                source.session(|session| session.list_reached(&reach, place.as_ref(), BATCH))
            });
            let found = found.await.transpose()?;
            let gone = || Failure::GiveUp(anyhow::anyhow!("the source of the letter is not declared any more"));
            let (people, next) = found.ok_or_else(gone)?;
            Ok((people, next.map(|place| serde_json::to_string(&place)).transpose()?))
        }
        None => {
            let Some(person) = breach.person.clone() else { return Ok((Vec::new(), None)) };
            let keys = portal.keys.clone();
            let address =
                portal.db.read(move |db| people::by_id(db, &person)?.map(|person| person.address(&keys)).transpose());
            let address: Option<Address> = address.await?;
            Ok((address.map(|address| (address.as_str().to_owned(), None)).into_iter().collect(), None))
        }
    }
}

/// One letter, unless this mailbox had it or must not get it.
fn put(
    tx: &mut Db,
    portal: &Portal,
    breach: &Breach,
    letters: &Letters,
    address: &Address,
    language: Option<&str>,
) -> Result<(), Error> {
    let (now, print) = (portal.clock.now(), address.fingerprint(&portal.keys));
    let skipped = if people::is_deceased(tx, &print)? {
        Some(Skipped::Deceased)
    } else if people::is_erased(tx, &print)? {
        Some(Skipped::Erased)
    } else if people::is_disowned(tx, &print)? {
        Some(Skipped::Disowned)
    } else {
        None
    };
    if !store::take(tx, now, &breach.id, &print, skipped)? || skipped.is_some() {
        return Ok(());
    }
    let default = portal.settings.portal.default_language;
    let of_column = language.and_then(|text| text.get(..2)).and_then(|text| text.to_ascii_lowercase().parse().ok());
    let known = people::by_fingerprint(tx, &print)?.map(|person| person.lang);
    let spoken = |lang: &Lang| letters.contains_key(lang.as_str());
    let lang = known.or(of_column).filter(spoken).unwrap_or(default);
    let letter = letters.get(lang.as_str()).ok_or(Error::NotFound)?;
    let id: Id = mail::queue(tx, now, &portal.random, &portal.keys, address, lang, &letter_mail(letter))?;
    store::note_mail(tx, &breach.id, &print, &id)
}
