//! The desk: colleagues' side of requests. A case is read and decided by the colleague who took it; every decision is
//! one guarded change, so that of two at the same moment one wins and the other is told.

mod by_hand;
mod checklist;
mod day;
pub mod document;
mod employer;
mod estate;
mod extension;
pub mod gather;
mod identity;
mod inbox;
mod intake;
pub mod jobs;
mod objection;
pub mod pages;
pub mod quarter;
pub mod queue;
mod redaction;
mod refusal;
pub mod report;
mod store;
mod turn;

pub use by_hand::put_right;
pub use checklist::{check, checked};
pub use day::{Sent, day};
pub use employer::{inform, is_informed};
pub use estate::{Served, allow, may_send};
pub use extension::extend;
pub use identity::{Check, How, ask_for_document, has_moved, identify, reopen};
pub use inbox::{Found, add_mail, read_mail, request_of_mail, set_mail_aside};
pub use intake::{Intake, Mistake, Whose, intake};
pub use objection::uphold;
pub use queue::complaints;
pub use redaction::{Redaction, hidden_for, redact, reveal};
pub use refusal::{Refusal, may_be_excessive, refuse, second};
pub use store::{Row, Sieve, forget_reminders, sieve};
pub use turn::{assign, snooze};

use crate::attachments;
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::notifications;
use crate::people;
use crate::portal::Portal;
use crate::redaction::drafts;
use crate::requests::clock::About;
use crate::requests::{self, Author, Happened, Item, ItemState, Request, Right, Status};
use crate::restriction::{self, Exception};
use crate::roles::Role;
use crate::secrets::{Keys, Random};
use crate::sources::Sources;
use crate::staff::tasks;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The colleague, or the program of the company, who acts.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Whose account; of a program the id of its token.
    pub id: &'a Id,
    /// In which role; `None` for a program. No program takes a case, and none decides: it writes where a colleague could
    /// after taking the case, and ends what colleagues decided.
    pub role: Option<Role>,
}

impl By<'_> {
    /// As what they act, in the word that the person reads behind it.
    fn capacity(self) -> &'static str {
        self.role.map_or(PROGRAM, Role::as_str)
    }
}

/// The word for a program in the log of readings, beside the roles.
const PROGRAM: &str = "program";

/// What every act at the desk needs.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// When.
    pub now: Timestamp,
    /// Randomness.
    pub random: &'a Random,
    /// The keys that seal texts.
    pub keys: &'a Keys,
    /// Who acts.
    pub by: By<'a>,
}

