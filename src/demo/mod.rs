//! The demo: a fictional French shop, « Maison Lavande », to try everything on before pointing Habeas at real data.
//!
//! [`prepare`] makes a folder once: two SQLite files as the shop's own software would have written them ([`customer`]
//! invents the people, `store` writes them), their declarations, a complete record, settings and keys. A second start
//! finds the folder and uses it as it is.

pub mod chance;
pub mod customer;
mod folder;
mod persona;
mod store;
pub mod words;

pub use folder::{Prepared, prepare};
pub use persona::{Persona, personas};
