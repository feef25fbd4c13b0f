//! C16: asking without signing in, and following the request by its reference and code. The code is typed into a form and
//! never stands in an address.

use crate::attachments::{self, Owner};
use crate::db::{Error, Id};
use crate::portal::Portal;
use crate::requests::{self, Author, Contact, LONGEST, New, Request, Right, Whom};
use crate::web::{FieldError, Form, Nothing, PageError, Upload, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The most characters of a name or an address.
const SHORT: usize = 400;

/// What is typed into the form.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    whom: String,
    #[serde(default)]
    right: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    reach: String,
    #[serde(default)]
    message: String,
}

fn context(visit: &Visit, typed: &Typed) -> Value {
    let option = |value: &str, key: String| json!({ "value": value, "label": visit.say(&key, &[]) });
    let whom = |one: &Whom| {
        let hint = visit.say(&format!("outside-proof-{one}"), &[]);
        json!({ "value": one.as_str(), "label": visit.say(&format!("outside-whom-{one}"), &[]), "hint": hint })
    };
    let rights = Right::ALL.iter().filter(|one| !one.is_after_death());
    json!({
        "whoms": Whom::ALL.iter().filter(|one| **one != Whom::Deceased).map(whom).collect::<Vec<_>>(),
        "rights": rights.map(|one| option(one.as_str(), format!("right-{one}"))).collect::<Vec<_>>(),
        "longest": LONGEST,
        "short": SHORT,
        "typed": {
            "whom": typed.whom, "right": typed.right, "name": typed.name, "about": typed.about, "reach": typed.reach,
            "message": typed.message,
        },
    })
}

pub(super) async fn form(visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("requests/outside.html", context(&visit, &Typed::default()))
}

fn mistakes(visit: &Visit, typed: &Typed) -> Vec<FieldError> {
    let mut errors = Vec::new();
    // For somebody who died there is a page of its own, with what can be asked then.
    let whom: Option<Whom> = typed.whom.parse().ok().filter(|whom| *whom != Whom::Deceased);
    if whom.is_none() {
        errors.push(FieldError::new("whom", visit.say("error-choice", &[])));
    }
    if typed.right.parse::<Right>().map_or(true, Right::is_after_death) {
        errors.push(FieldError::new("right", visit.say("error-choice", &[])));
    }
    let other = whom.is_some_and(|whom| whom != Whom::Myself);
    let needed = [("name", &typed.name, true, SHORT), ("about", &typed.about, other, SHORT)];
    let texts = [("reach", &typed.reach, true, SHORT), ("message", &typed.message, false, LONGEST)];
    for (field, text, required, most) in needed.into_iter().chain(texts) {
        errors.extend(visit.text_fault(text, required, most).map(|fault| FieldError::new(field, fault)));
    }
    errors
}

/// Takes the request in and shows reference and code, once.
pub(super) async fn ask(portal: web::Data<Portal>, visit: Visit, form: Form<Typed>) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let errors = mistakes(&visit, &typed);
    let (Ok(right), true) = (typed.right.parse::<Right>(), errors.is_empty()) else {
        return visit.page_with_errors("requests/outside.html", context(&visit, &typed), &errors);
    };
    let contact = Contact {
        whom: typed.whom.clone(),
        name: typed.name.trim().to_owned(),
        about: typed.about.trim().to_owned(),
        reach: typed.reach.trim().to_owned(),
        address: None,
        checked: None,
    };
    let proof = visit.say(&format!("outside-proof-{}", contact.whom), &[]);
    take(&portal, &visit, contact, right, typed.message.trim(), &proof).await
}

/// The request of somebody who did not sign in: it is nobody's yet. The page shows reference and code, once.
pub(super) async fn take(
    portal: &web::Data<Portal>,
    visit: &Visit,
    contact: Contact,
    right: Right,
    message: &str,
    proof: &str,
) -> Result<HttpResponse, PageError> {
    let (parts, now, lang, message) = (portal.clone(), visit.now(), visit.lang(), message.to_owned());
    let asked = portal.db.write(move |tx| {
        let (random, keys, rules) = (&parts.random, &parts.keys, &parts.settings.requests);
        // Nobody knows yet which person of the file this is: a colleague finds out before anything is said.
        let person = Id::at(now, random);
        let new = New { person, right, lang, subject: None, message };
        requests::ask_outside(tx, now, random, keys, rules, new, &contact)
    });
    let (opened, code) = asked.await?;
    let context = json!({
        "reference": opened.request.reference,
        "code": requests::written(&code),
        "due": words::day(lang, opened.request.due_on),
        "proof": proof,
    });
    visit.page("requests/outside-asked.html", context)
}

/// Reference and code, and what the person writes.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

pub(super) async fn key(visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("requests/outside-key.html", json!({ "reference": "" }))
}

/// Shows how the request stands to whoever has its reference and code, and takes what they write. A wrong pair looks the
/// same whether the reference exists or not.
pub(super) async fn follow(
    portal: web::Data<Portal>,
    visit: Visit,
    form: Form<Key>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let (keys, reference, code) = (portal.keys.clone(), typed.reference.clone(), typed.code.clone());
    let found = portal.db.read(move |db| requests::follow(db, &keys, &reference, &code)).await?;
    let Some(request) = found else {
        let errors = [FieldError::new("code", visit.say("outside-wrong", &[]))];
        return visit.page_with_errors("requests/outside-key.html", json!({ "reference": typed.reference }), &errors);
    };
    let text = typed.message.trim().to_owned();
    if let Some(fault) = visit.text_fault(&text, false, LONGEST) {
        return page(&portal, &visit, request, &typed, &[FieldError::new("message", fault)]).await;
    }
    if !text.is_empty() {
        write(&portal, &visit, &request, text).await?;
    }
    page(&portal, &visit, request, &Key { message: String::new(), ..typed }, &[]).await
}

