//! The customer file: the databases, files and systems where a company holds personal data, and what each column is.
//!
//! - [`declaration`]: what a source file says, as types;
//! - [`declaration::Declaration::parse`]: reads it and finds every mistake that needs no database;
//! - [`Folder`]: the folder of source files;
//! - [`describe()`]: what the database says about its tables;
//! - [`check()`]: the one held against the other; [`unindexed()`]: look-ups that no index serves;
//!   [`index_statements`]: what makes those indexes;
//! - [`Comparison`]: the same by table and column, with how much of the database is explained;
//! - [`draft()`]: a first source file, guessed from a database.
//!
//! Where only a colleague can look ([`Sources::by_hand`]) there is a plan without rows ([`plan::SourcePlan::by_hand`]), and
//! what was written down becomes rows like any others ([`rows_by_hand`]): `docs/decisions/0155-manual-sources.md`.
//!
//! Live access, for pages and jobs through [`Sources::run`]:
//!
//! - [`Sources`], [`Source`], [`Session`]: the databases, side by side;
//! - [`Session::find`], [`Session::read`]: the rows of a person, and their values;
//! - [`Session::correct`], [`Session::set_consent`]: writing one value back;
//! - [`Sources::widen`]: the same person in several sources;
//! - [`Sources::sharing`]: the people who share one mailbox;
//! - [`Sources::plan_erasure`], [`Session::execute`], [`Session::verify`]: say what an erasure does, do it, look again;
//! - [`Session::directory`]: the list of people, in batches;
//! - [`minimise`]: what a source may not need to hold;
//! - [`Session::count_reached`], [`Session::list_reached`]: how many people some categories are about, and who.

mod aged;
mod by_hand;
mod check;
mod correct;
pub mod declaration;
mod describe;
mod directory;
mod draft;
mod draw;
mod drift;
mod execute;
mod expire;
mod files;
mod find;
mod finder;
mod folder;
mod guess;
mod http;
mod identifier;
mod indexes;
mod live;
mod marks;
mod member;
pub mod minimise;
mod parse;
pub mod plan;
mod prepare;
mod reach;
mod read;
mod residue;
mod rewrite;
mod running;
mod scope;
mod shared;
mod sql;
mod traces;
mod verify;
mod widen;

pub use aged::{Aged, AgedBatch, AgedRow};
pub use by_hand::{Done, FoundEntry, rows_by_hand};
pub use check::{check, check_against};
pub use correct::{Correction, ValueChange};
pub use describe::{Family, LiveColumn, LiveLink, LiveTable, Schema, describe, describe_over};
pub use directory::Entry;
pub use draft::draft;
pub use draw::{Events, event_of, events};
pub use drift::{Comparison, Coverage, Difference, Finding, Kind};
pub use execute::{Copy, ExecuteError, Executed};
pub use expire::Ending;
pub use find::{Found, FoundRow};
pub use folder::Folder;
pub use http::{HttpPlace, Outside};
pub use identifier::{Identifiers, Number};
pub use indexes::{index_statements, unindexed};
pub use live::{Session, Source, SourceError, Sources};
pub use member::Sharing;
pub use plan::Plan;
pub use reach::{Reach, ReachPlace, Reached, ReachedPerson};
pub use read::{ReadValue, Row, Value, value_of};
pub use residue::{Residue, Searched, Sought};
pub use rewrite::{Rewriting, Rewritten, keeps};
pub use scope::Scope;
pub use sql::{Cell, OnDelete, RowKey, SqlError};
pub use traces::Traces;
pub use verify::{SEARCHED_ROWS, Verification};
pub use widen::Known;
