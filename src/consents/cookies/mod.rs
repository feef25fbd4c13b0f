//! The cookie banner of the company's own site (law.md 6): what it says follows from the approved record, and each decision
//! is told to the ledger under a random name that the browser carries.
//!
//! - [`Banner`]: what it says, from the cookies of the record, with its hash;
//! - [`script`]: the one file that a site loads;
//! - [`Told`]: what a browser tells of a decision;
//! - [`install`]: what the owner of a site writes into its pages.

mod banner;
pub mod install;
pub mod script;
mod told;

pub use banner::Banner;
pub use told::{Act, Body, Browser, Fault, Told};
