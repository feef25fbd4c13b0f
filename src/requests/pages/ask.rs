//! C12: a new request. What to ask, then the details and files, then a look at all of it before it is sent.

use super::super::{LONGEST, New, Right, Subject, mails, open};
use super::{own, text_error, title};
use crate::attachments::{self, Attachment, Owner};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::Basis;
use crate::web::{Banner, Customer, FieldError, PageError, Upload, Visit, many};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The reasons for which the law lets a person ask for a freeze (Art. 18(1)).
const RESTRICTIONS: [&str; 4] = ["wrong", "unlawful", "claims", "objection"];

/// What is typed in a new request.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    right: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    activity: String,
    /// The request that a complaint is about.
    #[serde(default)]
    about: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    step: String,
    /// The files that the form listed.
    #[serde(default, deserialize_with = "many")]
    listed: Vec<String>,
    /// Those of them that stay.
    #[serde(default, deserialize_with = "many")]
    keep: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    right: String,
    #[serde(default)]
    about: String,
}

/// The right typed, if it is one that is asked for here.
fn asked_right(word: &str) -> Option<Right> {
    word.parse().ok().filter(|right| Right::ASKED.contains(right))
}

/// The activities a person can object to (Art. 21(1)): those on a legitimate interest or a public task.
fn activities(portal: &Portal, lang: Lang) -> Vec<(String, String)> {
    let open = portal.record.activities.iter();
    let open = open.filter(|one| matches!(one.basis, Basis::LegitimateInterest | Basis::PublicTask));
    open.map(|one| (one.id.clone(), one.name.get(lang).to_owned())).collect()
}

/// The files added so far to the form that this person is filling in.
async fn draft(portal: &Portal, person: &Id) -> Result<Vec<Attachment>, PageError> {
    let (keys, owner) = (portal.keys.clone(), Owner::draft(person.clone()));
    Ok(portal.db.read(move |db| attachments::of(db, &keys, &owner)).await?)
}

/// The request that a complaint is about, if it is one of their own; empty if it is about none.
async fn about(portal: &Portal, customer: &Customer, right: Right, reference: &str) -> Result<String, PageError> {
    if right != Right::Complaint || reference.is_empty() {
        return Ok(String::new());
    }
    Ok(own(portal, customer, reference).await?.reference)
}

pub(super) async fn choose(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    typed: web::Query<Wanted>,
) -> Result<HttpResponse, PageError> {
    match asked_right(&typed.right) {
        Some(right) => {
            let files = draft(&portal, &customer.person).await?;
            let typed = Asked { about: about(&portal, &customer, right, &typed.about).await?, ..Asked::default() };
            visit.page("requests/details.html", details(&visit, &portal, right, &typed, &files))
        }
        None => {
            let options: Vec<_> = Right::ASKED
                .iter()
                .map(|right| {
                    json!({
                        "value": right.as_str(),
                        "label": title(visit.lang(), *right),
                        "hint": visit.say(&format!("request-ask-{right}"), &[]),
                    })
                })
                .collect();
            let context = json!({ "section": "requests", "options": options });
            if typed.right.is_empty() {
                return visit.page("requests/new.html", context);
            }
            let errors = [FieldError::new("right", visit.say("error-choice", &[]))];
            visit.page_with_errors("requests/new.html", context, &errors)
        }
    }
}

fn details(visit: &Visit, portal: &Portal, right: Right, typed: &Asked, files: &[Attachment]) -> Value {
    let reasons = RESTRICTIONS
        .map(|reason| json!({ "value": reason, "label": visit.say(&format!("request-why-{reason}"), &[]) }));
    let activities = activities(portal, visit.lang()).into_iter();
    json!({
        "section": "requests",
        "right": right.as_str(),
        "title": title(visit.lang(), right),
        "lead": visit.say(&format!("request-ask-{right}"), &[]),
        "hint": visit.say(&format!("request-tell-{right}"), &[]),
        "reasons": if right == Right::Restrict { json!(reasons) } else { json!([]) },
        "activities": if right == Right::Object {
            activities.map(|(value, label)| json!({ "value": value, "label": label })).collect()
        } else {
            Vec::new()
        },
        "typed": { "reason": typed.reason, "activity": typed.activity, "about": typed.about, "message": typed.message },
        "longest": LONGEST,
        "files": attachments::pages::shown(portal, visit, files),
        "file_hint": attachments::pages::hint(portal, visit),
        "accept": attachments::pages::ACCEPT,
    })
}

/// The mistakes in what was typed.
fn mistakes(visit: &Visit, portal: &Portal, right: Right, typed: &Asked) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let choose = |field: &str| FieldError::new(field, visit.say("error-choice", &[]));
    if right == Right::Restrict && !RESTRICTIONS.contains(&typed.reason.as_str()) {
        errors.push(choose("reason"));
    }
    let known = activities(portal, visit.lang());
    if right == Right::Object && !known.is_empty() && !known.iter().any(|(id, _)| *id == typed.activity) {
        errors.push(choose("activity"));
    }
    // A freeze needs no more than its reason; everything else is understood from the person's words.
    errors.extend(
        text_error(visit, &typed.message).filter(|_| right != Right::Restrict || !typed.message.trim().is_empty()),
    );
    errors
}

