//! `habeas record …`.

use super::{ConfigFile, Out, say};
use clap::Subcommand;
use habeas::clock::Clock;
use habeas::commands;
use habeas::dpo::Format;
use habeas::lang::Lang;
use habeas::secrets::Random;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Record {
    /// Every version: number, state, where it came from.
    List {
        #[command(flatten)]
        out: Out,
    },
    /// Print the approved version as it was written, byte for byte; or in a form others read.
    Export {
        /// Another version, by its number.
        #[arg(long, value_name = "N")]
        number: Option<i32>,
        /// toml, ods or csv (the CNIL's columns), pdf, json, jsonld (Data Privacy Vocabulary).
        #[arg(long, default_value = "toml", conflicts_with = "number")]
        format: Format,
        /// The language of its words; the portal's own if not given.
        #[arg(long)]
        lang: Option<Lang>,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Propose a file as a new version. It holds once a colleague approves it in the browser.
    Import {
        /// The file, as `record.toml`.
        file: PathBuf,
        #[command(flatten)]
        out: Out,
    },
    /// Approve a version in review from here: while the portal is set up, or when no colleague can. The audit log says so.
    Approve {
        /// Its number.
        number: i32,
        #[command(flatten)]
        out: Out,
    },
}

impl Record {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let (clock, random) = (Clock::system(), Random::system());
        match self {
            Self::List { out } => {
                let versions = commands::record_list(&out.config.database()?.1)?;
                if out.json {
                    say!("{}", serde_json::json!({ "versions": versions }));
                } else {
                    versions
                        .iter()
                        .for_each(|v| say!("{:>4}  {:<9} {:<10} {}", v.number, v.state, v.origin.as_str(), v.sha256));
                }
            }
            Self::Export { number, format, lang, config } => {
                let (config, database) = config.database()?;
                let lang = lang.unwrap_or(config.portal.default_language);
                let content = match format {
                    Format::Toml => commands::record_export(&database, number)?.into_bytes(),
                    _ => commands::record_export_as(&config, &database, clock.now(), format, lang)?,
                };
                // A reader who has gone away is no error.
                let _ = std::io::stdout().write_all(&content);
            }
            Self::Import { file, out } => {
                let (config, database) = out.config.database()?;
                let content = std::fs::read_to_string(&file)
                    .map_err(|error| anyhow::anyhow!("{} cannot be read: {error}", file.display()))?;
                let (version, warnings) =
                    commands::record_import(&config, &database, clock.now(), &random, &file, &content)?;
                if out.json {
                    say!("{}", serde_json::json!({ "version": version, "warnings": warnings }));
                } else {
                    warnings.iter().for_each(|warning| say!("{warning}"));
                    say!("version {}: {}", version.number, version.state);
                }
            }
            Self::Approve { number, out } => {
                let (config, database) = out.config.database()?;
                let version = commands::record_approve(&config, &database, clock.now(), &random, number)?;
                if out.json {
                    say!("{}", serde_json::json!({ "version": version }));
                } else {
                    say!("version {} is approved; running portals take it up within seconds", version.number);
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
