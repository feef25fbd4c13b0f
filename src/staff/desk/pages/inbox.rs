//! The inbox: mails that wait until a colleague says what they are. Every look at one is written down, so it is a POST.

use super::{bands, due, intake, member};
use crate::attachments::{self, Attachment};
use crate::db::{Error, Id};
use crate::inbox::{self, Content, Mail, State, owner, suggest};
use crate::lang::Lang;
use crate::people::Address;
use crate::portal::Portal;
use crate::requests::{self, Right};
use crate::staff::desk::{self, Act, By, Found, Refused, Whose};
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// The most mails on a page; the others follow when these are settled.
const MOST: i64 = 50;

/// What is typed about a mail that is a request.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    company: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    rights: Vec<String>,
    #[serde(default)]
    lang: String,
}

/// Which case a mail belongs to.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Case {
    #[serde(default)]
    reference: String,
}

pub(super) async fn page(portal: web::Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let (keys, now) = (portal.keys.clone(), visit.now());
    let mailbox = portal.settings.inbox.as_ref().map(|settings| inbox::mailbox(&portal.keys, settings));
    let is_read = mailbox.is_some();
    let read = portal.db.read(move |db| {
        let (waiting, aside) = (inbox::waiting(db, &keys, MOST)?, inbox::aside(db, &keys, MOST)?);
        let trouble = mailbox.map(|mailbox| inbox::trouble(db, &mailbox)).transpose()?.flatten();
        Ok::<_, Error>((inbox::count(db)?.waiting, waiting, aside, trouble))
    });
    let (count, waiting, aside, trouble) = read.await?;
    let trouble = trouble.map(|trouble| {
        let since = words::moment(visit.lang(), trouble.since, portal.zone());
        json!({ "title": visit.say("inbox-trouble", &[("since", &since)]), "text": visit.say(&format!("inbox-trouble-{}", trouble.problem.as_str()), &[]) })
    });
    visit.page(
        "staff/inbox.html",
        json!({
            "is_read": is_read,
            "trouble": trouble,
            "count": count,
            "rows": waiting.iter().map(|mail| waiting_line(&portal, &visit, mail)).collect::<Vec<_>>(),
            "aside": aside.iter().map(|mail| aside_line(&portal, &visit, mail, now)).collect::<Vec<_>>(),
            "days": inbox::ASIDE_DAYS,
        }),
    )
}

fn waiting_line(portal: &Portal, visit: &Visit, mail: &Mail) -> Value {
    let content = mail.content.clone().unwrap_or_default();
    let rights: Vec<String> = suggest(&content.subject, &content.text)
        .rights
        .iter()
        .map(|right| visit.say(&format!("right-{right}"), &[]))
        .collect();
    let due_on = portal.settings.requests.deadline(mail.arrived_at).first.due;
    json!({
        "id": mail.id,
        "sender": masked(visit, &content),
        "seems": rights.join(", "),
        "arrived": words::moment(visit.lang(), mail.arrived_at, portal.zone()),
        "due": due(visit.lang(), bands(portal), due_on, false),
    })
}

fn aside_line(portal: &Portal, visit: &Visit, mail: &Mail, now: Timestamp) -> Value {
    json!({
        "id": mail.id,
        "sender": masked(visit, &mail.content.clone().unwrap_or_default()),
        "why": visit.say(&format!("inbox-why-{}", mail.state.as_str()), &[]),
        "arrived": words::moment(visit.lang(), mail.arrived_at.min(now), portal.zone()),
    })
}

/// Enough to recognise who wrote.
fn masked(visit: &Visit, content: &Content) -> String {
    Address::parse(&content.sender).map_or_else(|_| visit.say("inbox-no-sender", &[]), |address| address.masked())
}

/// What the words suggest, as the form holds it first.
fn suggested(visit: &Visit, content: &Content) -> (Typed, String) {
    let found = suggest(&content.subject, &content.text);
    let rights = found.rights.iter().map(ToString::to_string).collect();
    let lang = found.lang.unwrap_or(visit.lang()).to_string();
    let typed = Typed { email: content.sender.clone(), rights, lang, ..Typed::default() };
    (typed, found.reference.unwrap_or_default())
}

struct Shown {
    mail: Mail,
    files: Vec<Attachment>,
}

async fn load(portal: &Portal, id: &Id) -> Result<Option<Shown>, PageError> {
    let (keys, id) = (portal.keys.clone(), id.clone());
    let read = portal.db.read(move |db| {
        let mail = inbox::one(db, &keys, &id)?.filter(|mail| mail.state.is_open() && mail.content.is_some());
        let files = attachments::of(db, &keys, &owner(&id))?;
        Ok::<_, Error>(mail.map(|mail| Shown { mail, files }))
    });
    Ok(read.await?)
}

