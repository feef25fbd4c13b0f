//! Persons: data subjects known to the portal. It keeps an address, a language, states and dates; values stay in their
//! source.

mod address;
mod store;

pub use address::{Address, AddressError, fold};
pub use store::{
    Person, by_fingerprint, by_id, confirm, contacted, ensure, forget, freeze, last_contact, move_to, relate,
    restricted, speak, thaw,
};
