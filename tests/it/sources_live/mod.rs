//! Live access to sources: a small shop with everything that makes erasure hard, on SQLite and PostgreSQL.

pub mod bench;
mod erasure;
mod part;
mod reading;
mod sharing;
mod traps;
