//! Logs: one line for each thing that happened, as text for people or JSON for machines; ids only, never personal data.

use std::io::IsTerminal;
use std::panic::PanicHookInfo;
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

/// What is said when a thread stops because of a mistake of the program: where. What the mistake says may quote what was being read,
/// such as a mail.
pub fn stopped(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
    format!("a thread stopped{place}: a mistake of the program")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic;
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_mistake_tells_where_it_is_and_nothing_of_what_was_being_read() {
        let said = Arc::new(Mutex::new(String::new()));
        let (heard, before) = (Arc::clone(&said), panic::take_hook());
        panic::set_hook(Box::new(move |info| *heard.lock().unwrap() = stopped(info)));
        let quoted = panic::catch_unwind(|| panic!("byte index 1 is inside 'é' of `camille@example.com`"));
        panic::set_hook(before);
        assert!(quoted.is_err());
        let said = said.lock().unwrap();
        assert!(said.contains("src/logs.rs:") && !said.contains("camille"), "{said}");
    }
}
