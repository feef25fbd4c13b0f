//! Requests: what a person asked for, when it arrived, when the answer is due.

pub mod clock;
