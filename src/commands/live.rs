//! `habeas check --live`: the live databases against what is declared about them, and nothing else, for a company's own CI.

use super::check::unreachable_source;
use crate::clock::Clock;
use crate::config::{Places, environment, unreadable, variable};
use crate::diagnostic::Diagnostic;
use crate::sources::declaration::{Declaration, SourceKind};
use crate::sources::{Comparison, Finding, Folder, Outside, describe_over};
use serde::Serialize;
use std::fs;
use std::path::Path;

/// What the live databases are. The names of its fields are those of `--json` and do not change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Live {
    /// Whether every source was compared, none differs, and no file holds a mistake.
    pub matches: bool,
    /// Each source that could be read from its file, in the order of the files.
    pub sources: Vec<LiveSource>,
    /// What kept files from being read, or sources from being compared.
    pub mistakes: Vec<Diagnostic>,
}

/// One source.
#[derive(Clone, Debug, Serialize)]
pub struct LiveSource {
    /// Its name.
    pub name: String,
    /// The word for it in the file: `sqlite`, `postgres`, `mysql`, `files` or `http`.
    pub kind: &'static str,
    /// Whether it answered.
    pub answers: bool,
    /// Columns of all tables and views that the account sees; 0 where it did not answer.
    pub columns: usize,
    /// Those of them that the file explains.
    pub explained: usize,
    /// The share of these in percent, rounded down; none without a column.
    pub percent: Option<usize>,
    /// Every difference.
    pub differences: Vec<Finding>,
}

/// Compares every source of these settings with its live database. Reads `[portal]`, `[outgoing]` and the source files only:
/// neither keys nor mail nor the portal's own database are needed. Blocks.
pub fn check_live(config_path: &Path) -> Live {
    let text = match fs::read_to_string(config_path) {
        Ok(text) => text,
        Err(error) => return failed(vec![unreadable(config_path, &error)]),
    };
    let (places, mistakes) = Places::parse(config_path, &text, &environment());
    let Some(places) = places else { return failed(mistakes) };
    let outgoing = match crate::app::outgoing(&places.outgoing) {
        Ok(outgoing) => outgoing,
        Err(error) => {
            let cure = "Install the certificates of the system (ca-certificates).".to_owned();
            return failed(vec![Diagnostic::error(config_path, None, "outgoing", error.to_string(), cure)]);
        }
    };
    let folder = &places.portal.sources_dir;
    let mut read = Folder::read(folder, &places.portal.languages, None, &variable);
    let mut live = Live { mistakes: std::mem::take(&mut read.found), ..Live::default() };
    if read.files == 0 {
        let message = format!("there is no source file (*.toml) in `{}`, so nothing was compared", folder.display());
        let cure = "Correct `portal.sources_dir`, or write a first one with `habeas sources draft NAME`.".to_owned();
        live.mistakes.push(Diagnostic::error(config_path, None, "portal.sources_dir", message, cure));
    }
    for declaration in read.comparable() {
        match describe_over(&declaration.url, Some(&Outside::new(&outgoing, &Clock::system()))) {
            Ok(schema) => live.sources.push(compared(declaration, Comparison::of(declaration, &schema))),
            Err(error) => {
                live.sources.push(LiveSource { answers: false, ..compared(declaration, Comparison::default()) });
                live.mistakes.push(unreachable_source(declaration, &error));
            }
        }
    }
    let fits = live.sources.iter().all(|source| source.answers && source.differences.is_empty());
    live.matches = fits && !live.mistakes.iter().any(Diagnostic::is_error);
    live
}

fn failed(mistakes: Vec<Diagnostic>) -> Live {
    Live { mistakes, ..Live::default() }
}

fn compared(declaration: &Declaration, found: Comparison) -> LiveSource {
    let kind = declaration.url.kind();
    LiveSource {
        name: declaration.name.clone(),
        kind: SourceKind::ALL.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| word),
        answers: true,
        columns: found.coverage.columns,
        explained: found.coverage.explained,
        percent: found.coverage.percent(),
        differences: found.findings,
    }
}
