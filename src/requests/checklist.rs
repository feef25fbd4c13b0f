//! What the answer to an access request must hold before it can be closed (GDPR Art. 15; law.md 1.7).

use super::word::words;

/// A part of the answer to an access request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessPart {
    /// Why the data is used (Art. 15(1)(a)).
    Purposes,
    /// Which categories there are (b).
    Categories,
    /// Who gets it, by name (c).
    Recipients,
    /// How long it is kept (d).
    Retention,
    /// The rights to correct, erase, restrict and object (e).
    Rights,
    /// The right to complain (f).
    Complaint,
    /// Where it comes from (g).
    Origin,
    /// Decisions made by machines alone (h).
    Automated,
    /// Safeguards of transfers (Art. 15(2)).
    Transfers,
    /// The copy (Art. 15(3)).
    Copy,
}

words!(AccessPart {
    Purposes = "purposes",
    Categories = "categories",
    Recipients = "recipients",
    Retention = "retention",
    Rights = "rights",
    Complaint = "complaint",
    Origin = "origin",
    Automated = "automated",
    Transfers = "transfers",
    Copy = "copy",
});

/// How a part was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answered {
    /// It is in the answer.
    Given,
    /// There is none, and the answer says so.
    None,
}

words!(Answered { Given = "given", None = "none" });
