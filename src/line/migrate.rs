//! `habeas migrate`.

use super::{Out, say};
use clap::Args;
use habeas::app::StartError;
use std::process::ExitCode;

/// Bring the schema of the portal's database up to date, as `serve` does at start.
#[derive(Args)]
pub struct Migrate {
    #[command(flatten)]
    print: Out,
}

impl Migrate {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let (_, database) = self.print.config.database()?;
        let run = database.migrate().map_err(StartError::from)?;
        if self.print.json {
            say!("{}", serde_json::json!({ "migrations": run }));
        } else if run.is_empty() {
            say!("The schema is up to date.");
        } else {
            run.iter().for_each(|name| say!("done: {name}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}
