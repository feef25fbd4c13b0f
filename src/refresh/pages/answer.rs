//! C13, the page behind the link of a details check. Looking at it changes nothing (mail scanners look at everything);
//! it shows which kinds of data are held, never a value.

use crate::breaches::{self, Account, By, Nature, New, Origin};
use crate::db::{Db, Error};
use crate::jobs::GaveUp;
use crate::mail::Letterhead;
use crate::portal::Portal;
use crate::refresh::campaign::{Answer, Stop};
use crate::refresh::jobs::{kinds, policy};
use crate::refresh::{self, Asked, Link};
use crate::secrets::Token;
use crate::staff::tasks;
use crate::web::{Form, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    what: String,
}

/// The mail behind a token, its language spoken; "not found" for any other text.
pub(super) async fn asked(portal: &Portal, visit: &Visit, link: Link, token: &str) -> Result<Asked, PageError> {
    let hash = Token::parse(token).ok_or(PageError::NotFound)?.hash();
    let now = visit.now();
    let asked = portal.db.read(move |db| refresh::asked(db, now, link, &hash)).await?.ok_or(PageError::NotFound)?;
    visit.speak(asked.lang);
    Ok(asked)
}

/// Before which day no check of any campaign can come, as a day in words.
fn next_check(portal: &Portal, visit: &Visit, asked: &Asked) -> String {
    let answered = asked.answered_at.unwrap_or(visit.now());
    let next = policy(portal).again(asked.asked_at.unwrap_or(answered), answered);
    words::date_of(visit.lang(), next, portal.zone())
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, token: Path<String>) -> Result<HttpResponse, PageError> {
    let asked = asked(&portal, &visit, Link::Answer, &token).await?;
    let lang = visit.lang();
    let state = match asked.answer {
        Some(answer) => answer.as_str(),
        None if asked.expired || asked.person.is_none() => "expired",
        None => "open",
    };
    let house: &Letterhead = portal.mailer.house();
    let answered = asked.answered_at.map(|at| words::date_of(lang, at, portal.zone()));
    visit.page(
        "refresh/answer.html",
        json!({
            "state": state,
            "stop": asked.stop.map(Stop::as_str),
            "marketing": asked.permitted && asked.stop == Some(Stop::Checks),
            "company": house.name,
            "kinds": kinds(&portal.record, lang),
            "action": format!("/c/{}", token.as_str()),
            "answered": answered,
            "next": next_check(&portal, &visit, &asked),
            "email": house.email,
        }),
    )
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
    form: Form<Given>,
) -> Result<HttpResponse, PageError> {
    let asked = asked(&portal, &visit, Link::Answer, &token).await?;
    let answer = Answer::parse(&form.0.answer).ok_or(PageError::Invalid)?;
    // The button of this page speaks of the checks; the one after it of marketing.
    let what = Stop::parse(&form.0.what).unwrap_or(Stop::Checks);
    let here = format!("/c/{}", token.as_str());
    if asked.expired || asked.person.is_none() {
        return Ok(visit.redirect(&here));
    }
    let (parts, now, mail) = (portal.clone(), visit.now(), asked.clone());
    let noted = portal
        .db
        .write(move |tx| {
            if answer == Answer::Stop {
                return Ok(refresh::stop(tx, &parts, &mail, what)?);
            }
            let noted = refresh::answer(tx, &parts, &mail, answer)?;
            if noted && answer == Answer::NotMe {
                // Somebody else reads this mailbox: a person must find out whether data went to the wrong one (Art. 33).
                let (payload, error) = (json!({ "campaign": mail.campaign }), "refresh.not-me".to_owned());
                let task = GaveUp { id: mail.id.clone(), kind: "refresh.not-me".to_owned(), payload, error };
                tasks::raise(tx, now, &parts.random, &task)?;
                draft_breach(tx, &parts, now, &mail)?;
            }
            Ok::<_, PageError>(noted)
        })
        .await?;
    if answer == Answer::Changed && (noted || asked.answer == Some(Answer::Changed)) {
        let lang = visit.lang();
        return Ok(visit.redirect(&format!("/{lang}/sign-in?next=/{lang}/me")));
    }
    Ok(visit.redirect(&here))
}

/// Opens a draft in the register of breaches: its term runs while somebody looks (law.md REFR-11).
fn draft_breach(tx: &mut Db, portal: &Portal, now: Timestamp, mail: &Asked) -> Result<(), Error> {
    let lang = portal.settings.portal.default_language;
    let say = |key: &str| words::say(lang, key, &[]);
    let new = New {
        origin: Origin::NotMe,
        cause: Some(format!("refresh.not-me:{}", mail.id)),
        aware: now,
        account: Account {
            title: say("breach-not-me-title"),
            facts: say("breach-not-me-facts"),
            natures: vec![Nature::Confidentiality],
            persons: say("breach-not-me-persons"),
            ..Account::default()
        },
        people: Some(1),
        // Their mailbox has another reader: they are reached some other way, or not by the portal.
        person: None,
    };
    breaches::open(tx, By::of(portal, now, None), new).map(drop)
}
