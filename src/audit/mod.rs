//! The audit log: who did what, append-only, as a Merkle tree with signed heads, so that an outsider can check it
//! without trusting us.

pub mod note;
pub mod tree;
