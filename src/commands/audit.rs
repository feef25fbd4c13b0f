//! `habeas audit verify`: the whole log, recomputed from its rows.

use crate::audit::{self, Report};
use crate::db::{Database, Error};
use crate::secrets::Keys;

/// Checks every record against its leaf, every signed head against the leaves, and signs nothing.
pub fn audit_verify(database: &Database, keys: &Keys) -> Result<Report, Error> {
    let key = keys.audit().verifying_key();
    database.read_now(|db| audit::verify(db, &key))
}
