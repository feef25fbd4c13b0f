//! `habeas check`.

use super::{Out, say};
use clap::Args;
use habeas::commands::{self, Live};
use std::process::ExitCode;

/// Name every mistake in settings, record and sources, with file, line and cure.
#[derive(Args)]
pub struct Check {
    /// Only hold the live databases against the source files, for your own CI: fails while a table or column is new, gone or
    /// of another type. Needs neither keys nor mail nor the portal's database.
    #[arg(long)]
    live: bool,
    #[command(flatten)]
    print: Out,
}

impl Check {
    pub fn run(self) -> ExitCode {
        if self.live {
            return self.run_live();
        }
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

    fn run_live(self) -> ExitCode {
        let live = commands::check_live(&self.print.config.path);
        if self.print.json {
            say!("{}", serde_json::json!(live));
        } else {
            print_live(&live);
        }
        if live.matches {
            return ExitCode::SUCCESS;
        }
        eprintln!("habeas: the databases are not what is declared about them, or could not be compared");
        ExitCode::FAILURE
    }
}

fn print_live(live: &Live) {
    for mistake in &live.mistakes {
        say!("{mistake}");
    }
    for source in &live.sources {
        for finding in &source.differences {
            say!("{}", finding.diagnostic);
        }
    }
    for source in live.sources.iter().filter(|source| source.answers) {
        let (name, explained, columns) = (&source.name, source.explained, source.columns);
        let share = source.percent.map(|percent| format!(" ({percent} %)")).unwrap_or_default();
        say!("{name}: {explained} of {columns} columns explained{share}, differences: {}", source.differences.len());
    }
}
