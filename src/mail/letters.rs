//! Every mail the portal writes, as a type: what it must be told to be written.
//!
//! Texts given here (labels, reasons, names of sources) are already in the reader's language; all other words come from
//! the catalogues. `link` fields are paths on the portal, such as `/fr/me`; the address before them is added on rendering.

use super::check::Check;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One mail with what it says. Debug prints its name only: the rest is the reader's.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Mail {
    /// 1: the code and the link that sign a customer in, or prove again that the mailbox is theirs.
    SignInCode {
        /// Six digits.
        code: String,
        /// The page that the link opens; a GET of it changes nothing.
        link: String,
        /// Until when both work.
        until: Timestamp,
        /// When it was asked for.
        asked_at: Timestamp,
        /// The browser and system that asked, in words; empty if unknown.
        device: String,
        /// Whether the subject shows the code.
        show_in_subject: bool,
    },
    /// 2: the answer to a sign-in under an address that nothing is held for.
    NothingHeld {
        /// When it was asked for.
        asked_at: Timestamp,
        /// The browser and system that asked, in words; empty if unknown.
        device: String,
        /// The start page.
        link: String,
    },
    /// 3: a device that had not been seen before signed in.
    NewSignIn {
        /// When.
        at: Timestamp,
        /// The browser and system, in words; empty if unknown.
        device: String,
        /// The page where the session can be ended.
        link: String,
    },
    /// 4: we have your request.
    RequestReceived {
        /// Such as `R-2026-0412`.
        reference: String,
        /// What was asked, in a few words.
        what: String,
        /// The last day to answer by law.
        due: Date,
        /// The day by which answers usually come.
        usual: Option<Date>,
        /// Whether it is an objection, which freezes what it is about until it is decided (Art. 18(1)(d)).
        frozen: bool,
        /// The page of the request.
        link: String,
    },
    /// 5: something is missing to go on.
    NeedSomething {
        /// Such as `R-2026-0412`.
        reference: String,
        /// What is needed.
        what: String,
        /// Why.
        why: String,
        /// Since when the clock stands still, if it does.
        paused_since: Option<Date>,
        /// The page of the request.
        link: String,
    },
    /// 6: the answer takes longer (Art. 12(3)).
    MoreTime {
        /// Such as `R-2026-0412`.
        reference: String,
        /// Why.
        reason: String,
        /// The new last day.
        due: Date,
        /// The page of the request.
        link: String,
    },
    /// A company asked for the data of this person, who works for it, and was refused.
    CompanyAsked {
        /// When it asked.
        at: Timestamp,
        /// The person's page.
        link: String,
    },
    /// The processing is restricted (Art. 18(1)).
    Restricted {
        /// Since when.
        since: Timestamp,
        /// The person's page.
        link: String,
    },
    /// The restriction ends (Art. 18(3)).
    RestrictionEnds {
        /// When.
        when: Timestamp,
        /// Why, in the words of a colleague.
        why: String,
        /// The person's page.
        link: String,
    },
    /// A recipient hears of something (Art. 19). The only mail that names a person to another reader: their address, by
    /// which the recipient knows them.
    RecipientTold {
        /// `rectification`, `erasure`, `restriction` or `lift`.
        kind: String,
        /// The address of the person.
        person: String,
        /// The kinds of data that the recipient received.
        categories: Vec<String>,
        /// When it happened.
        at: Timestamp,
        /// Until when the recipient is asked to do the same.
        due: Date,
        /// The same for everybody who hears of it.
        reference: String,
        /// The page that confirms.
        link: String,
    },
    /// 7: the package can be fetched.
    DownloadReady {
        /// The manual sources that nobody has looked into yet: it is not complete without them.
        unknown: Vec<String>,
        /// The sources that did not answer, by what people call them: they are asked again.
        #[serde(default)]
        silent: Vec<String>,
        /// Its size in bytes.
        bytes: u64,
        /// The last moment.
        until: Timestamp,
        /// The download page.
        link: String,
    },
    /// 8: details were changed; goes to the old channel.
    CorrectionDone {
        /// What was changed.
        changes: Vec<Change>,
        /// When.
        at: Timestamp,
        /// Who was told (Art. 19), by name.
        told: Vec<String>,
        /// The page where the change can be undone, while it can.
        undo: Option<String>,
        /// The page with the details.
        link: String,
    },
    /// 9: the code that proves a new sign-in address.
    AddressCode {
        /// Six digits.
        code: String,
        /// Until when it works.
        until: Timestamp,
    },
    /// 9: the notice to the old sign-in address.
    AddressChanged {
        /// When.
        at: Timestamp,
        /// The page where the change can be taken back.
        revert: String,
        /// Until when it can.
        until: Timestamp,
    },
    /// 10: an erasure waits for its time.
    DeletionScheduled {
        /// Such as `R-2026-0412`.
        reference: String,
        /// Whether it is about some categories only.
        part: bool,
        /// When it begins.
        starts: Timestamp,
        /// What goes.
        goes: Vec<String>,
        /// What stays, why, until when.
        stays: Vec<Kept>,
        /// The page where it can be cancelled.
        cancel: String,
    },
    /// 11: what was erased; the last mail.
    DeletionReceipt {
        /// Such as `R-2026-0412`.
        reference: String,
        /// Whether it is about some categories only.
        part: bool,
        /// When it was finished.
        finished: Timestamp,
        /// What was done, by source.
        outcomes: Vec<Outcome>,
        /// What stays, why, until when.
        stays: Vec<Kept>,
        /// By which day no backup holds it any more.
        gone_by: Option<Date>,
        /// When we tell the person that something is still under way; present where the rest waits for it.
        review_on: Option<Date>,
        /// The page of the receipt; it says nothing about the person.
        receipt: String,
    },
    /// The rest of an erasure still waits for something under way.
    DeletionWaits {
        /// Such as `R-2026-0412`.
        reference: String,
        /// When we tell the person next.
        review_on: Date,
        /// The page of the erasure.
        link: String,
    },
    /// 12: a consent was withdrawn, an objection made, or a choice taken back.
    ChoiceRecorded {
        /// What it is about, such as "newsletter".
        what: String,
        /// Whether it stopped (or else started again).
        stopped: bool,
        /// From when.
        from: Timestamp,
        /// What goes on.
        remains: Vec<String>,
        /// The page where it can be undone.
        link: String,
    },
    /// 12b: a consent counts only once this is answered: by the mailbox's owner, or by a parent.
    ConsentQuestion {
        /// What it is about, such as "newsletter".
        what: String,
        /// The words to agree to.
        words: String,
        /// Whether a parent is asked.
        parent: bool,
        /// Until when it can be answered.
        until: Timestamp,
        /// The page with the two answers; a GET of it changes nothing.
        link: String,
    },
    /// 12c: nothing was heard of the reader for so long that their data go.
    RetentionNotice {
        /// The last contact.
        since: Date,
        /// The last day before they go.
        goes: Date,
        /// The page with the button that keeps them; a GET of it changes nothing.
        link: String,
    },
    /// 13: the answer to a request.
    AnswerReady {
        /// Such as `R-2026-0412`.
        reference: String,
        /// How it ended.
        verdict: Verdict,
        /// The reasons.
        reasons: Option<String>,
        /// The rules applied, such as "Article 17(3)(b) GDPR".
        law: Option<String>,
        /// The page with the whole answer.
        link: String,
    },
    /// 14: somebody wrote on a request; the mail does not say what.
    NewMessage {
        /// Such as `R-2026-0412`.
        reference: String,
        /// The page of the request.
        link: String,
    },
    /// 15: are these details still right?
    DetailsCheck(Check),
    /// 16: the only reminder of it.
    DetailsReminder(Check),
    /// 17: a colleague may sign in.
    StaffInvitation {
        /// The colleague's name.
        colleague: String,
        /// The page where the account is opened.
        link: String,
        /// Until when it works.
        until: Timestamp,
    },
    /// A way in which a colleague signs in came, went or was used up.
    StaffSignIn {
        /// `passkey-added`, `passkey-removed`, `app-added`, `code-used`, `codes-renewed`, `reset` or
        /// `provider-added`.
        change: String,
        /// What the colleague calls the passkey; empty otherwise.
        passkey: String,
        /// When.
        at: Timestamp,
        /// The page where ways and sessions are seen and ended.
        link: String,
    },
    /// 17: what is due; no personal data.
    StaffDigest {
        /// How many are due within a week.
        soon: u32,
        /// How many are late.
        late: u32,
        /// How many mails of the inbox nobody has read.
        #[serde(default)]
        mails: u32,
        /// The requests, by due date.
        rows: Vec<Due>,
        /// The queue.
        link: String,
    },
    /// Something waits to be looked up by hand; no personal data.
    ManualTasks {
        /// Which reminder: `opened`, `half`, `last-day` or `late`.
        stage: String,
        /// What people call the source.
        source: String,
        /// How many tasks it is about.
        count: u32,
        /// The soonest last day.
        due: Date,
        /// The list of the tasks.
        link: String,
    },
    /// The signed head of the audit log, for the data protection officer to keep; no personal data.
    AuditHead {
        /// The day where the controller is.
        day: Date,
        /// How many events the log has.
        size: u64,
        /// The signed note (C2SP tlog-checkpoint).
        note: String,
    },
    /// The term of a breach runs, for the data protection officer; no personal data.
    BreachDue {
        /// `opened`, `day`, `hours` or `late`.
        stage: String,
        /// Such as `B-2026-0001`.
        reference: String,
        /// The end of the term.
        due: Timestamp,
        /// The page of the entry.
        link: String,
    },
    /// A breach put the reader's data at a high risk (Art. 34).
    BreachNotice {
        /// What happened, and to which data.
        happened: String,
        /// What may come of it.
        consequences: String,
        /// What was done and is planned.
        measures: String,
        /// What the reader can do; may be empty.
        advice: String,
    },
    /// Somebody tries whether mails arrive, at their own address; no personal data.
    Test {
        /// When it was asked for.
        at: Timestamp,
    },
    /// 18: a campaign waits for a second person.
    CampaignApproval {
        /// The campaign's name.
        campaign: String,
        /// How many people it would go to.
        recipients: u32,
        /// Who wrote it.
        author: String,
        /// The page to decide on.
        link: String,
    },
    /// 18: a campaign stopped by itself.
    CampaignPaused {
        /// The campaign's name.
        campaign: String,
        /// Why.
        reason: String,
        /// The campaign's page.
        link: String,
    },
}

/// One changed detail (8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The label of the detail.
    pub label: String,
    /// The new value, masked; empty if none may be shown.
    pub masked: String,
}

/// What an erasure leaves (10, 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The category.
    pub what: String,
    /// The law or reason.
    pub ground: String,
    /// The last day, where a day is known.
    pub until: Option<Date>,
}

/// What an erasure did in one source (11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The name of the source.
    pub source: String,
    /// What was done there, in words.
    pub done: String,
}

/// One line of the digest (17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Such as `R-2026-0412`.
    pub reference: String,
    /// What was asked, in a few words.
    pub what: String,
    /// The last day by law.
    pub due: Date,
}

/// How a request ended (13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Done as asked.
    Granted,
    /// Done in part.
    Partly,
    /// Refused.
    Refused,
    /// Answered: there was nothing to grant or refuse.
    Answered,
}

/// How urgent a mail is, and what happens when nobody can tell whether it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// Somebody sits and waits: never delayed, sent again.
    SignIn,
    /// Owed by law or to the reader: sent again under the same Message-ID.
    Statutory,
    /// To many: waits for its turn, and is never sent twice.
    Campaign,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({})", self.name())
    }
}