/// What the person writes: on a request as it stands, or as the answer that makes it go on again.
async fn write(portal: &web::Data<Portal>, visit: &Visit, request: &Request, text: String) -> Result<(), PageError> {
    let (parts, now, request) = (portal.clone(), visit.now(), request.clone());
    let written = portal.db.write(move |tx| {
        let (random, keys, rules) = (&parts.random, &parts.keys, &parts.settings.requests);
        requests::heard(tx, now, now, random, keys, rules, &request, &text).map(drop)
    });
    Ok(written.await?)
}

/// The request as it stands now.
async fn page(
    portal: &web::Data<Portal>,
    visit: &Visit,
    request: Request,
    typed: &Key,
    errors: &[FieldError],
) -> Result<HttpResponse, PageError> {
    let (id, keys) = (request.id.clone(), portal.keys.clone());
    let read = portal.db.read(move |db| {
        let current = requests::by_id(db, &id)?;
        let items = requests::items(db, &keys, &id)?;
        let contact = requests::contact(db, &keys, &id)?;
        let now = Whole {
            messages: requests::messages(db, &keys, &id, false)?,
            document: requests::document(db, &id)?,
            sent: attachments::of(db, &keys, &Owner::proof(id.clone()))?.len(),
            allowed: current.as_ref().zip(contact).and_then(|(one, who)| requests::allowed(one, &items, &who)),
            items,
        };
        Ok::<_, Error>((current, now))
    });
    let (current, whole) = read.await?;
    let context = shown(visit, portal, &current.unwrap_or(request), &whole, typed);
    let template = "requests/outside-request.html";
    if errors.is_empty() { visit.page(template, context) } else { visit.page_with_errors(template, context, errors) }
}

/// What else the page shows.
struct Whole {
    messages: Vec<requests::Message>,
    items: Vec<requests::Item>,
    document: Option<requests::Document>,
    sent: usize,
    allowed: Option<requests::Allowed>,
}

/// Takes a document that was asked for. Reference and code stand before the file, so that nothing is kept of whoever has
/// none.
pub(super) async fn document(
    portal: web::Data<Portal>,
    visit: Visit,
    mut upload: Upload,
) -> Result<HttpResponse, PageError> {
    let field = |name: &str| upload.field(name).unwrap_or_default().to_owned();
    let (reference, code) = (field("reference"), field("code"));
    let (keys, number, typed) = (portal.keys.clone(), reference.clone(), code.clone());
    let found = portal.db.read(move |db| {
        let Some(request) = requests::follow(db, &keys, &number, &typed)? else { return Ok::<_, Error>(None) };
        let document = requests::document(db, &request.id)?;
        Ok(Some((request, document)))
    });
    let Some((request, document)) = found.await? else {
        let errors = [FieldError::new("code", visit.say("outside-wrong", &[]))];
        return visit.page_with_errors("requests/outside-key.html", json!({ "reference": reference }), &errors);
    };
    if request.status.is_over() || document.is_none_or(|document| document.deleted_at.is_some()) {
        return Err(PageError::Conflict);
    }
    let owner = Owner::proof(request.id.clone());
    let mut errors = attachments::pages::receive(&portal, &visit, &mut upload, &owner, None).await?;
    let Nothing {} = upload.form().await?;
    let (keys, sent) = (portal.keys.clone(), owner.clone());
    let sent = portal.db.read(move |db| attachments::of(db, &keys, &sent)).await?.len();
    if sent == 0 && errors.is_empty() {
        errors.push(FieldError::new("document", visit.say("error-required", &[])));
    }
    if errors.is_empty() {
        let text = words::say(request.lang, "request-document-sent", &[]);
        write(&portal, &visit, &request, text).await?;
    }
    page(&portal, &visit, request, &Key { reference, code, message: String::new() }, &errors).await
}

fn shown(visit: &Visit, portal: &Portal, request: &Request, whole: &Whole, typed: &Key) -> Value {
    let (lang, zone) = (visit.lang(), portal.zone());
    let asked = whole.document.filter(|document| document.deleted_at.is_none() && !request.status.is_over());
    let messages = whole.messages.iter().map(|message| {
        let (by, kind) = if message.author == Author::Person { ("you", "theirs") } else { ("staff", "ours") };
        json!({
            "by": words::say(lang, &format!("request-by-{by}"), &[]),
            "at": words::moment(lang, message.at, zone),
            "datetime": message.at.to_string(),
            "text": message.text,
            "kind": kind,
        })
    });
    let target = words::day(lang, request.target_on);
    json!({
        "reference": request.reference,
        "code": typed.code,
        "draft": typed.message,
        "status": request.status.as_str(),
        "over": request.status.is_over(),
        "reopenable": requests::ended_unidentified(request, &whole.items),
        "document": asked.is_some(),
        "sent": whole.sent,
        "file_hint": visit.say("outside-document-hint", &[("size", &portal.settings.attachments.max_megabytes.to_string())]),
        "accept": attachments::pages::ACCEPT,
        "download": whole.allowed.as_ref().map(|allowed| json!({
            "until": words::date_of(lang, allowed.until, zone),
            "over": allowed.until <= visit.now(),
        })),
        "next": words::say(lang, &format!("request-next-{}", request.status), &[("date", &target)]),
        "due": words::day(lang, request.due_on),
        "messages": messages.collect::<Vec<_>>(),
        "longest": LONGEST,
    })
}
