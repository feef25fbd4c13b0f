//! The change of the sign-in address: the wish, the code, the way back for the old mailbox.

use super::super::change::{self, Change, Outcome, State};
use super::super::sign_in::read_code;
use super::mistake_of;
use crate::facts::{self, Editing, Fact};
use crate::people::{Address, Person};
use crate::portal::Portal;
use crate::secrets::Token;
use crate::sources::Identifiers;
use crate::web::{Banner, Customer, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

const FORM: &str = "identity/address.html";
const CODE: &str = "identity/address-code.html";

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
}

/// What the form shows: the address of today, where it will be changed, and where it stays.
async fn context(portal: &Portal, visit: &Visit, person: &Person, typed: &str) -> Result<Value, PageError> {
    let own = person.address(&portal.keys)?;
    let holdings = facts::look(&portal.sources, &Identifiers::new([&own])).await;
    let declarations = portal.sources.declarations();
    let all = facts::assemble(&portal.record, declarations, &holdings.held, visit.lang(), portal.today());
    let is_own = |fact: &&Fact| {
        let value = fact.value.as_deref().and_then(|text| Address::parse(text).ok());
        value.is_some_and(|value| value.normalised() == own.normalised())
    };
    let mut changes: Vec<String> = Vec::new();
    let mut stays: Vec<Value> = Vec::new();
    for fact in all.iter().filter(is_own) {
        let place = format!("{} – {}", fact.source_label, fact.table_label);
        match &fact.edit {
            Editing::Address if !changes.contains(&place) => changes.push(place),
            Editing::Address => {}
            Editing::Locked { reason } => stays.push(json!({ "place": place, "reason": reason })),
            Editing::Own | Editing::Review => stays.push(json!({ "place": place, "reason": "" })),
        }
    }
    stays.dedup();
    Ok(json!({
        "section": "me",
        "own": own.as_str(),
        "email": typed,
        "changes": changes,
        "stays": stays,
        "is_down": !holdings.down.is_empty(),
    }))
}

/// Where to go instead while an erasure waits for its day: it looks for the address it was asked under.
fn frozen(visit: &Visit, person: &Person) -> Option<HttpResponse> {
    person.leaves_at?;
    let page = format!("/{}/me/security", visit.lang());
    Some(visit.redirect_with(&page, &Banner::warning("frozen-refused", &[])))
}

pub(super) async fn form(portal: Data<Portal>, visit: Visit, customer: Customer) -> Result<HttpResponse, PageError> {
    let person = portal.person(&customer.person).await?;
    if let Some(answer) = frozen(&visit, &person) {
        return Ok(answer);
    }
    visit.page(FORM, context(&portal, &visit, &person, "").await?)
}

pub(super) async fn ask(
    portal: Data<Portal>,
    visit: Visit,
    customer: Customer,
    form: Form<Wanted>,
) -> Result<HttpResponse, PageError> {
    let person = portal.person(&customer.person).await?;
    if let Some(answer) = frozen(&visit, &person) {
        return Ok(answer);
    }
    let typed = form.0.email;
    let wanted = match Address::parse(&typed) {
        Ok(wanted) if wanted.fingerprint(&portal.keys) == person.fingerprint => Err("address-same"),
        Ok(wanted) => Ok(wanted),
        Err(mistake) => Err(mistake_of(mistake)),
    };
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(key) => {
            let errors = [FieldError::new("email", visit.say(key, &[]))];
            return visit.page_with_errors(FORM, context(&portal, &visit, &person, &typed).await?, &errors);
        }
    };
    let (parts, now, lang) = (portal.clone(), visit.now(), visit.lang());
    let work = move |tx: &mut crate::db::Db| {
        let rules = &parts.settings.identity;
        change::ask(
            tx,
            now,
            &parts.random,
            &parts.keys,
            rules,
            change::Wanted { person: &person, address: &wanted, lang },
        )
    };
    match portal.db.write(work).await? {
        Ok(_) => Ok(visit.redirect(&format!("/{lang}/me/address/code"))),
        Err(too_often) => {
            let until = words::time_of(too_often.until, portal.zone());
            visit.page_with_status(429, "identity/wait.html", json!({ "until": until }))
        }
    }
}

/// The wish whose code this person can still type.
async fn asked(portal: &Portal, visit: &Visit, customer: &Customer) -> Result<Option<Change>, PageError> {
    let (keys, person) = (portal.keys.clone(), customer.person.clone());
    let newest = portal.db.read(move |db| change::newest(db, &keys, &person, State::Asked)).await?;
    let most = portal.settings.identity.tries;
    Ok(newest.filter(|one| visit.now() < one.ends_at && one.tries < most))
}

