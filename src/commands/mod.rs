//! What the command line does, as functions: `main` parses arguments, calls one of these and prints.

mod check;
mod init;

pub use check::check;
pub use init::{InitError, init};
