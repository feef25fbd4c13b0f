//! Logs: one line for each thing that happened, as text for people or JSON for machines; ids only, never personal data.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error. A second start, as in tests, changes nothing.
///
/// `level` is `error` to `trace`; `json` says whether lines are JSON.
pub fn start(level: &str, json: bool) {
    // The words of libraries may hold what they carry, so they are let through from warnings on only.
    let directives = format!("warn,habeas={level}");
    let filter = EnvFilter::try_new(&directives).unwrap_or_else(|_| EnvFilter::new("warn,habeas=info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if json { lines.json().flatten_event(true).try_init() } else { lines.try_init() };
    if started.is_err() {
        tracing::debug!("logging had been started before");
    }
}
