//! Colleagues: their accounts, roles and sign-in.

pub mod roles;

pub use roles::{Permission, Role};
