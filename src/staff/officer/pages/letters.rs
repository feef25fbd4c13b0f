//! The draft for the authority; the letter to the people in each language, its preview, and its mailing by two persons.

use super::account::refused;
use super::{acting, found, href};
use crate::breaches::{self, Breach, LONGEST_PART, Letter, Letters, Mailing, Refused, Stand, State, Tally};
use crate::db::Error;
use crate::lang::Lang;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::staff;
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The parts of a letter in a language: the fields are named `happened-fr` and so on.
const PARTS: [&str; 4] = ["happened", "consequences", "measures", "advice"];

/// The notice to the authority in every language of the portal.
pub(super) async fn notice(portal: Data<Portal>, visit: Visit, path: Path<String>) -> Result<HttpResponse, PageError> {
    let (breach, decisions) = found(&portal, &path).await?;
    let record = portal.record.now();
    let text = |lang: &Lang| {
        json!({
            "lang": lang.as_str(),
            "name": visit.say(&format!("staff-lang-{lang}"), &[]),
            "text": breaches::notice(*lang, &breach, &decisions, &record, portal.zone(), visit.now()),
        })
    };
    let texts: Vec<Value> = languages(&portal, visit.lang()).iter().map(text).collect();
    visit.page(
        "breaches/notice.html",
        json!({
            "reference": breach.reference,
            "back": href(&breach.reference),
            "authority": record.authority.name,
            "website": record.authority.website,
            "texts": texts,
        }),
    )
}

/// The languages of the portal, the reader's first.
fn languages(portal: &Portal, first: Lang) -> Vec<Lang> {
    let mut all = portal.settings.portal.languages.clone();
    all.sort_by_key(|lang| *lang != first);
    all
}

/// The entry with its mailing.
async fn mailed(portal: &Portal, reference: &str) -> Result<(Breach, Option<Mailing>, Tally), PageError> {
    let (keys, reference) = (portal.keys.clone(), reference.to_owned());
    let read = portal.db.read(move |db| {
        let Some(breach) = breaches::by_reference(db, &keys, &reference)? else { return Ok::<_, Error>(None) };
        let mailing = breaches::mailing_of(db, &keys, &breach.id)?;
        let tally = breaches::tally(db, &breach.id)?;
        Ok(Some((breach, mailing, tally)))
    });
    read.await?.ok_or(PageError::NotFound)
}

fn part<'l>(letter: &'l Letter, name: &str) -> &'l str {
    match name {
        "happened" => &letter.happened,
        "consequences" => &letter.consequences,
        "measures" => &letter.measures,
        _ => &letter.advice,
    }
}

/// The form of the letter: for each language its parts.
fn form(portal: &Portal, visit: &Visit, breach: &Breach, letters: &Letters, step: &str) -> Value {
    let none = Letter::default();
    let of = |lang: &Lang| {
        let letter = letters.get(lang.as_str()).unwrap_or(&none);
        let field = |name: &&str| {
            json!({
                "name": format!("{name}-{lang}"),
                "label": visit.say(&format!("breach-letter-{name}"), &[]),
                "hint": visit.say(&format!("breach-letter-{name}-hint"), &[]),
                "value": part(letter, name),
                "required": *name != "advice",
            })
        };
        json!({
            "name": visit.say(&format!("staff-lang-{lang}"), &[]),
            "fields": PARTS.iter().map(field).collect::<Vec<_>>(),
        })
    };
    json!({
        "reference": breach.reference,
        "back": href(&breach.reference),
        "action": format!("{}/letter", href(&breach.reference)),
        "versions": languages(portal, visit.lang()).iter().map(of).collect::<Vec<_>>(),
        "step": step,
        "longest": LONGEST_PART,
    })
}

/// Whether the letter can be written now; the page says else why not.
fn writable(breach: &Breach, mailing: Option<&Mailing>) -> bool {
    breach.state == State::Open && mailing.is_none_or(|mailing| mailing.state == Stand::Draft)
}

