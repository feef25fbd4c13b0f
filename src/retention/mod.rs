//! Retention: what has reached its end goes by itself, on its day, by the path of an erasure, with its proof.
//!
//! - [`rule`]: until which day an event must lie back for its rule to be over; what is to be done with a person. Pure;
//! - [`scope`]: which tables of the sources a rule can be carried out in, and which go with the person only;
//! - [`jobs`]: the night. Rows that have an end of their own first, then people: those whose relation is over are told
//!   where the rule says so, then erased like anybody who asks ([`crate::erasure`]);
//! - [`store`]: runs, cases, holds. A hold has an owner and an end, and stops everything it covers;
//! - [`own`]: the portal's own data, which end whether purging is switched on or not;
//! - nothing is purged before a colleague has looked at what would go and switched it on: [`store::arm`].

pub mod jobs;
mod own;
pub mod pages;
mod person;
pub mod rule;
pub mod scope;
mod spared;
pub mod store;
