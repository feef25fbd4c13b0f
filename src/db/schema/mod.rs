//! The tables, one file for each capability, kept by hand to match both sets of migrations (a test compares).

pub mod audit;
#![allow(missing_docs, reason = "each file says what its tables are")]

pub mod jobs;
