//! The data protection officer's side of the register of breaches, and the door by which every colleague reports one. What it keeps
//! is in `crate::breaches`.

pub mod pages;