pub(super) async fn letter(portal: Data<Portal>, visit: Visit, path: Path<String>) -> Result<HttpResponse, PageError> {
    let (breach, mailing, _) = mailed(&portal, &path).await?;
    if !writable(&breach, mailing.as_ref()) {
        return Ok(visit.redirect(&format!("{}/mailing", href(&breach.reference))));
    }
    let draft = || {
        let drafted = |lang: &Lang| (lang.as_str().to_owned(), Letter::draft(&breach.account));
        portal.settings.portal.languages.iter().map(drafted).collect()
    };
    let (letters, step) = match mailing {
        Some(mailing) => (mailing.letters, mailing.step.to_string()),
        None => (draft(), String::new()),
    };
    visit.page("breaches/letter.html", form(&portal, &visit, &breach, &letters, &step))
}

pub(super) async fn write(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    sent: Form<Map<String, Value>>,
) -> Result<HttpResponse, PageError> {
    let (breach, mailing, _) = mailed(&portal, &path).await?;
    let there = format!("{}/mailing", href(&breach.reference));
    let typed = |name: &str| sent.0.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let mut errors = Vec::new();
    let mut letters = Letters::new();
    for lang in &portal.settings.portal.languages {
        let mut read = |name: &str| {
            let (field, required) = (format!("{name}-{lang}"), name != "advice");
            let text = typed(&field);
            errors.extend(visit.text_fault(&text, required, LONGEST_PART).map(|fault| FieldError::new(&field, fault)));
            text
        };
        let letter = Letter {
            happened: read("happened"),
            consequences: read("consequences"),
            measures: read("measures"),
            advice: read("advice"),
        };
        letters.insert(lang.as_str().to_owned(), letter);
    }
    if !errors.is_empty() {
        let context = form(&portal, &visit, &breach, &letters, &typed("step"));
        return visit.page_with_errors("breaches/letter.html", context, &errors);
    }
    let step = mailing.as_ref().map(|mailing| mailing.step);
    if !writable(&breach, mailing.as_ref()) || step.map(|step| step.to_string()).unwrap_or_default() != typed("step") {
        return Ok(visit.redirect_with(&there, &Banner::warning("breach-moved", &[])));
    }
    let written =
        acting(&portal, &visit, &colleague, move |tx, by| breaches::write_letters(tx, by, &breach, step, &letters));
    answer(&visit, &there, written.await, "breach-letter-written")
}

fn answer(visit: &Visit, there: &str, done: Result<(), Refused>, key: &str) -> Result<HttpResponse, PageError> {
    let banner = match done {
        Ok(()) => Banner::success(key, &[]),
        Err(Refused::Database(Error::Lost) | Refused::Over) => Banner::warning("breach-moved", &[]),
        Err(Refused::SamePerson) => Banner::warning("breach-mailing-same", &[]),
        Err(Refused::NotReady) => Banner::warning("breach-mailing-not-ready", &[]),
        Err(other) => return Err(refused(other)),
    };
    Ok(visit.redirect_with(there, &banner))
}

