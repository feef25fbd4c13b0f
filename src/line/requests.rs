//! `habeas requests …`.

use super::{Out, say, told};
use clap::Subcommand;
use habeas::commands;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Requests {
    /// Take in cases from before the portal: those that go on, with the date that the law gave them, and those that are over.
    ///
    /// CSV with the columns id (their number in the system they come from), email, rights (words between spaces), received, and if
    /// you have them lang, message, closed, outcome (done, refused, withdrawn). Nobody is written to. A file read twice adds nothing
    /// the second time.
    Import {
        /// The file, `.csv`.
        file: PathBuf,
        /// Only tell what would be done.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        out: Out,
    },
}

impl Requests {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Import { file, dry_run, out } = self;
        let done = commands::requests_import(out.config.open()?.portal(), &file, dry_run)?;
        if out.json {
            say!("{}", serde_json::to_string(&done)?);
        } else {
            say!("{} read: {} open, {} closed, {} here already", done.read, done.open, done.closed, done.known);
        }
        Ok(told(&done.faults, done.refused, out.json))
    }
}
