//! `habeas sources …`.

use super::{Out, say};
use clap::Subcommand;
use habeas::commands;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Sources {
    /// Read a live database and write a first NAME.toml beside the other sources, with guesses marked for review.
    Draft {
        /// The name of the source: small letters, digits, hyphens.
        name: String,
        /// The path of a SQLite file or a folder of CSV files, or postgres://…, mysql://…, https://…; the variable
        /// NAME_DATABASE_URL if not given. A password is never written down.
        #[arg(long, value_name = "PATH or URL")]
        url: Option<String>,
        #[command(flatten)]
        out: Out,
    },
}

impl Sources {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Draft { name, url, out } = self;
        let written = commands::draft(&out.config.path, &name, url.as_deref())?;
        if out.json {
            say!("{}", serde_json::json!({ "written": written }));
            return Ok(ExitCode::SUCCESS);
        }
        say!("written: {}\nNext: read each line marked `review`, then `habeas check`.", written.display());
        Ok(ExitCode::SUCCESS)
    }
}
