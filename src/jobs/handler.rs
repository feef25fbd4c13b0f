use crate::db::{Db, Error};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Why a job did not end well. The errors hold no personal data.
#[derive(Debug)]
pub enum Failure {
    /// It may work later.
    Retry(anyhow::Error),
    /// It can go on at this time, which does not count as an attempt (a throttle, an opening hour).
    RetryAt(Timestamp),
    /// It will never work; a person must look.
    GiveUp(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Retry(error.into())
    }
}

/// The last that a job writes. It shares a transaction with the job's end: neither is there without the other, and one of both waits
/// for the disk. If it fails, the job is tried again.
pub struct Last(Option<Box<Work>>);

type Work = dyn FnOnce(&mut Db) -> Result<(), Error> + Send;

impl Last {
    /// Nothing.
    pub fn nothing() -> Self {
        Self(None)
    }

    /// What `work` changes.
    pub fn write(work: impl FnOnce(&mut Db) -> Result<(), Error> + Send + 'static) -> Self {
        Self(Some(Box::new(work)))
    }

    pub(super) fn apply(self, tx: &mut Db) -> Result<(), Error> {
        self.0.map_or(Ok(()), |work| work(tx))
    }
}

type Body<P> = dyn Fn(P, Value) -> Pin<Box<dyn Future<Output = Result<Last, Failure>> + Send>> + Send + Sync;

/// What a kind of job does with the parts `P` it receives.
pub struct Handler<P> {
    pub(super) kind: &'static str,
    pub(super) body: Arc<Body<P>>,
}

impl<P> Clone for Handler<P> {
    fn clone(&self) -> Self {
        Self { kind: self.kind, body: Arc::clone(&self.body) }
    }
}

impl<P: Send + 'static> Handler<P> {
    /// Runs `body` for jobs of this kind. It may run twice: after a crash, or when it outlives its lease.
    pub fn new<F, R>(kind: &'static str, body: F) -> Self
    where
        F: Fn(P, Value) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        Self::ending(kind, move |parts, payload| {
            let done = body(parts, payload);
            async move { done.await.map(|()| Last::nothing()) }
        })
    }

    /// [`Handler::new`] for a body that says what is written together with the end of the job.
    pub fn ending<F, R>(kind: &'static str, body: F) -> Self
    where
        F: Fn(P, Value) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Last, Failure>> + Send + 'static,
    {
        Self { kind, body: Arc::new(move |parts, payload| Box::pin(body(parts, payload))) }
    }

    /// The kind.
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

/// A job repeated for ever, by whichever process is first.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    pub(super) kind: &'static str,
    pub(super) every: SignedDuration,
}

impl Schedule {
    /// A job of this kind, in the default lane, with an empty payload, each `every`.
    pub fn every(kind: &'static str, every: SignedDuration) -> Self {
        Self { kind, every }
    }
}
