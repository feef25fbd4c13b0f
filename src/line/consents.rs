//! `habeas consents …`.

use super::{Out, say, told};
use clap::Subcommand;
use habeas::commands;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Consents {
    /// Add decisions from before the portal to the ledger, each with its proof or marked as without.
    ///
    /// CSV with the columns address, purpose, decision, at, and if you have them lang, words, mechanism, form, proof;
    /// or a JSON list of the same. A file read twice adds nothing the second time.
    Import {
        /// The file, `.csv` or `.json`.
        file: PathBuf,
        /// Only tell what would be done.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        out: Out,
    },
}

impl Consents {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Import { file, dry_run, out } = self;
        let done = commands::consents_import(out.config.open()?.portal(), &file, dry_run)?;
        if out.json {
            say!("{}", serde_json::to_string(&done)?);
        } else {
            say!(
                "{} read, {} added, {} known already, {} without proof",
                done.read,
                done.added,
                done.known,
                done.without_proof
            );
        }
        Ok(told(&done.faults, done.refused, out.json))
    }
}