/// The page of a mail, with what was typed and what of it is wrong.
fn shown(
    portal: &Portal,
    visit: &Visit,
    Shown { mail, files }: &Shown,
    typed: Option<&Typed>,
    case: Option<&Case>,
    errors: &[FieldError],
) -> Result<HttpResponse, PageError> {
    let lang = visit.lang();
    let content = mail.content.clone().unwrap_or_default();
    let (suggested, reference) = suggested(visit, &content);
    let typed = typed.unwrap_or(&suggested);
    let deadline = portal.settings.requests.deadline(mail.arrived_at);
    let limits = portal.settings.attachments;
    let (size, most) = (limits.max_megabytes.to_string(), limits.max_files.to_string());
    let refused = content.refused.iter().map(|(name, key)| {
        visit.say(&format!("inbox-refused-{key}"), &[("name", name), ("size", &size), ("count", &most)])
    });
    let left = content.left.iter().map(|left| visit.say(&format!("inbox-left-{}", left.as_str()), &[]));
    let context = json!({
        "id": mail.id,
        "sender": content.sender,
        "name": content.name,
        "subject": content.subject,
        "paragraphs": content.text.split("\n\n").filter(|part| !part.trim().is_empty()).map(|part| part.lines().collect::<Vec<_>>()).collect::<Vec<_>>(),
        "arrived": words::moment(lang, mail.arrived_at, portal.zone()),
        "due": due(lang, bands(portal), deadline.first.due, false),
        "state": mail.state.as_str(),
        "why": (mail.state != State::Waiting).then(|| visit.say(&format!("inbox-why-{}", mail.state.as_str()), &[])),
        "left": left.chain(refused).collect::<Vec<_>>(),
        "files": attachments::pages::shown(portal, visit, files),
        "reference": case.map_or(reference, |case| case.reference.clone()),
        "rights": intake::rights(visit),
        "langs": intake::langs(visit),
        "told_apart_by": member::label(portal, visit),
        "days": inbox::ASIDE_DAYS,
        "typed": {
            "email": typed.email, "number": typed.number, "company": typed.company, "rights": typed.rights, "lang": typed.lang,
        },
    });
    if errors.is_empty() {
        return visit.page("staff/inbox-mail.html", context);
    }
    visit.page_with_errors("staff/inbox-mail.html", context, errors)
}

fn id_of(path: &str) -> Result<Id, PageError> {
    path.parse().map_err(|_| PageError::NotFound)
}

/// Somebody else said first what the mail is, or its time is over.
fn gone(visit: &Visit) -> HttpResponse {
    visit.redirect_with("/staff/inbox", &Banner::warning("inbox-gone", &[]))
}

/// Runs an act of the desk on a mail; `None` if somebody else was first.
async fn act<T: Send + 'static>(
    portal: &web::Data<Portal>,
    visit: &Visit,
    colleague: &Colleague,
    work: impl FnOnce(&mut crate::db::Db, Act<'_>, &Portal) -> Result<T, Refused> + Send + 'static,
) -> Result<Option<T>, Refused> {
    let (parts, now, id, role) = (portal.clone(), visit.now(), colleague.id.clone(), colleague.role);
    let done = portal.db.write(move |tx| {
        let by = By { id: &id, role: Some(role) };
        work(tx, Act { now, random: &parts.random, keys: &parts.keys, by }, &parts)
    });
    match done.await {
        Ok(done) => Ok(Some(done)),
        Err(Refused::Database(Error::Lost)) => Ok(None),
        Err(refused) => Err(refused),
    }
}

fn failed(refused: Refused) -> PageError {
    match refused {
        Refused::Database(error) => error.into(),
        refused => anyhow::Error::from(refused).into(),
    }
}

/// Shows a mail.
pub(super) async fn read(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = id_of(&path)?;
    let mail = id.clone();
    let logged = act(&portal, &visit, &colleague, move |tx, act, _| desk::read_mail(tx, act, &mail)).await;
    if logged.map_err(failed)?.flatten().is_none() {
        return Ok(gone(&visit));
    }
    match load(&portal, &id).await? {
        Some(found) => shown(&portal, &visit, &found, None, None, &[]),
        None => Ok(gone(&visit)),
    }
}

/// Sends a file of a mail.
pub(super) async fn file(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (mail, file) = (id_of(&path.0)?, id_of(&path.1)?);
    let read = act(&portal, &visit, &colleague, move |tx, act, _| {
        let found = attachments::one(tx, act.keys, &owner(&mail), &file)?;
        if found.is_some() {
            desk::read_mail(tx, act, &mail)?;
        }
        Ok(found)
    });
    let found = read.await.map_err(failed)?.flatten();
    Ok(attachments::pages::send(&portal, &found.ok_or(PageError::NotFound)?))
}

