//! What may be asked, how a request stands, and on which grounds it may be refused.

use super::word::words;
use serde::{Deserialize, Serialize};

/// The right an item of a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// See what is held (Art. 15).
    Access,
    /// Have it corrected (Art. 16).
    Rectify,
    /// Have it erased (Art. 17).
    Erase,
    /// Have its use frozen (Art. 18).
    Restrict,
    /// Have it sent elsewhere (Art. 20).
    Portability,
    /// Object to its use (Art. 21(1)).
    Object,
    /// Object to marketing (Art. 21(2)): cannot be refused.
    Marketing,
    /// Take consent back (Art. 7(3)): cannot be refused.
    Withdraw,
    /// A human look at an automated decision (Art. 22(3)).
    Review,
    /// What settling an estate needs, for an heir (French Data Protection Act, Art. 85 II 1).
    Estate,
    /// Closing the account of somebody who died, for an heir (the same, II 2).
    Closure,
    /// Carrying out the directives of somebody who died, for whom they name (the same, I).
    Directives,
    /// A complaint to the data protection officer about how data were used or a request was answered (Art. 38(4)).
    Complaint,
    /// Anything else.
    Other,
}

words!(Right {
    Access = "access",
    Rectify = "rectify",
    Erase = "erase",
    Restrict = "restrict",
    Portability = "portability",
    Object = "object",
    Marketing = "marketing",
    Withdraw = "withdraw",
    Review = "review",
    Estate = "estate",
    Closure = "closure",
    Directives = "directives",
    Complaint = "complaint",
    Other = "other",
});

impl Right {
    /// What the page of new requests offers: what self-service cannot do.
    pub const ASKED: [Right; 6] =
        [Right::Restrict, Right::Object, Right::Portability, Right::Review, Right::Complaint, Right::Other];

    /// Whether it is answered in words, and there is nothing to grant or refuse.
    pub fn is_question(self) -> bool {
        matches!(self, Right::Complaint | Right::Other)
    }

    /// Whether it is answered with a copy of what is held.
    pub fn is_copy(self) -> bool {
        matches!(self, Right::Access | Right::Portability)
    }

    /// The article of the GDPR, for letters and pages; none for "something else" and what no longer concerns the living.
    pub fn article(self) -> Option<&'static str> {
        match self {
            Right::Access => Some("15"),
            Right::Rectify => Some("16"),
            Right::Erase => Some("17"),
            Right::Restrict => Some("18"),
            Right::Portability => Some("20"),
            Right::Object => Some("21(1)"),
            Right::Marketing => Some("21(2)"),
            Right::Withdraw => Some("7(3)"),
            Right::Review => Some("22(3)"),
            Right::Complaint => Some("38(4)"),
            Right::Estate | Right::Closure | Right::Directives | Right::Other => None,
        }
    }

    /// The grounds on which it may be refused (law.md 1.6); none where the law knows no refusal.
    pub fn grounds(self) -> &'static [Ground] {
        use Ground::{
            Abusive, Claims, Compelling, Contract, Excessive, Expression, Law, NotHeld, NotPortable, Others, Right,
            Unidentified, Unproven,
        };
        match self {
            Self::Access => &[Others, Unidentified, Excessive, Abusive],
            Self::Rectify => &[Right, NotHeld, Unidentified, Excessive],
            Self::Erase => &[Law, Claims, Expression, Contract, Unidentified, Excessive],
            Self::Restrict => &[NotHeld, Unidentified, Excessive],
            Self::Portability => &[NotPortable, Others, Unidentified, Excessive],
            Self::Object => &[Compelling, Claims, Excessive],
            Self::Review => &[Contract, Law, Unidentified, Excessive],
            Self::Marketing | Self::Withdraw | Self::Complaint => &[],
            Self::Estate => &[Unproven, Others, NotHeld],
            Self::Closure | Self::Directives => &[Unproven, NotHeld],
            Self::Other => &[Law, NotHeld, Excessive],
        }
    }
}

/// A ground of the law on which a request may be refused, by a person, with facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// A law asks for the data (Art. 17(3)(b)).
    Law,
    /// The data is needed for legal claims (Art. 17(3)(e), 21(1)).
    Claims,
    /// Freedom of expression and information (Art. 17(3)(a)).
    Expression,
    /// A contract that runs still needs the data (Art. 17(1)(a) does not apply; Art. 22(2)(a)).
    Contract,
    /// The data is right as it is (Art. 16).
    Right,
    /// The data asked about is not held.
    NotHeld,
    /// It would harm others (Art. 15(4), 20(4)).
    Others,
    /// The data is not processed on consent or contract (Art. 20(1)).
    NotPortable,
    /// Compelling legitimate grounds (Art. 21(1)).
    Compelling,
    /// Nobody answered the question who asks (Arts. 11(2), 12(2) and 12(6)): the request goes on once somebody does.
    Unidentified,
    /// Manifestly unfounded or excessive (Art. 12(5)).
    Excessive,
    /// A company asks for somebody who works for it, whose rights are not its own (Arts. 4(1), 12(2)): of every right, and
    /// the only ground there.
    Employer,
    /// Made for another aim than to check the processing, which the company proves (Art. 12(5), CJEU C-526/24): even a
    /// first request. Strict, and for the data protection officer alone.
    Abusive,
    /// Nothing shows that somebody is an heir, or named in directives (French Data Protection Act, Art. 85; Decree
    /// 2019-536, Art. 124).
    Unproven,
}

