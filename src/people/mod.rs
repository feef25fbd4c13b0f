//! Persons: data subjects known to the portal. It keeps an address, a language, states and dates; values stay in their
//! source.

mod address;
mod store;

pub use address::{Address, AddressError, fold};
pub use store::{Person, by_fingerprint, by_id, confirm, ensure, forget, freeze, move_to, relate, speak, thaw};
