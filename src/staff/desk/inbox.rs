//! Mails at the desk: a colleague reads one and says what it is. A request counts from the day its mail arrived (law.md INT-2).

use super::{Act, Intake, Refused, Whose, intake, store};
use crate::attachments::{self, Owner};
use crate::audit;
use crate::db::{Db, Error, Id};
use crate::inbox::{self, Mail, State, message, owner};
use crate::lang::Lang;
use crate::people::{self, Address};
use crate::portal::Portal;
use crate::requests::{self, Channel, Opened, Request, Right, Rules};
use crate::staff::tasks;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// The kind of the task about a mailbox that cannot be read.
const UNREAD: &str = "inbox.unread";

/// What that task is about: there is one mailbox.
const MAILBOX: &str = "mailbox";

/// The kind of the task about a mail that nobody read.
const WAITING: &str = "inbox.waiting";

/// How long a mailbox may be silent: servers are started anew now and then.
const SILENT: SignedDuration = SignedDuration::from_hours(1);

/// How long a mail may wait.
const UNREAD_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a colleague says about a mail that is a request.
#[derive(Clone, Debug)]
pub struct Found {
    /// Whose it is.
    pub whose: Whose,
    /// The rights it asks for, none twice.
    pub rights: Vec<Right>,
    /// The language to answer in.
    pub lang: Lang,
}

/// A mail that a colleague is about to read; nothing once it became something, or its time is over. Whoever is known by the address
/// it names sees that somebody read it.
pub fn read_mail(tx: &mut Db, act: Act<'_>, id: &Id) -> Result<Option<Mail>, Refused> {
    act.colleague()?;
    let Some(mail) = inbox::one(tx, act.keys, id)? else { return Ok(None) };
    let Some(content) = &mail.content else { return Ok(None) };
    let address = Address::parse(&content.sender).ok();
    let person =
        address.map(|address| people::by_fingerprint(tx, &address.fingerprint(act.keys))).transpose()?.flatten();
    // The person reads the line: an id of ours would tell them nothing.
    let detail = json!({ "role": act.by.capacity(), "what": "mail", "mail": id });
    let person = person.map(|person| person.id);
    let event = audit::Event { actor: act.actor(), action: audit::READ, object: None, person, detail };
    audit::append(tx, act.now, act.random, &event)?;
    Ok(Some(mail))
}

/// Makes a request of a mail, with its files; it counts from the arrival of the mail. [`Error::Lost`] if somebody else said first
/// what the mail is.
pub fn request_of_mail(tx: &mut Db, act: Act<'_>, rules: &Rules, id: &Id, found: Found) -> Result<Opened, Refused> {
    act.colleague()?;
    let (mail, text) = open(tx, act, id)?;
    let Found { whose, rights, lang } = found;
    let taken = Intake { at: mail.arrived_at, channel: Channel::Email, whose, rights, lang, message: text };
    let opened = intake(tx, act, rules, taken)?;
    move_to(tx, act, id, State::Request, &opened.request)?;
    Ok(opened)
}

/// Adds a mail to the case that it is about, as what the person wrote, with its files. Only what comes from the address of the
/// person: they read it there, and see every answer to it.
pub fn add_mail(tx: &mut Db, act: Act<'_>, rules: &Rules, id: &Id, request: &Request) -> Result<(), Refused> {
    act.colleague()?;
    let (mail, text) = open(tx, act, id)?;
    let sender = mail.content.and_then(|content| Address::parse(&content.sender).ok());
    if !is_from(tx, act, request, sender.as_ref())? {
        return Err(Refused::OtherSender);
    }
    requests::heard(tx, act.now, mail.arrived_at, act.random, act.keys, rules, request, &text)?;
    move_to(tx, act, id, State::Added, request)
}

/// Says that a mail is no request. It stays for a while in case it was one.
pub fn set_mail_aside(tx: &mut Db, act: Act<'_>, id: &Id) -> Result<(), Refused> {
    act.colleague()?;
    inbox::settle(tx, act.now, id, State::Aside, None, act.by.id)?;
    Ok(log(tx, act, "inbox.set-aside", id, None, json!({}))?)
}

