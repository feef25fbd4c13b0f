//! The customer file: the databases where a company holds personal data, and what each column of them is.
//!
//! - [`declaration`]: what a source file says, as types.

pub mod declaration;