words!(Ground {
    Law = "law",
    Claims = "claims",
    Expression = "expression",
    Contract = "contract",
    Right = "right",
    NotHeld = "not-held",
    Others = "others",
    NotPortable = "not-portable",
    Compelling = "compelling",
    Unidentified = "unidentified",
    Excessive = "excessive",
    Employer = "employer",
    Abusive = "abusive",
    Unproven = "unproven",
});

/// How a request stands, in the words everybody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nobody took it yet.
    Received,
    /// The person was asked something.
    Waiting,
    /// Somebody works on it.
    InProgress,
    /// There is something to fetch.
    Ready,
    /// Done, or cancelled.
    Closed,
    /// Refused in part or in full.
    Refused,
}

words!(Status {
    Received = "received",
    Waiting = "waiting",
    InProgress = "in-progress",
    Ready = "ready",
    Closed = "closed",
    Refused = "refused",
});

impl Status {
    /// Whether nothing more happens by itself.
    pub fn is_over(self) -> bool {
        matches!(self, Status::Closed | Status::Refused)
    }

    /// How far along the four steps of the person's page: received, in progress, answer, closed.
    pub fn step(self) -> usize {
        match self {
            Status::Received => 0,
            Status::Waiting | Status::InProgress => 1,
            Status::Ready => 2,
            Status::Closed | Status::Refused => 3,
        }
    }
}

/// How one item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemState {
    /// Undecided.
    Open,
    /// A refusal waits for a second person.
    Proposed,
    /// A colleague agreed; a job carries it out.
    Approved,
    /// Done as asked.
    Granted,
    /// Refused, with ground and facts.
    Refused,
    /// Taken back by the person.
    Cancelled,
}

words!(ItemState {
    Open = "open",
    Proposed = "proposed",
    Approved = "approved",
    Granted = "granted",
    Refused = "refused",
    Cancelled = "cancelled",
});

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Author {
    /// The person.
    Person,
    /// The company, to the person.
    Staff,
    /// A colleague, to colleagues.
    Note,
}

words!(Author { Person = "person", Staff = "staff", Note = "note" });

/// Something that happened to a request, for its timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happened {
    /// It arrived.
    Received,
    /// The person asked for the same again.
    Reminded,
    /// A colleague took it.
    Claimed,
    /// The person wrote.
    PersonWrote,
    /// The company wrote.
    StaffWrote,
    /// The company asked the person something.
    Asked,
    /// A refusal was proposed to a second person.
    Proposed,
    /// The second person did not agree.
    SentBack,
    /// What was approved could not be carried out.
    Failed,
    /// An item was done as asked.
    Granted,
    /// An item was refused.
    Refused,
    /// The person took it back.
    Cancelled,
    /// There is something to fetch.
    Ready,
    /// It was closed.
    Closed,
    /// The term was extended.
    Extended,
    /// It was given to a colleague.
    Assigned,
    /// Its date is near, or has passed.
    Warned,
    /// It was confirmed who asks.
    Identified,
    /// It had ended because nobody said who asks; the answer came, and it goes on.
    Reopened,
    /// The person whose data a company asked for was told how to ask themselves, or is not in the files.
    Informed,
}

words!(Happened {
    Extended = "extended",
    Assigned = "assigned",
    Warned = "warned",
    Identified = "identified",
    Reopened = "reopened",
    Informed = "informed",
    Received = "received",
    Reminded = "reminded",
    Claimed = "claimed",
    PersonWrote = "person-wrote",
    StaffWrote = "staff-wrote",
    Asked = "asked",
    Proposed = "proposed",
    SentBack = "sent-back",
    Failed = "failed",
    Granted = "granted",
    Refused = "refused",
    Cancelled = "cancelled",
    Ready = "ready",
    Closed = "closed",
});

impl Happened {
    /// Whether the person sees it.
    pub fn is_public(self) -> bool {
        !matches!(
            self,
            Happened::Proposed
                | Happened::SentBack
                | Happened::Failed
                | Happened::Assigned
                | Happened::Warned
                // Whoever asked must not learn whether we know the person.
                | Happened::Informed
        )
    }
}

/// A change to one value, waiting for a colleague to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The source.
    pub source: String,
    /// The table in it.
    pub table: String,
    /// The row's key in its text form (JSON).
    pub key: String,
    /// The column.
    pub column: String,
    /// What the person called it: the label in their language.
    pub label: String,
    /// The value when the person asked; none when empty.
    pub before: Option<String>,
    /// The value the person wants; none to empty it.
    pub wanted: Option<String>,
}

impl Correction {
    /// What it is about, without personal data.
    pub fn topic(&self) -> String {
        format!("{}/{}/{}", self.source, self.table, self.column)
    }
}

/// What an item is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// One value that should change.
    Correction(Correction),
    /// Something named by an id of the record or of a source, such as an activity.
    Named(String),
    /// Categories of the record that can be downloaded after a death, and nothing else.
    Categories(Vec<String>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        assert!(Right::ALL.iter().all(|one| one.as_str().parse() == Ok(*one)));
        assert!(Ground::ALL.iter().all(|one| one.as_str().parse() == Ok(*one)));
        assert!(Status::ALL.iter().all(|one| one.as_str().parse() == Ok(*one)));
        assert!(ItemState::ALL.iter().all(|one| one.as_str().parse() == Ok(*one)));
        assert!(Happened::ALL.iter().all(|one| one.as_str().parse() == Ok(*one)));
        assert_eq!("".parse::<Right>(), Err(crate::requests::UnknownWord));
    }

    #[test]
    fn marketing_withdrawal_and_complaints_know_no_refusal_and_everything_else_does() {
        for right in Right::ALL {
            let absolute = matches!(right, Right::Marketing | Right::Withdraw | Right::Complaint);
            assert_eq!(right.grounds().is_empty(), absolute, "{right}");
        }
    }
}