/// Raises a task where the mailbox could not be read for an hour, and one for each mail that nobody read for a week: its month may
/// have begun.
pub(super) fn watch(tx: &mut Db, portal: &Portal) -> Result<(), Error> {
    let (now, random) = (portal.clock.now(), &portal.random);
    let mailbox = portal.settings.inbox.as_ref().map(|settings| inbox::mailbox(&portal.keys, settings));
    let trouble = mailbox.map(|mailbox| inbox::trouble(tx, &mailbox)).transpose()?.flatten();
    match trouble {
        None => tasks::close(tx, now, random, UNREAD, MAILBOX)?,
        Some(trouble) if now.duration_since(trouble.since) >= SILENT && !tasks::is_open(tx, UNREAD, MAILBOX)? => {
            let why = format!(
                "the mailbox of the inbox cannot be read: {}. See the section [inbox] of the settings",
                trouble.problem
            );
            tasks::note(tx, now, random, UNREAD, MAILBOX, &why)?;
        }
        Some(_) => {}
    }
    let before = now.saturating_sub(UNREAD_FOR).unwrap_or(Timestamp::MIN);
    for mail in inbox::waiting_since(tx, before, 100)? {
        if store::once(tx, now, "mail", mail.as_str())? {
            let why = "a mail waits in the inbox for a week (/staff/inbox): if it is a request, its month began when it arrived";
            tasks::note(tx, now, random, WAITING, mail.as_str(), why)?;
        }
    }
    Ok(())
}

/// A mail of which nobody has said yet what it is, with its words as a message.
fn open(tx: &mut Db, act: Act<'_>, id: &Id) -> Result<(Mail, String), Refused> {
    let mail = inbox::one(tx, act.keys, id)?.filter(|mail| mail.state.is_open()).ok_or(Error::Lost)?;
    let content = mail.content.as_ref().ok_or(Error::Lost)?;
    let text = message(&content.subject, &content.text).0;
    Ok((mail, text))
}

/// Whether an address is that of the person of a case, or the one at which who asked without signing in is reached.
fn is_from(tx: &mut Db, act: Act<'_>, request: &Request, sender: Option<&Address>) -> Result<bool, Error> {
    let Some(sender) = sender else { return Ok(false) };
    // People who share a mailbox have their own fingerprints; the mailbox is what a mail comes from.
    let person = people::by_id(tx, &request.person)?;
    let theirs = person.map(|person| person.address(act.keys)).transpose()?;
    if theirs.is_some_and(|address| address.mailbox().normalised() == sender.normalised()) {
        return Ok(true);
    }
    let contact = requests::contact(tx, act.keys, &request.id)?;
    let reached = contact.and_then(|contact| Address::parse(&contact.reach).ok());
    Ok(reached.is_some_and(|address| address.normalised() == sender.normalised()))
}

fn move_to(tx: &mut Db, act: Act<'_>, id: &Id, state: State, request: &Request) -> Result<(), Refused> {
    inbox::settle(tx, act.now, id, state, Some(&request.id), act.by.id)?;
    let (from, to) = (owner(id), Owner::request(request.id.clone()));
    if attachments::hand_over(tx, &from, &to)? > 0 && people::by_id(tx, &request.person)?.is_some() {
        attachments::belong(tx, &to, &request.person)?;
    }
    let action = if state == State::Added { "inbox.added" } else { "inbox.requested" };
    let detail = json!({ "reference": request.reference });
    Ok(log(tx, act, action, id, Some(request.person.clone()), detail)?)
}

fn log(
    tx: &mut Db,
    act: Act<'_>,
    action: &'static str,
    mail: &Id,
    person: Option<Id>,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let event = audit::Event { actor: act.actor(), action, object: Some(mail.to_string()), person, detail };
    audit::append(tx, act.now, act.random, &event).map(drop)
}
