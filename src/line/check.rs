//! `habeas check`.

use super::{Out, say};
use clap::Args;
use habeas::commands;
use std::process::ExitCode;

/// Name every mistake in settings, record and sources, with file, line and cure.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    print: Out,
}

impl Check {
    pub fn run(self) -> ExitCode {
        let found = commands::check(&self.print.config.path);
        if self.print.json {
            say!("{}", serde_json::json!({ "mistakes": found }));
        } else {
            for mistake in &found {
                say!("{mistake}");
            }
        }
        let wrong = found.iter().filter(|mistake| mistake.is_error()).count();
        if wrong > 0 {
            eprintln!("habeas: {wrong} mistakes to mend before the portal can start");
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }
}
