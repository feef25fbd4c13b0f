//! The door for programs of the company: `/api/v1`, JSON, one token a program.
//!
//! - [`Scope`]: what a token may do; a route names the one it asks for (`Who::Program(Scope::…)`);
//! - [`store`]: tokens, kept as hashes only; made on the page or by `habeas tokens add`, shown once;
//! - [`once`]: the same act asked for twice under one key is done once, and answered the same;
//! - [`openapi`]: the description of every route, served at `/api/v1/openapi.json` and compared with the routes by a test;
//! - what is refused is refused as `application/problem+json` (RFC 9457).
//!
//! An address never stands in a URL: programs send it in a body, or name a person by the fingerprint they were given.

pub mod once;
pub mod openapi;
pub mod pages;
mod scope;
mod store;

pub use scope::{Scope, UnknownScope};
pub use store::{NewToken, TokenRow, add, find, list, revoke, touch};

use crate::db::Id;

/// How the tokens begin, so that a scanner of secrets knows one when it sees one.
pub const PREFIX: &str = "habeas_";

/// A program that has shown its token.
#[derive(Clone, Debug)]
pub struct Program {
    /// Id of the token.
    pub id: Id,
    /// What the company calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Whether its last use was noted so long ago that this one must be.
    pub stale: bool,
}

impl Program {
    /// Whether its token may.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}
