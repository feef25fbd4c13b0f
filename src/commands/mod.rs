//! What the command line does, as functions: `main` parses arguments, calls one of these and prints.

mod check;
mod erase;
mod init;

pub use check::check;
pub use erase::{EraseError, ErasePlan, Erased, erase, erase_plan};
mod draft;
mod init;

pub use check::check;
pub use draft::{DraftError, draft};
pub use init::{InitError, init};