pub(super) async fn ask(
    portal: web::Data<Portal>,
    visit: Visit,
    customer: Customer,
    mut upload: Upload,
) -> Result<HttpResponse, PageError> {
    let person = customer.person.clone();
    let owner = Owner::draft(person.clone());
    let mut errors = attachments::pages::receive(&portal, &visit, &mut upload, &owner, Some(&person)).await?;
    let mut typed: Asked = upload.form().await?;
    let Some(right) = asked_right(&typed.right) else {
        return Ok(visit.redirect(&format!("/{}/me/requests/new", visit.lang())));
    };
    typed.about = about(&portal, &customer, right, &typed.about).await?;
    drop_unticked(&portal, &owner, &typed).await?;
    let files = draft(&portal, &person).await?;
    if typed.step != "add" {
        errors.extend(mistakes(&visit, &portal, right, &typed));
    }
    if !errors.is_empty() {
        let page = details(&visit, &portal, right, &typed, &files);
        return visit.page_with_errors("requests/details.html", page, &errors);
    }
    match typed.step.as_str() {
        "send" => send(&portal, &visit, person, right, &typed).await,
        "add" | "edit" => visit.page("requests/details.html", details(&visit, &portal, right, &typed, &files)),
        _ => visit.page("requests/check.html", check(&visit, &portal, right, &typed, &files)),
    }
}

/// Removes the files that the form listed and that do not stay. A form that listed none removes none.
async fn drop_unticked(portal: &Portal, owner: &Owner, typed: &Asked) -> Result<(), PageError> {
    let unticked = typed.listed.iter().filter(|id| !typed.keep.contains(id));
    let ids: Vec<Id> = unticked.filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let owner = owner.clone();
    let work = move |tx: &mut Db| ids.iter().try_for_each(|id| attachments::remove(tx, &owner, id).map(drop));
    Ok(portal.db.write(work).await?)
}

fn check(visit: &Visit, portal: &Portal, right: Right, typed: &Asked, files: &[Attachment]) -> Value {
    let deadline = portal.settings.requests.deadline(visit.now());
    let activity = activities(portal, visit.lang()).into_iter().find(|(id, _)| *id == typed.activity);
    let mut rows = vec![json!({ "label": visit.say("request-check-what", &[]), "value": title(visit.lang(), right) })];
    if right == Right::Restrict {
        let reason = visit.say(&format!("request-why-{}", typed.reason), &[]);
        rows.push(json!({ "label": visit.say("request-check-why", &[]), "value": reason }));
    }
    if let Some((_, label)) = activity.filter(|_| right == Right::Object) {
        rows.push(json!({ "label": visit.say("request-check-about", &[]), "value": label }));
    }
    if !typed.about.is_empty() {
        rows.push(json!({ "label": visit.say("request-check-about", &[]), "value": typed.about }));
    }
    if !typed.message.trim().is_empty() {
        rows.push(json!({ "label": visit.say("request-check-words", &[]), "value": typed.message }));
    }
    if !files.is_empty() {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        rows.push(json!({ "label": visit.say("file-list", &[]), "value": names.join(", ") }));
    }
    json!({
        "section": "requests",
        "rows": rows,
        "due": words::day(visit.lang(), deadline.first.due),
        "fields": {
            "right": right.as_str(), "reason": typed.reason, "activity": typed.activity, "about": typed.about,
            "message": typed.message,
        },
    })
}

async fn send(
    portal: &web::Data<Portal>,
    visit: &Visit,
    person: Id,
    right: Right,
    typed: &Asked,
) -> Result<HttpResponse, PageError> {
    let (lang, now) = (visit.lang(), visit.now());
    let mut message = typed.message.trim().to_owned();
    if right == Right::Restrict {
        let reason = visit.say(&format!("request-why-{}", typed.reason), &[]);
        message = format!("{reason}\n\n{message}").trim().to_owned();
    }
    let named = match right {
        Right::Object => typed.activity.clone(),
        Right::Complaint => typed.about.clone(),
        _ => String::new(),
    };
    let subject = Some(named).filter(|id| !id.is_empty()).map(Subject::Named);
    let new = New { person: person.clone(), right, lang, subject, message };
    let parts = portal.clone();
    let opened = portal
        .db
        .write(move |tx| {
            let (random, keys) = (&parts.random, &parts.keys);
            let opened = open(tx, now, random, keys, &parts.settings.requests, new)?;
            if !opened.is_reminder {
                mails::confirm(tx, now, random, keys, &opened.request)?;
            }
            let (draft, request) = (Owner::draft(person), Owner::request(opened.request.id.clone()));
            attachments::hand_over(tx, &draft, &request)?;
            Ok::<_, Error>(opened)
        })
        .await?;
    let key = if opened.is_reminder { "request-reminded" } else { "request-sent" };
    let reference = opened.request.reference;
    let banner = Banner::success(key, &[("reference", &reference)]);
    Ok(visit.redirect_with(&format!("/{lang}/me/requests/{reference}"), &banner))
}
