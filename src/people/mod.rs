//! Persons: data subjects known to the portal. It keeps an address, a language, states and dates; values stay in their
//! source.

mod address;

pub use address::{Address, AddressError, fold};