/// Why a decision cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Only the colleague who took the case may do this.
    #[error("the case is not this colleague's")]
    NotTheirs,
    /// The law knows no refusal of this right, or not on this ground.
    #[error("this right cannot be refused on this ground")]
    NoGround,
    /// A refusal needs facts.
    #[error("a refusal needs facts")]
    NoFacts,
    /// Whose grounds weigh more is shown from both sides (Art. 21(1)).
    #[error("a balance has two sides")]
    NoBalance,
    /// The colleague who proposed a refusal cannot agree to it.
    #[error("a second person must agree")]
    SamePerson,
    /// Restricted data are looked at under an exception only (Art. 18(2)).
    #[error("the data are restricted")]
    Restricted,
    /// Something is still undecided.
    #[error("an item is undecided")]
    Undecided,
    /// A source does not answer, or a colleague still looks for a part by hand.
    #[error("a source is not known yet")]
    Ungathered,
    /// A part of the answer to an access request is open.
    #[error("a part of the checklist is open")]
    Incomplete,
    /// Not a colleague who can have a case.
    #[error("not a colleague of the desk")]
    NoColleague,
    /// A case is put aside until a later day, and not past its date.
    #[error("not a day until which a case can be put aside")]
    NoSnooze,
    /// One request in a year is never excessive.
    #[error("one request in a year is never excessive")]
    NotExcessive,
    /// Nobody asked who it is, or the answer may still come in time.
    #[error("the answer who asks may still come")]
    MayStillAnswer,
    /// A document is asked for only where nobody knows yet who asks.
    #[error("a document is not asked for here")]
    NoDocument,
    /// A company asks for somebody who works for it, or does not although this is done for such a case only.
    #[error("not the right of whoever asks")]
    Employer,
    /// The person whose data a company asked for was not told.
    #[error("the person was not told")]
    NotInformed,
    /// Nobody confirmed who asks.
    #[error("nobody confirmed who asks")]
    Unidentified,
    /// Nothing shows that somebody is an heir, or named in directives.
    #[error("the proof for a right after a death is missing")]
    Unproven,
    /// The directives do not name whoever asks, or there are none.
    #[error("no directives name them")]
    NotNamed,
    /// A text to the person has words that are hidden from them.
    #[error("a text has words that are hidden from the person")]
    Hidden,
    /// The step is not the next one of this document.
    #[error("the document is at another step")]
    WrongStep,
    /// More than what may be sent after a death.
    #[error("more than may be sent")]
    Beyond,
    /// A complaint is for the data protection officer.
    #[error("for the data protection officer")]
    ForTheOfficer,
    /// Who had this address moved to another one: it opens nothing any more.
    #[error("the address was left behind")]
    Moved,
    /// A mail comes from another address than that of the person of the case.
    #[error("the mail is not from the person of the case")]
    OtherSender,
    /// The erasure of this person waits for its day.
    #[error("the person leaves")]
    Leaving,
    /// Only the data protection officer may call a request abusive.
    #[error("not the data protection officer")]
    NotTheOfficer,
    /// Nothing on the case proves the abuse.
    #[error("the case has no evidence")]
    NoEvidence,
    /// The term cannot be extended.
    #[error(transparent)]
    CannotExtend(#[from] requests::CannotExtend),
    /// The database refused, or somebody was first.
    #[error(transparent)]
    Database(#[from] Error),
}

/// The kind of the task that tells of a look at restricted data.
const RESTRICTED_READ: &str = "restriction.read";

impl Act<'_> {
    /// The same as the capability of restrictions takes it.
    pub fn restricting(&self) -> restriction::By<'_> {
        restriction::By { now: self.now, random: self.random, keys: self.keys, colleague: self.by.id }
    }

    fn actor(&self) -> Actor {
        match self.by.role {
            Some(_) => Actor::Colleague(self.by.id.clone()),
            None => Actor::Program(self.by.id.clone()),
        }
    }

    fn log(&self, tx: &mut Db, request: &Request, action: &'static str, detail: Value) -> Result<(), Error> {
        let event = audit::Event {
            actor: self.actor(),
            action,
            object: Some(request.reference.clone()),
            person: Some(request.person.clone()),
            detail,
        };
        audit::append(tx, self.now, self.random, &event).map(drop)
    }

    fn happened(&self, tx: &mut Db, request: &Request, what: Happened) -> Result<(), Error> {
        requests::store::add_event(tx, self.now, self.random, &request.id, what, Some(self.by.id))
    }

    fn theirs(&self, request: &Request) -> Result<(), Refused> {
        if request.owner.as_ref() == Some(self.by.id) { Ok(()) } else { Err(Refused::NotTheirs) }
    }

    /// A program stands for the system in which colleagues of the company work: it writes on a case whoever took it.
    fn may_write(&self, request: &Request) -> Result<(), Refused> {
        if self.by.role.is_none() { Ok(()) } else { self.theirs(request) }
    }

    /// Fails for a program: what follows is for colleagues alone.
    fn colleague(&self) -> Result<(), Refused> {
        if self.by.role.is_some() { Ok(()) } else { Err(Refused::NotTheirs) }
    }
}

/// Whether somebody may take a case: of a complaint the data protection officer alone, who decided none of what it may be about
/// (Art. 38(6)).
fn may_take(db: &mut Db, by: By<'_>, request: &Request) -> Result<bool, Error> {
    Ok(by.role == Some(Role::Dpo) || !requests::store::asks(db, &request.id, Right::Complaint)?)
}

/// Takes a case, from nobody or from the colleague who had it. From then on its texts can be read, and the person sees
/// that somebody reads.
pub fn claim(tx: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    act.colleague()?;
    if !may_take(tx, act.by, request)? {
        return Err(Refused::ForTheOfficer);
    }
    let status = if request.status == Status::Received { Status::InProgress } else { request.status };
    store::set_owner(tx, act.now, request, act.by.id, status)?;
    request.tell_status(tx, act.now, act.random, status)?;
    gather::begin(tx, act, request)?;
    act.happened(tx, request, Happened::Claimed)?;
    act.log(tx, request, "requests.claimed", json!({}))?;
    Ok(act.log(tx, request, audit::READ, json!({ "role": act.by.capacity(), "what": "request" }))?)
}

