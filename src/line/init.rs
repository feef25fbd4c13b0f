//! `habeas init`.

use super::say;
use clap::Args;
use habeas::commands;
use habeas::secrets::{Keys, Random};
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a commented first set of settings, record and keys into a folder.
#[derive(Args)]
pub struct Init {
    /// The folder; files in it are never overwritten.
    dir: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Init {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let written = commands::init(&self.dir, |keys| Keys::generate(keys, &Random::system()))?;
        if self.json {
            say!("{}", serde_json::json!({ "written": written }));
            return Ok(ExitCode::SUCCESS);
        }
        written.iter().for_each(|path| say!("written: {}", path.display()));
        say!(
            "\nNext: edit {0}/habeas.toml, draft a source with `habeas sources draft NAME --config {0}/habeas.toml`,\n\
             then see what is missing with `habeas check --config {0}/habeas.toml`.",
            self.dir.display()
        );
        Ok(ExitCode::SUCCESS)
    }
}
