//! The settings, for commands that work without a portal.

use crate::config::{Config, environment, unreadable};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use std::fs;
use std::path::Path;

/// The settings of a file, or the first mistake in it.
pub(super) fn settings(file: &Path) -> Result<Config, Diagnostic> {
    let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    let (config, found) = Config::parse(file, &text, &environment());
    config.ok_or_else(|| {
        let first = found.into_iter().find(Diagnostic::is_error);
        let empty = || Document::parse(file, &text).finish().into_iter().next();
        let fallback = Diagnostic::error(file, None, "", "cannot be used".into(), "Run `habeas check`.".into());
        first.or_else(empty).unwrap_or(fallback)
    })
}