fn code_context(portal: &Portal, asked: &Change) -> Value {
    json!({
        "section": "me",
        "email": asked.wanted.as_str(),
        "until": words::time_of(asked.ends_at, portal.zone()),
        "sender": portal.mailer.house().name,
    })
}

fn again(visit: &Visit) -> HttpResponse {
    visit.redirect_with(&format!("/{}/me/address", visit.lang()), &Banner::warning("address-over", &[]))
}

pub(super) async fn code(portal: Data<Portal>, visit: Visit, customer: Customer) -> Result<HttpResponse, PageError> {
    match asked(&portal, &visit, &customer).await? {
        Some(asked) => visit.page(CODE, code_context(&portal, &asked)),
        None => Ok(again(&visit)),
    }
}

pub(super) async fn redeem(
    portal: Data<Portal>,
    visit: Visit,
    customer: Customer,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let Some(wish) = asked(&portal, &visit, &customer).await? else { return Ok(again(&visit)) };
    let error =
        |text: String| visit.page_with_errors(CODE, code_context(&portal, &wish), &[FieldError::new("code", text)]);
    let Some(code) = read_code(&form.0.code) else { return error(visit.say("error-code", &[])) };
    let (now, keys, rules, known) = (visit.now(), portal.keys.clone(), portal.settings.identity, wish.clone());
    let right = portal.db.write(move |tx| change::try_code(tx, now, &keys, &rules, &known, &code)).await?;
    if !right {
        let left = i64::from(rules.tries.saturating_sub(wish.tries.saturating_add(1)));
        return if left > 0 {
            error(words::count(visit.lang(), "code-wrong", "left", left))
        } else {
            Ok(again(&visit))
        };
    }
    let home = format!("/{}/me/security", visit.lang());
    match change::carry_out(&portal, &wish, Some(&customer.session)).await? {
        Outcome::Changed => Ok(visit.redirect_with(&home, &Banner::success("address-changed", &[]))),
        Outcome::Taken => error(visit.say("address-taken", &[])),
        Outcome::Down => error(visit.say("address-down", &[])),
        Outcome::Later => Ok(visit.redirect_with(&home, &Banner::warning("address-later", &[]))),
        Outcome::Refused => {
            let back = format!("/{}/me/address", visit.lang());
            Ok(visit.redirect_with(&back, &Banner::warning("address-refused", &[])))
        }
        Outcome::Over => Ok(again(&visit)),
    }
}

/// The change behind the link in the old mailbox; the page speaks its language.
async fn mailed(portal: &Portal, visit: &Visit, token: &str) -> Result<Option<Change>, PageError> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let keys = portal.keys.clone();
    let found = portal.db.read(move |db| change::by_revert(db, &keys, &token.hash())).await?;
    if let Some(found) = &found {
        visit.speak(found.lang);
    }
    let open = |one: &Change| {
        matches!(one.state, State::Done | State::Reverting)
            && one.revert_until.is_some_and(|until| visit.now() <= until)
    };
    Ok(found.filter(open))
}

fn gone(visit: &Visit) -> Result<HttpResponse, PageError> {
    visit.page_with_status(410, "identity/address-return.html", json!({ "state": "over" }))
}

/// Opening the link shows when and until when, and changes nothing.
pub(super) async fn landing(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
) -> Result<HttpResponse, PageError> {
    let Some(mailed) = mailed(&portal, &visit, &token).await? else { return gone(&visit) };
    let moment = |at: Option<jiff::Timestamp>| at.map(|at| words::moment(visit.lang(), at, portal.zone()));
    let context = json!({
        "state": "open",
        "action": format!("/c/address/{token}"),
        "at": moment(mailed.changed_at),
        "until": moment(mailed.revert_until),
    });
    visit.page("identity/address-return.html", context)
}

pub(super) async fn take_back(
    portal: Data<Portal>,
    visit: Visit,
    token: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let Some(mailed) = mailed(&portal, &visit, &token).await? else { return gone(&visit) };
    let state = match change::take_back(&portal, &mailed).await? {
        Outcome::Changed => "returned",
        Outcome::Down | Outcome::Later => "down",
        Outcome::Taken | Outcome::Refused => "refused",
        Outcome::Over => return gone(&visit),
    };
    let context = json!({ "state": state, "action": format!("/c/address/{token}"), "dpo": portal.record.dpo.as_ref().map(|dpo| &dpo.email) });
    visit.page("identity/address-return.html", context)
}
