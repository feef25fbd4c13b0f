//! Acts of programs that are done once, however often they are asked for: a call that got no answer is sent again under the
//! same key (the header `Idempotency-Key`), and is answered as the first time.
//!
//! The answer is written in the transaction of the act, so there is never one without the other. Key and body are kept as
//! keyed marks. Of two calls at the same moment the database lets one act; the other is told to come back ([`Turns`]), or,
//! where it reached another process of the portal, waits and is answered the same.

mod store;

pub use store::{begin, forget, keep};

use super::Program;
use crate::db::Id;
use crate::secrets::{Keys, Purpose, hex};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// How long an answer is kept: two days, of which the nightly job takes none away.
pub const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// A call under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    token: Id,
    key: String,
    body: String,
}

impl Call {
    /// Of this program, under this key, to this address with this body.
    pub fn new(keys: &Keys, program: &Program, key: &str, path: &str, body: &[u8]) -> Self {
        let said = [path.as_bytes(), b"\n", body].concat();
        let named = format!("{}\n{key}", program.id);
        Self {
            token: program.id.clone(),
            key: hex(&keys.mac(Purpose::Once, named.as_bytes())),
            body: hex(&keys.mac(Purpose::Once, &said)),
        }
    }
}

/// What was answered to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The status.
    pub status: u16,
    /// The JSON.
    pub answer: String,
}

/// What is known of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: it is to be done now, and its answer kept in the same transaction.
    New,
    /// It was done.
    Done(Kept),
    /// The key was used for something else.
    Other,
}

/// The calls that this portal works on. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<Mutex<BTreeSet<String>>>);

/// The turn of a call, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    turns: Turns,
    key: String,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl Turns {
    /// Takes the turn of a call; `None` while another call under its key is being worked on.
    pub fn take(&self, call: &Call) -> Option<Turn> {
        let is_first = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(call.key.clone());
        is_first.then(|| Turn { turns: self.clone(), key: call.key.clone() })
    }
}
