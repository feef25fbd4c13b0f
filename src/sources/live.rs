//! The databases of sources, opened side by side. One that does not answer never hides the others.

use super::declaration::{Declaration, Table};
use super::describe::{Schema, describe_over};
use super::http::Outside;
use super::sql::{Catalog, Connection, SqlError};
use crate::clock::Clock;
use crate::lang::Lang;
use crate::outgoing::Outgoing;
use crate::record::Text;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Every declared source, in the order of their names. Cheap to clone.
///
/// What asks the sources asks those that answer: a manual source never does, so that it is not among them. Whoever promises
/// something about everything that is held looks at [`Sources::by_hand`] too.
#[derive(Clone, Default)]
pub struct Sources {
    live: Arc<Vec<Arc<Source>>>,
    by_hand: Arc<Vec<Declaration>>,
}

/// One source: what is declared about it and the connections to it.
pub struct Source {
    declaration: Declaration,
    idle: Mutex<Vec<Connection>>,
    catalog: Mutex<Option<Arc<Catalog>>>,
    outside: OnceLock<Outside>,
}

/// How many unused connections each source keeps open.
const IDLE: usize = 4;

/// A source that could not do what it was asked. Says which and why in codes, without any value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("source `{source_name}` {cause}")]
pub struct SourceError {
    /// The name of the source.
    pub source_name: String,
    /// What its database said.
    pub cause: SqlError,
}

impl SourceError {
    /// Whether the same may work later: the database does not answer, is busy or full.
    pub fn may_pass(&self) -> bool {
        matches!(self.cause, SqlError::Down(_) | SqlError::Busy(_) | SqlError::Full(_))
    }
}

/// An open connection of a source, with what is declared and what the database says about its tables.
pub struct Session<'s> {
    /// What is declared.
    pub declaration: &'s Declaration,
    /// What the database says.
    pub catalog: Arc<Catalog>,
    /// The connection.
    pub connection: &'s mut Connection,
}

impl Sources {
    /// Joins the declared sources. Nothing is connected yet: a database that is down is noticed when it is asked.
    pub fn open(declarations: Vec<Declaration>) -> Self {
        let (mut by_hand, live): (Vec<_>, Vec<_>) =
            declarations.into_iter().partition(|declaration| declaration.by_hand().is_some());
        let mut live: Vec<_> = live.into_iter().map(|declaration| Arc::new(Source::new(declaration))).collect();
        live.sort_by(|one, other| one.name().cmp(other.name()));
        by_hand.sort_by(|one, other| one.name.cmp(&other.name));
        Self { live: Arc::new(live), by_hand: Arc::new(by_hand) }
    }

    /// With what HTTP sources are called by; without it they do not answer.
    pub fn calling(self, outgoing: &Outgoing, clock: &Clock) -> Self {
        for source in self.iter() {
            source.outside.get_or_init(|| Outside::new(outgoing, clock));
        }
        self
    }

