//! `habeas tokens …`.

use super::{Out, say};
use clap::Subcommand;
use habeas::api::Scope;
use habeas::commands;
use habeas::db::Id;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Tokens {
    /// Make a token for a program; prints it, once.
    Add {
        /// What you call the program.
        name: String,
        /// What it may do: consents:read, consents:write, freshness:read, reports:write, requests:read, requests:write. Repeat it for several.
        #[arg(long = "scope", required = true)]
        scopes: Vec<Scope>,
        /// How many days it lives.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=730))]
        days: u32,
        #[command(flatten)]
        out: Out,
    },
    /// Every token, without its secret.
    List {
        #[command(flatten)]
        out: Out,
    },
    /// Revoke a token; it opens nothing after five seconds.
    Revoke {
        /// The id, as `habeas tokens list` shows it.
        id: String,
        #[command(flatten)]
        out: Out,
    },
}

impl Tokens {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add { name, scopes, days, out } => {
                let made = commands::token_add(out.config.open()?.portal(), &name, scopes, days)?;
                if out.json {
                    say!("{}", serde_json::to_string(&made)?);
                } else {
                    say!("{}", made.token);
                }
            }
            Self::List { out } => {
                let tokens = commands::token_list(out.config.open()?.portal())?;
                if out.json {
                    say!("{}", serde_json::json!({ "tokens": tokens }));
                } else {
                    for one in &tokens {
                        let state = if one.alive { "open" } else { "closed" };
                        say!("{} {:<30} {:<32} {state} until {}", one.id, one.name, one.scopes, one.until);
                    }
                }
            }
            Self::Revoke { id, out } => {
                let id: Id = id.parse()?;
                let revoked = commands::token_revoke(out.config.open()?.portal(), &id)?;
                if out.json {
                    say!("{}", serde_json::json!({ "revoked": revoked }));
                } else {
                    say!("{}", if revoked { "The token is revoked." } else { "No open token has this id." });
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
