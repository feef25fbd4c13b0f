//! What the person is mailed about a request. Mails say that there is something to read; what was written stays on the
//! page.

use super::{ExtensionGround, Request, Right, Whom, store};
use crate::db::{Db, Error, Id};
use crate::mail::{self, Mail, Verdict};
use crate::people;
use crate::secrets::{Keys, Random};
use crate::words::say;
use jiff::Timestamp;
use jiff::civil::Date;

/// The page of a request, in the person's language.
pub fn page_of(request: &Request) -> String {
    format!("/{}/me/requests/{}", request.lang, request.reference)
}

/// Confirms that a request arrived (mail 4), with every right it asks for.
pub fn confirm(tx: &mut Db, now: Timestamp, random: &Random, keys: &Keys, request: &Request) -> Result<(), Error> {
    let rights = store::rights(tx, &request.id)?;
    let names: Vec<String> = rights.iter().map(|right| say(request.lang, &format!("right-{right}"), &[])).collect();
    let mail = Mail::RequestReceived {
        reference: request.reference.clone(),
        what: names.join(", "),
        due: request.due_on,
        usual: Some(request.target_on),
        frozen: rights.contains(&Right::Object),
        link: page_of(request),
    };
    send(tx, now, random, keys, request, &mail)
}

/// Says that somebody of the company wrote (mail 14).
pub fn tell_of_message(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Request,
) -> Result<(), Error> {
    let mail = Mail::NewMessage { reference: request.reference.clone(), link: page_of(request) };
    send(tx, now, random, keys, request, &mail)
}

/// Says that the company needs something to go on (mail 5). The clock does not stop for it.
pub fn tell_of_question(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Request,
) -> Result<(), Error> {
    let mail = Mail::NeedSomething {
        reference: request.reference.clone(),
        what: say(request.lang, "request-mail-needed", &[]),
        why: say(request.lang, "request-mail-needed-why", &[]),
        paused_since: None,
        link: page_of(request),
    };
    send(tx, now, random, keys, request, &mail)
}

/// Says that the answer takes longer, why, and until when (mail 6).
pub fn tell_of_extension(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Request,
    ground: ExtensionGround,
    due: Date,
) -> Result<(), Error> {
    let reason = say(request.lang, &format!("extension-mail-{ground}"), &[]);
    let mail = Mail::MoreTime { reference: request.reference.clone(), reason, due, link: page_of(request) };
    send(tx, now, random, keys, request, &mail)
}

/// Says that the answer is there (mail 13). `law` names the articles of refusals.
pub fn tell_of_answer(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Request,
    verdict: Verdict,
    law: Option<String>,
) -> Result<(), Error> {
    let reference = request.reference.clone();
    let mail = Mail::AnswerReady { reference, verdict, reasons: None, law, link: page_of(request) };
    send(tx, now, random, keys, request, &mail)
}

/// A person who was forgotten meanwhile has no address: then there is nobody to write to. Who asked for somebody else
/// follows the request with their code; the mailbox of the other is not theirs.
fn send(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    request: &Request,
    mail: &Mail,
) -> Result<(), Error> {
    let Some(person) = people::by_id(tx, &request.person)? else { return Ok(()) };
    let contact = store::contact(tx, keys, &request.id)?;
    if contact.is_some_and(|contact| contact.whom != Whom::Myself.as_str()) {
        return Ok(());
    }
    let address = person.address(keys)?;
    let sent: Id = mail::queue(tx, now, random, keys, &address, request.lang, mail)?;
    tracing::debug!(mail = %sent, "queued");
    Ok(())
}
