//! The demo: a fictional French shop, « Maison Lavande », to try everything on before pointing Habeas at real data.
//!
//! - [`prepare`] makes a folder once: two SQLite files as the shop's own software would have written them ([`customer`]
//!   invents the people, `store` writes them), their declarations, a complete record, settings, keys and the accounts of
//!   its staff. A second start finds the folder and uses it as it is.
//! - [`pages`]: whom to sign in as, the mailbox, and a clock that can be moved forward ([`pass_day`]).

pub mod chance;
mod colleagues;
pub mod customer;
mod folder;
pub mod pages;
mod persona;
mod store;
pub mod words;

pub use colleagues::Colleague;
pub use folder::{Made, Prepared, pass_day, prepare};
pub use persona::{Persona, personas};
