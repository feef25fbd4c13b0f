//! The intermediate archive: copies that a law asks to keep after an erasure, sealed, until their last day.
//!
//! A copy lies here and nowhere else: the row that it was made of is stripped in its source, so that nobody who works there
//! sees it (a mark in the live table is not enough: CNIL developer guide, sheet 14). The person does: what lies in the archive
//! belongs to the answer to an access request (C-154/21; law.md 1.3). Of the colleagues only the archivist does, on a
//! [`Ground`] and for a reason, and each [`open`]ing is logged.

mod opening;
mod store;

pub use opening::{By, Ground, Opened, Opening, Sought, forget_openings, open, openings};
pub use store::{
    Archived, Cause, Undated, count, date_copy, holds, keep, of_erasure, of_person, of_request, purge, undated,
};

/// The values of sources that are stored: a store calls no source.
mod values {
    pub(super) use crate::sources::{Copy, RowKey};
}
