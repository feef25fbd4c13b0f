//! `habeas erasures rewrite`: what was erased leaves the files of the databases.

use crate::config::DatabaseUrl;
use crate::db::Db;
use crate::erasure::rewritten::{self, PORTAL};
use crate::portal::Portal;
use crate::sources::{Rewriting, Rewritten, SqlError};
use serde::Serialize;

/// What is to be done about the databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Nothing: the statements are wanted.
    Show,
    /// The statements are run.
    Run,
    /// It is noted that somebody did it by other means.
    Note,
}

/// One database.
#[derive(Clone, Debug, Serialize)]
pub struct RewrittenPlace {
    /// The name of the source, or `portal`.
    pub place: String,
    /// The statements, each to be run by itself.
    pub statements: Vec<String>,
    /// What came of running them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Rewritten>,
    /// What else keeps old rows there, and what to do about it.
    pub advice: Vec<&'static str>,
}

/// Why the databases cannot be written anew.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// There is no such place, or its files hold nothing that was erased.
    #[error(
        "nothing erased stays in the files of `{0}`: known is {1}\n  cure: SQLite overwrites at once; for files, HTTP and manual sources ask whoever keeps them"
    )]
    Unknown(String, String),
    /// A database does not answer.
    #[error("the database of `{0}` {1}")]
    Database(String, SqlError),
    /// The portal's database.
    #[error(transparent)]
    Portal(#[from] crate::db::Error),
    /// The work broke off.
    #[error("the work broke off")]
    Broken,
}

/// Writes the tables of every database anew, or of the places named; says what it takes, or notes that it was done. `own` is the
/// URL of the portal's database.
pub async fn erasures_rewrite(
    portal: &Portal,
    own: &DatabaseUrl,
    only: &[String],
    what: Rewrite,
) -> Result<Vec<RewrittenPlace>, RewriteError> {
    let known = rewritten::places(portal);
    if let Some(other) = only.iter().find(|name| !known.contains(name)) {
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(RewriteError::Unknown(other.clone(), known));
    }
    let mut all = Vec::new();
    for place in known.into_iter().filter(|place| only.is_empty() || only.contains(place)) {
        let (parts, own, name) = (portal.clone(), own.clone(), place.clone());
        let work = move || one(&parts, &own, &name, what);
        let one = tokio::task::spawn_blocking(work).await.map_err(|_| RewriteError::Broken)?;
        let one = one.map_err(|error| RewriteError::Database(place, error))?;
        let is_done = what == Rewrite::Note || one.done.as_ref().is_some_and(|done| done.refused.is_empty());
        if is_done {
            let (parts, place) = (portal.clone(), one.place.clone());
            let tables = one.done.as_ref().map(|done| done.tables.len());
            let note = move |tx: &mut Db| rewritten::note(tx, parts.clock.now(), &parts.random, &place, tables);
            portal.db.write(note).await?;
        }
        all.push(one);
    }
    Ok(all)
}

fn one(portal: &Portal, own: &DatabaseUrl, place: &str, what: Rewrite) -> Result<RewrittenPlace, SqlError> {
    let mut found = RewrittenPlace { place: place.to_owned(), statements: Vec::new(), done: None, advice: Vec::new() };
    if what == Rewrite::Note {
        return Ok(found);
    }
    let rewriting = match (place, own) {
        (PORTAL, DatabaseUrl::Postgres(url)) => Some(Rewriting::of_database(url)?),
        _ => portal.sources.get(place).map(|source| Rewriting::of_source(source.declaration())).transpose()?.flatten(),
    };
    let Some(mut rewriting) = rewriting else { return Ok(found) };
    found.statements = rewriting.statements().map(str::to_owned).collect();
    found.advice = rewriting.advice()?;
    if what == Rewrite::Run {
        found.done = Some(rewriting.run());
    }
    Ok(found)
}