/// What a second person looks at before they agree: every letter as its reader gets it, and how many get it.
pub(super) async fn mailing(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let (breach, mailing, tally) = mailed(&portal, &path).await?;
    let names = portal.db.read(staff::list).await?;
    let name = |id: Option<&crate::db::Id>| {
        id.map(|id| names.iter().find(|one| one.id == *id).map_or(id.to_string(), |one| one.name.clone()))
    };
    let mut previews = Vec::new();
    for lang in languages(&portal, visit.lang()) {
        let Some(letter) = mailing.as_ref().and_then(|mailing| mailing.letters.get(lang.as_str())) else { continue };
        let rendered = portal.mailer.render(lang, &breaches::letter_mail(letter));
        let rendered = rendered.map_err(|error| PageError::Internal(error.into()))?;
        previews.push(json!({
            "lang": lang.as_str(),
            "name": visit.say(&format!("staff-lang-{lang}"), &[]),
            "subject": rendered.subject,
            "text": rendered.text,
        }));
    }
    let officer = colleague.may(Permission::Breaches);
    let languages = &portal.settings.portal.languages;
    let open = breach.state == State::Open;
    let state = mailing.as_ref().map(|mailing| mailing.state);
    let ready = mailing.as_ref().is_some_and(|mailing| breaches::is_ready(&breach, mailing, languages));
    let asked_by_me = mailing.as_ref().is_some_and(|one| one.asked_by.as_ref() == Some(&colleague.id));
    let moment = |at| words::moment(visit.lang(), at, portal.zone());
    let skipped = |(why, count): &(breaches::Skipped, i64)| json!({ "label": visit.say(&format!("breach-mailing-skipped-{why}"), &[]), "value": count.to_string() });
    visit.page(
        "breaches/mailing.html",
        json!({
            "reference": breach.reference,
            "officer": officer,
            "back": if officer { href(&breach.reference) } else { "/staff".to_owned() },
            "action": format!("{}/mailing", href(&breach.reference)),
            "letter": format!("{}/letter", href(&breach.reference)),
            "affected": format!("{}/affected", href(&breach.reference)),
            "step": mailing.as_ref().map(|mailing| mailing.step.to_string()),
            "state": state.map(|state| visit.say(&format!("breach-mailing-{state}"), &[])),
            "named": breach.affected.is_some() || breach.person.is_some(),
            "people": breach.people,
            "previews": previews,
            "asked_by": mailing.as_ref().and_then(|one| name(one.asked_by.as_ref())),
            "approved_by": mailing.as_ref().and_then(|one| name(one.approved_by.as_ref())),
            "approved": mailing.as_ref().and_then(|one| one.approved_at).map(moment),
            "finished": mailing.as_ref().and_then(|one| one.finished_at).map(moment),
            "mailed": tally.mailed.to_string(),
            "failed": tally.failed.to_string(),
            "skipped": tally.skipped.iter().map(skipped).collect::<Vec<_>>(),
            "left": matches!(state, Some(Stand::Sending | Stand::Done)),
            "can": {
                "write": officer && writable(&breach, mailing.as_ref()),
                "ask": officer && open && ready && state == Some(Stand::Draft),
                "resume": officer && state == Some(Stand::Sending),
                "withdraw": officer && open && state == Some(Stand::Asked),
                "approve": open && state == Some(Stand::Asked) && !asked_by_me,
                "wait": state == Some(Stand::Asked) && asked_by_me,
            },
        }),
    )
}

/// The state of the mailing that was looked at.
#[derive(Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    step: String,
}

/// Goes on where the mailing stopped.
pub(super) async fn resume(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (breach, _) = found(&portal, &path).await?;
    let there = format!("{}/mailing", href(&breach.reference));
    let done = acting(&portal, &visit, &colleague, move |tx, by| breaches::resume(tx, by, &breach));
    answer(&visit, &there, done.await, "breach-mailing-now-sending")
}

async fn move_to(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    sent: Form<Seen>,
    to: Stand,
) -> Result<HttpResponse, PageError> {
    let (breach, mailing, _) = mailed(&portal, &path).await?;
    let there = format!("{}/mailing", href(&breach.reference));
    // What is agreed to is what was looked at.
    let Some(mailing) = mailing.filter(|mailing| mailing.step.to_string() == sent.0.step) else {
        return Ok(visit.redirect_with(&there, &Banner::warning("breach-moved", &[])));
    };
    let languages = portal.settings.portal.languages.clone();
    let done =
        acting(&portal, &visit, &colleague, move |tx, by| breaches::stand(tx, by, &breach, &mailing, to, &languages));
    answer(&visit, &there, done.await, &format!("breach-mailing-now-{to}"))
}

/// One handler for each act, so that each has an address and a permission of its own.
macro_rules! acts {
    ($($name:ident => $to:ident),*) => {$(
        pub(super) async fn $name(
            portal: Data<Portal>,
            visit: Visit,
            colleague: Colleague,
            path: Path<String>,
            sent: Form<Seen>,
        ) -> Result<HttpResponse, PageError> {
            move_to(portal, visit, colleague, path, sent, Stand::$to).await
        }
    )*};
}

acts!(ask => Asked, withdraw => Draft, approve => Sending);