/// Notes that the colleague looks at what is held about the person, for their case. Call it before showing anything. Data
/// under a restriction are looked at only under an exception (Art. 18(2)), of which the data protection officer is told.
pub fn read_person(tx: &mut Db, act: Act<'_>, request: &Request, exception: Option<Exception>) -> Result<(), Refused> {
    act.theirs(request)?;
    let mut detail = json!({ "role": act.by.capacity(), "what": "data" });
    let person = people::by_id(tx, &request.person)?;
    if person.is_some_and(|person| person.restricted_at.is_some()) {
        let exception = exception.ok_or(Refused::Restricted)?;
        detail = json!({ "role": act.by.capacity(), "what": "data", "exception": exception.as_str() });
        let why = format!("restricted data were looked at under Article 18(2): {exception}");
        tasks::note(tx, act.now, act.random, RESTRICTED_READ, &request.reference, &why)?;
    }
    Ok(act.log(tx, request, audit::READ, detail)?)
}

/// Agrees that the processing is restricted (Art. 18): it is from now on, and the person is told.
pub fn restrict(
    tx: &mut Db,
    act: Act<'_>,
    portal: &Portal,
    request: &Request,
    item: &Item,
    ground: restriction::Ground,
) -> Result<(), Refused> {
    approve(tx, act, request, item, false)?;
    let Some(person) = people::by_id(tx, &request.person)? else { return Ok(()) };
    if restriction::begin(tx, act.restricting(), &person, request.lang, &request.reference, ground)? {
        let categories = portal.record.categories.iter().map(|category| category.id.clone()).collect();
        let (kind, address) = (notifications::Kind::Restriction, person.address(act.keys)?);
        let cause = notifications::Cause { kind, id: request.id.as_str(), address: &address, categories: &categories };
        notifications::note(tx, portal, &cause)?;
    }
    Ok(())
}

/// Notes that a program reads what was written on a request. Call it before sending it; the person sees it.
pub fn read_messages(tx: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    act.may_write(request)?;
    Ok(act.log(tx, request, audit::READ, json!({ "role": act.by.capacity(), "what": "request" }))?)
}

/// Notes that a colleague takes the history of a case along: whose case it is, or the data protection officer.
pub fn read_history(tx: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    if act.by.role != Some(Role::Dpo) {
        act.theirs(request)?;
    }
    Ok(act.log(tx, request, audit::READ, json!({ "role": act.by.capacity(), "what": "request" }))?)
}

/// Notes that the colleague opens a file that the person added to their case, or one `of_desk`. Call it before sending the file.
pub fn read_file(tx: &mut Db, act: Act<'_>, request: &Request, of_desk: bool) -> Result<(), Refused> {
    act.theirs(request)?;
    let what = if of_desk { "document" } else { "file" };
    Ok(act.log(tx, request, audit::READ, json!({ "role": act.by.capacity(), "what": what }))?)
}

/// What a colleague writes on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// To the person.
    Message,
    /// To the person, and the case waits for their answer.
    Question(About),
    /// To colleagues.
    Note,
}

/// Writes on a case.
pub fn write(tx: &mut Db, act: Act<'_>, request: &Request, letter: Letter, text: &str) -> Result<(), Refused> {
    act.may_write(request)?;
    if request.status.is_over() {
        return write_after(tx, act, request, letter, text);
    }
    // Whoever answers works on it, also where no colleague took it.
    let goes_on = if request.status == Status::Received { Status::InProgress } else { request.status };
    let (author, status, what, action) = match letter {
        Letter::Message => (Author::Staff, goes_on, Some(Happened::StaffWrote), "requests.staff-wrote"),
        Letter::Question(_) => (Author::Staff, Status::Waiting, Some(Happened::Asked), "requests.asked"),
        Letter::Note => (Author::Note, request.status, None, "requests.noted"),
    };
    if author == Author::Staff {
        redaction::without_hidden(tx, act, request, text)?;
    }
    requests::store::set_status(tx, act.now, act.random, request, status)?;
    requests::store::add_message(tx, act.now, act.random, act.keys, &request.id, author, Some(act.by.id), text)?;
    if let Some(what) = what {
        act.happened(tx, request, what)?;
    }
    if let Letter::Question(about) = letter {
        requests::store::ask(tx, act.now, act.random, &request.id, about, act.by.id)?;
    }
    Ok(act.log(tx, request, action, json!({}))?)
}

