//! What a person decides by themselves, with everything that belongs to it: the entry of the ledger, the log, the job that tells
//! the sources, the mail.

use super::choice::{Power, Stance, choices, power};
use super::{ALL_MARKETING, Channel, Entry, EventKind, Said, jobs, store};
use crate::audit::{self, Actor};
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::mail::{self, Mail};
use crate::people::Person;
use crate::portal::Portal;
use crate::record::Activity;
use crate::sources::{Identifiers, Source};
use crate::words;
use serde_json::json;
use std::collections::BTreeMap;

/// How the sources answer.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// By activity, whether any row says yes.
    pub answers: BTreeMap<String, bool>,
    /// The names of the sources that do not answer.
    pub down: Vec<String>,
}

/// Asks the sources.
pub async fn held(portal: &Portal, person: &Person) -> Result<Held, Error> {
    let who = Identifiers::new([&person.address(&portal.keys)?]);
    let who = portal.sources.widen(&who).await.person;
    let ask = move |source: &Source| {
        source.session(|session| {
            if session.declaration.consents.is_empty() {
                return Ok(Vec::new());
            }
            let found = session.find(&who)?;
            let mut answers = Vec::new();
            for consent in &session.declaration.consents {
                answers.extend(session.consent(consent, &found)?.map(|yes| (consent.activity.clone(), yes)));
            }
            Ok(answers)
        })
    };
    let mut held = Held::default();
    for (name, answer) in portal.sources.run_each(ask).await {
        match answer {
            Ok(answers) => {
                for (activity, yes) in answers {
                    held.answers.entry(activity).and_modify(|known| *known |= yes).or_insert(yes);
                }
            }
            Err(_) => held.down.push(name),
        }
    }
    Ok(held)
}

/// One entry of the ledger with its log and the job that tells the sources; `false` if it was said before.
pub(super) fn choose(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    lang: Lang,
    activity: &Activity,
    kind: EventKind,
    said: Said<'_>,
) -> Result<bool, Error> {
    let (now, random) = (portal.clock.now(), &portal.random);
    let words = activity.wording().get(lang);
    let (fingerprint, id) = (person.fingerprint.as_str(), activity.id.as_str());
    let entry = Entry { fingerprint, activity: id, kind, words, lang, said };
    quiet_mailbox(tx, portal, person, &entry)?;
    if !store::record(tx, now, random, &entry)? {
        return Ok(false);
    }
    jobs::enqueue_write(tx, now, random, &person.id, id)?;
    log(tx, portal, person, kind, id)?;
    Ok(true)
}

/// What one of those who share a mailbox stops is stopped for the mailbox: nothing else keeps mails from it. What one of
/// them starts is their own alone.
fn quiet_mailbox(tx: &mut Db, portal: &Portal, person: &Person, entry: &Entry<'_>) -> Result<(), Error> {
    let address = person.address(&portal.keys)?;
    if address.member().is_none() || !entry.kind.stops() {
        return Ok(());
    }
    let mailbox = address.mailbox().fingerprint(&portal.keys);
    let entry = Entry { fingerprint: &mailbox, ..*entry };
    store::record(tx, portal.clock.now(), &portal.random, &entry).map(drop)
}

fn log(tx: &mut Db, portal: &Portal, person: &Person, kind: EventKind, activity: &str) -> Result<(), Error> {
    let action = match kind {
        EventKind::Given => "consents.given",
        EventKind::Withdrawn => "consents.withdrawn",
        EventKind::Objected => "consents.objected",
        EventKind::ObjectionEnded => "consents.objection-ended",
        EventKind::Asked | EventKind::Refused | EventKind::Expired => "consents.noted",
    };
    let (actor, object) = (Actor::Person(person.id.clone()), Some(activity.to_owned()));
    let event = audit::Event { actor, action, object, person: Some(person.id.clone()), detail: json!({}) };
    audit::append(tx, portal.clock.now(), &portal.random, &event).map(drop)
}

pub(super) fn tell(
    tx: &mut Db,
    portal: &Portal,
    person: &Person,
    lang: Lang,
    what: &str,
    stopped: bool,
) -> Result<(), Error> {
    let now = portal.clock.now();
    let remains = portal.record.activities.iter().filter(|activity| power(activity).is_none());
    let notice = Mail::ChoiceRecorded {
        what: what.to_owned(),
        stopped,
        from: now,
        remains: remains.map(|activity| activity.name.get(lang).to_owned()).collect(),
        link: format!("/{lang}/me/choices"),
    };
    mail::queue(tx, now, &portal.random, &portal.keys, &person.address(&portal.keys)?, lang, &notice).map(drop)
}