    /// The sources that answer, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.live.iter()
    }

    /// The manual sources, by name.
    pub fn by_hand(&self) -> impl Iterator<Item = &Declaration> + Clone {
        self.by_hand.iter()
    }

    /// Whether there is a manual source.
    pub fn has_by_hand(&self) -> bool {
        !self.by_hand.is_empty()
    }

    /// The names of the manual sources as one text.
    pub fn by_hand_named(&self, lang: Lang) -> String {
        self.by_hand().map(|declaration| declaration.label.get(lang)).collect::<Vec<_>>().join(", ")
    }

    /// The manual source of this name.
    pub fn manual(&self, name: &str) -> Option<&Declaration> {
        self.by_hand.iter().find(|declaration| declaration.name == name)
    }

    /// What is declared of every source, those that answer first.
    pub fn all_declarations(&self) -> impl Iterator<Item = &Declaration> + Clone {
        self.declarations().chain(self.by_hand())
    }

    /// What people call the source of this name.
    pub fn label(&self, name: &str) -> Option<&Text> {
        self.all_declarations().find(|declaration| declaration.name == name).map(|declaration| &declaration.label)
    }

    /// What people call the source of this name; the name itself of one that is declared no more.
    pub fn called(&self, name: &str, lang: Lang) -> String {
        self.label(name).map_or(name, |label| label.get(lang)).to_owned()
    }

    /// The source of this name, if it is one that answers.
    pub fn get(&self, name: &str) -> Option<&Arc<Source>> {
        self.live.iter().find(|source| source.name() == name)
    }

    /// What is declared of the sources that answer, by name.
    pub fn declarations(&self) -> impl Iterator<Item = &Declaration> + Clone {
        self.live.iter().map(|source| source.declaration())
    }

    /// Does something with one source on a thread that may wait; `None` if there is no such source.
    pub async fn run<T: Send + 'static>(
        &self,
        name: &str,
        body: impl FnOnce(&Source) -> Result<T, SourceError> + Send + 'static,
    ) -> Option<Result<T, SourceError>> {
        let source = Arc::clone(self.get(name)?);
        Some(elsewhere(source, body).await)
    }

    /// Does the same with every source at the same time; the answers are in the order of the names.
    pub async fn run_each<T: Send + 'static>(
        &self,
        body: impl Fn(&Source) -> Result<T, SourceError> + Clone + Send + 'static,
    ) -> Vec<(String, Result<T, SourceError>)> {
        let started: Vec<_> = self
            .iter()
            .map(|source| {
                let (source, body) = (Arc::clone(source), body.clone());
                (source.name().to_owned(), tokio::task::spawn_blocking(move || body(&source)))
            })
            .collect();
        let mut answers = Vec::with_capacity(started.len());
        for (name, task) in started {
            let answer = task.await.unwrap_or_else(|_| Err(stopped(&name)));
            answers.push((name, answer));
        }
        answers
    }
}

async fn elsewhere<T: Send + 'static>(
    source: Arc<Source>,
    body: impl FnOnce(&Source) -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    let name = source.name().to_owned();
    tokio::task::spawn_blocking(move || body(&source)).await.unwrap_or_else(|_| Err(stopped(&name)))
}

fn stopped(name: &str) -> SourceError {
    SourceError { source_name: name.to_owned(), cause: SqlError::Failed("stopped".to_owned()) }
}

impl Source {
    fn new(declaration: Declaration) -> Self {
        Self { declaration, idle: Mutex::default(), catalog: Mutex::default(), outside: OnceLock::new() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.declaration.name
    }

    /// What is declared about it.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// What its database says about its tables now, asked over a connection of its own. What was known of them before is
    /// asked anew too.
    pub fn describe(&self) -> Result<Schema, SourceError> {
        *self.catalog.lock().unwrap_or_else(PoisonError::into_inner) = None;
        describe_over(&self.declaration.url, self.outside.get())
            .map_err(|cause| SourceError { source_name: self.name().to_owned(), cause })
    }

    /// Does something over a connection. A connection that failed is not used again.
    pub fn session<T>(&self, body: impl FnOnce(&mut Session<'_>) -> Result<T, SqlError>) -> Result<T, SourceError> {
        self.over_a_connection(body).map_err(|cause| {
            *self.catalog.lock().unwrap_or_else(PoisonError::into_inner) = None;
            SourceError { source_name: self.name().to_owned(), cause }
        })
    }

    fn over_a_connection<T>(&self, body: impl FnOnce(&mut Session<'_>) -> Result<T, SqlError>) -> Result<T, SqlError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let kept = idle.and_then(|mut connection| connection.is_alive().then_some(connection));
        let mut connection =
            kept.map_or_else(|| Connection::open_declared(&self.declaration, self.outside.get()), Ok)?;
        let catalog = self.catalog(&mut connection)?;
        let mut session = Session { declaration: &self.declaration, catalog, connection: &mut connection };
        let done = body(&mut session)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connection);
        }
        Ok(done)
    }

    fn catalog(&self, connection: &mut Connection) -> Result<Arc<Catalog>, SqlError> {
        let known = self.catalog.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(catalog) = known {
            return Ok(catalog);
        }
        let read = Arc::new(connection.catalog()?);
        *self.catalog.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&read));
        Ok(read)
    }
}

impl Drop for Source {
    /// A PostgreSQL client waits for its goodbye, which an async thread must not.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        if !idle.is_empty() {
            let _ = std::thread::spawn(move || drop(idle)).join();
        }
    }
}

impl<'s> Session<'s> {
    /// The declared table of this name.
    pub fn table(&self, name: &str) -> Result<&'s Table, SqlError> {
        self.declaration.table(name).ok_or_else(|| SqlError::Failed(format!("no table `{name}` is declared")))
    }
}