/// Writes on a case that is over and on which the person wrote since. What was decided stays.
fn write_after(tx: &mut Db, act: Act<'_>, request: &Request, letter: Letter, text: &str) -> Result<(), Refused> {
    if request.written_at.is_none() || matches!(letter, Letter::Question(_)) {
        return Err(Error::Lost.into());
    }
    let (author, action) = match letter {
        Letter::Note => (Author::Note, "requests.noted"),
        Letter::Message | Letter::Question(_) => (Author::Staff, "requests.staff-wrote"),
    };
    if author == Author::Staff {
        redaction::without_hidden(tx, act, request, text)?;
        requests::store::settle_written(tx, act.now, request)?;
        act.happened(tx, request, Happened::StaffWrote)?;
    }
    requests::store::add_message(tx, act.now, act.random, act.keys, &request.id, author, Some(act.by.id), text)?;
    Ok(act.log(tx, request, action, json!({}))?)
}

/// What the person wrote after the end needs no answer.
pub fn settle_written(tx: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    act.theirs(request)?;
    requests::store::settle_written(tx, act.now, request)?;
    Ok(act.log(tx, request, "requests.written-settled", json!({}))?)
}

/// Agrees to what an item asks. A correction is then carried out by a job and stays `approved` until it is; anything
/// else the colleague has done by hand and is granted at once.
pub fn approve(tx: &mut Db, act: Act<'_>, request: &Request, item: &Item, by_job: bool) -> Result<(), Refused> {
    act.theirs(request)?;
    employer::is_their_own(tx, act, request)?;
    if item.right.is_after_death() {
        identity::entitled(tx, act, request, item)?;
    }
    requests::store::touch(tx, act.now, request)?;
    let state = if by_job { ItemState::Approved } else { ItemState::Granted };
    store::decide(tx, act.now, &item.id, ItemState::Open, state, Some(act.by.id))?;
    if !by_job {
        act.happened(tx, request, Happened::Granted)?;
    }
    Ok(act.log(tx, request, "requests.approved", json!({ "right": item.right.as_str() }))?)
}

/// Closes a case with an answer to the person. Every item must be decided, and every source known where a copy is given; a
/// refused item makes it "refused in part or in full".
pub fn close(
    tx: &mut Db,
    act: Act<'_>,
    sources: &Sources,
    request: &Request,
    items: &[Item],
    answer: &str,
) -> Result<Status, Refused> {
    act.may_write(request)?;
    let undecided = |item: &Item| matches!(item.state, ItemState::Open | ItemState::Proposed | ItemState::Approved);
    if items.iter().any(undecided) {
        return Err(Refused::Undecided);
    }
    identity::proven(tx, act, request, items)?;
    employer::informed(tx, act, request)?;
    checklist::complete(tx, items)?;
    gather::complete(tx, act, sources, request, items)?;
    by_hand::put_right_by_all(tx, request, items)?;
    redaction::without_hidden(tx, act, request, answer)?;
    let marks = crate::redaction::of(tx, act.keys, &request.person)?;
    // What is hidden is refused in part (law.md REF-7).
    let given = drafts::given(&drafts::of(tx, act.keys, &request.id)?);
    let hidden = !hidden_for(&marks, items, &given).is_empty();
    let refused = items.iter().any(|item| item.state == ItemState::Refused) || hidden;
    let status = if refused { Status::Refused } else { Status::Closed };
    requests::store::set_status(tx, act.now, act.random, request, status)?;
    if !answer.trim().is_empty() {
        let (id, by) = (&request.id, Some(act.by.id));
        requests::store::add_message(tx, act.now, act.random, act.keys, id, Author::Staff, by, answer)?;
    }
    requests::delete_documents(tx, act.now, act.random, act.actor(), request)?;
    attachments::forget_at_desk(tx, &request.id)?;
    act.happened(tx, request, Happened::Closed)?;
    act.log(tx, request, "requests.closed", json!({ "status": status.as_str() }))?;
    Ok(status)
}

/// The job carried an approved item out, or could not: then it is open again, for a colleague to look at.
pub fn carried_out(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    request: &Request,
    item: &Item,
    done: bool,
) -> Result<(), Error> {
    let (state, what, action) = if done {
        (ItemState::Granted, Happened::Granted, "requests.carried-out")
    } else {
        (ItemState::Open, Happened::Failed, "requests.not-carried-out")
    };
    store::decide(tx, now, &item.id, ItemState::Approved, state, item.decided_by.as_ref().filter(|_| done))?;
    requests::store::add_event(tx, now, random, &request.id, what, item.decided_by.as_ref())?;
    let event = audit::Event {
        actor: Actor::System,
        action,
        object: Some(request.reference.clone()),
        person: Some(request.person.clone()),
        detail: json!({ "right": item.right.as_str() }),
    };
    audit::append(tx, now, random, &event).map(drop)
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
