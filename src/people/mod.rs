//! Persons: data subjects known to the portal. It keeps an address, a language, states and dates; values stay in their
//! source.

mod address;
mod freshness;
mod store;

pub use address::{Address, AddressError, Member, fold};
pub use freshness::{ANSWER_DAYS, Accuracy, Confirmation, Freshness, How, Measure};
pub use store::{
    Person, by_fingerprint, by_id, by_ids, came_back, come_back, confirm, confirm_category, confirmations, contacted,
    died, ensure, erased, forget, freeze, freshness, is_deceased, is_disowned, is_erased, keep_silence, last_contact,
    lift, mark_erased, move_to, relate, restrict, restricted, speak, thaw, unmark_erased,
};
