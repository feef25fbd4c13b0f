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
    /// Print the statements that make the indexes a large source lacks: for looking people up, and for finding what is left of
    /// an erased person without reading every text. Changes nothing; run them as the owner of the tables.
    Indexes {
        /// The name of the source.
        name: String,
        #[command(flatten)]
        out: Out,
    },
}

impl Sources {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Draft { name, url, out } => draft(&name, url.as_deref(), &out),
            Self::Indexes { name, out } => indexes(&name, &out),
        }
    }
}

fn draft(name: &str, url: Option<&str>, out: &Out) -> anyhow::Result<ExitCode> {
    let written = commands::draft(&out.config.path, name, url)?;
    if out.json {
        say!("{}", serde_json::json!({ "written": written }));
        return Ok(ExitCode::SUCCESS);
    }
    say!("written: {}\nNext: read each line marked `review`, then `habeas check`.", written.display());
    Ok(ExitCode::SUCCESS)
}

/// Without `--json` only what a database takes, so that it can be handed on as it is.
fn indexes(name: &str, out: &Out) -> anyhow::Result<ExitCode> {
    let statements = commands::indexes(&out.config.path, name)?;
    if out.json {
        say!("{}", serde_json::json!({ "statements": statements }));
        return Ok(ExitCode::SUCCESS);
    }
    if statements.is_empty() {
        say!("-- nothing lacks an index");
    }
    for statement in statements {
        say!("{statement}");
    }
    Ok(ExitCode::SUCCESS)
}