fn all_marketing<'e>(person: &'e Person, lang: Lang, kind: EventKind, words: &'e str, said: Said<'e>) -> Entry<'e> {
    Entry { fingerprint: &person.fingerprint, activity: ALL_MARKETING, kind, words, lang, said }
}

/// Ends "no marketing at all", if it was said.
pub(super) fn lift_all(tx: &mut Db, portal: &Portal, person: &Person, lang: Lang) -> Result<bool, Error> {
    if !store::is_suppressed(tx, &person.fingerprint, ALL_MARKETING)? {
        return Ok(false);
    }
    let words = words::say(lang, "choices-stop-all", &[]);
    let kind = EventKind::ObjectionEnded;
    let entry = all_marketing(person, lang, kind, &words, Said::CHOICES);
    let lifted = store::record(tx, portal.clock.now(), &portal.random, &entry)?;
    if lifted {
        log(tx, portal, person, kind, ALL_MARKETING)?;
    }
    Ok(lifted)
}

/// Whether a source that does not answer may hold this consent.
pub(super) fn waits(portal: &Portal, activity: &Activity, down: &[String]) -> bool {
    let silent = portal.sources.declarations().filter(|declaration| down.contains(&declaration.name));
    silent.flat_map(|declaration| &declaration.consents).any(|consent| consent.activity == activity.id)
}

/// Everything that is marketing stops.
pub fn stop_marketing(tx: &mut Db, portal: &Portal, person: &Person, lang: Lang, held: &Held) -> Result<(), Error> {
    let now = portal.clock.now();
    let said_before = store::history(tx, &person.fingerprint)?;
    let words = words::say(lang, "choices-stop-all", &[]);
    let kind = EventKind::Objected;
    let entry = all_marketing(person, lang, kind, &words, Said::CHOICES);
    quiet_mailbox(tx, portal, person, &entry)?;
    let mut said = store::record(tx, now, &portal.random, &entry)?;
    if said {
        log(tx, portal, person, kind, ALL_MARKETING)?;
    }
    let record = portal.record.now();
    let all = choices(&record, &said_before, &held.answers, now);
    for choice in all.into_iter().filter(|choice| choice.activity.marketing) {
        let on = matches!(choice.stance, Stance::On(_));
        let unknown = !matches!(choice.stance, Stance::Off(Some(_))) && waits(portal, choice.activity, &held.down);
        // What nobody agreed to needs no withdrawal; what a silent source may hold is objected to.
        let kind = match (on, unknown) {
            (true, _) => choice.stop(),
            (false, true) => EventKind::Objected,
            (false, false) => continue,
        };
        said |= choose(tx, portal, person, lang, choice.activity, kind, Said::CHOICES)?;
    }
    if said {
        tell(tx, portal, person, lang, &words::say(lang, "choices-all-marketing", &[]), true)?;
    }
    Ok(())
}

/// Everything that is marketing stops for a person who said so from a mail, without signing in (Art. 7(3), 21(2) and (3)): all of it
/// together, and each that the ledger or a source may still say yes to. `false` if all of it was stopped before.
pub fn silence(tx: &mut Db, portal: &Portal, person: &Person, lang: Lang, form: &str) -> Result<bool, Error> {
    let said = Said { channel: Channel::Mail, form, ..Said::CHOICES };
    let (words, kind) = (words::say(lang, "choices-stop-all", &[]), EventKind::Objected);
    let entry = all_marketing(person, lang, kind, &words, said);
    quiet_mailbox(tx, portal, person, &entry)?;
    let stopped = store::record(tx, portal.clock.now(), &portal.random, &entry)?;
    if stopped {
        log(tx, portal, person, kind, ALL_MARKETING)?;
    }
    let held = |activity: &Activity| {
        let mut consents = portal.sources.declarations().flat_map(|declaration| &declaration.consents);
        consents.any(|consent| consent.activity == activity.id)
    };
    let record = portal.record.now();
    for activity in record.activities.iter().filter(|activity| activity.marketing) {
        let last = store::decided(tx, &person.fingerprint, &activity.id)?.map(|event| event.kind);
        let kind = match (power(activity), last) {
            (Some(_), Some(last)) if last.stops() => continue,
            (Some(Power::Consent), Some(EventKind::Given)) => EventKind::Withdrawn,
            // What nobody agreed to needs no withdrawal; what a source may hold is objected to.
            (Some(Power::Consent), _) if held(activity) => EventKind::Objected,
            (Some(Power::Marketing), _) => EventKind::Objected,
            _ => continue,
        };
        choose(tx, portal, person, lang, activity, kind, said)?;
    }
    Ok(stopped)
}