fn found(visit: &Visit, typed: &Typed) -> Result<Found, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, visit.say(key, &[])));
    let company = typed.company.trim();
    let whose = match company.is_empty() {
        true => Address::parse(&typed.email).ok().map(Whose::Person),
        false => Some(Whose::Company(company.to_owned())),
    };
    if whose.is_none() {
        wrong("email", "error-email");
    }
    let mut rights: Vec<Right> = typed.rights.iter().filter_map(|word| word.parse().ok()).collect();
    rights.retain(|right: &Right| !right.is_after_death());
    rights.sort_unstable();
    rights.dedup();
    if rights.is_empty() {
        wrong("rights", "error-choice");
    }
    let lang: Option<Lang> = typed.lang.parse().ok();
    if lang.is_none() {
        wrong("lang", "error-choice");
    }
    errors.extend(visit.text_fault(company, false, intake::SHORT).map(|fault| FieldError::new("company", fault)));
    match (whose, lang) {
        (Some(whose), Some(lang)) if errors.is_empty() => Ok(Found { whose, rights, lang }),
        _ => Err(errors),
    }
}

/// Makes a request of a mail.
pub(super) async fn request(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let (id, typed) = (id_of(&path)?, form.0);
    let Some(page) = load(&portal, &id).await? else { return Ok(gone(&visit)) };
    let wrong = |errors: &[FieldError]| shown(&portal, &visit, &page, Some(&typed), None, errors);
    let mut found = match found(&visit, &typed) {
        Ok(found) => found,
        Err(errors) => return wrong(&errors),
    };
    if let Whose::Person(address) = found.whose {
        match member::meant(&portal, &visit, address, &typed.number).await {
            Ok(address) => found.whose = Whose::Person(address),
            Err(text) => return wrong(&[FieldError::new("number", text)]),
        }
    }
    let made = act(&portal, &visit, &colleague, move |tx, act, portal| {
        desk::request_of_mail(tx, act, &portal.settings.requests, &id, found)
    });
    let opened = match made.await {
        Ok(Some(opened)) => opened,
        Ok(None) => return Ok(gone(&visit)),
        Err(Refused::Moved) => return wrong(&[FieldError::new("email", visit.say("staff-intake-moved", &[]))]),
        Err(refused) => return Err(failed(refused)),
    };
    let reference = opened.request.reference;
    let key = if opened.is_reminder { "staff-intake-reminded" } else { "staff-intake-done" };
    let banner = Banner::success(key, &[("reference", &reference)]);
    Ok(visit.redirect_with(&format!("/staff/cases/{reference}"), &banner))
}

/// Adds a mail to a case.
pub(super) async fn add(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Case>,
) -> Result<HttpResponse, PageError> {
    let (id, case) = (id_of(&path)?, form.0);
    let Some(page) = load(&portal, &id).await? else { return Ok(gone(&visit)) };
    let wrong = |key: &str| {
        let error = FieldError::new("reference", visit.say(key, &[]));
        shown(&portal, &visit, &page, None, Some(&case), &[error])
    };
    let reference = case.reference.trim().to_ascii_uppercase();
    let request = portal.db.read(move |db| requests::by_reference(db, &reference)).await?;
    let Some(request) = request else { return wrong("inbox-no-case") };
    let reference = request.reference.clone();
    let added = act(&portal, &visit, &colleague, move |tx, act, portal| {
        desk::add_mail(tx, act, &portal.settings.requests, &id, &request)
    });
    match added.await {
        Ok(Some(())) => {
            let banner = Banner::success("inbox-added", &[("reference", &reference)]);
            Ok(visit.redirect_with(&format!("/staff/cases/{reference}"), &banner))
        }
        Ok(None) => Ok(gone(&visit)),
        Err(Refused::OtherSender) => wrong("inbox-other-sender"),
        Err(refused) => Err(failed(refused)),
    }
}

/// Says that a mail is no request.
pub(super) async fn set_aside(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = id_of(&path)?;
    let done = act(&portal, &visit, &colleague, move |tx, act, _| desk::set_mail_aside(tx, act, &id)).await;
    if done.map_err(failed)?.is_none() {
        return Ok(gone(&visit));
    }
    let days = inbox::ASIDE_DAYS.to_string();
    Ok(visit.redirect_with("/staff/inbox", &Banner::success("inbox-set-aside", &[("days", &days)])))
}
