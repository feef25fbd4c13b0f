//! `habeas audit …`.

use super::{Out, say};
use clap::Subcommand;
use habeas::app::StartError;
use habeas::audit::Report;
use habeas::commands::{self, Offline};
use habeas::secrets::Keys;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Audit {
    /// Recompute the whole log: every record, every signed head. Exit code 0 only if it is whole.
    Verify {
        /// Check this exported log, or this receipt, instead: without settings, keys or database.
        #[arg(long, value_name = "FILE")]
        offline: Option<PathBuf>,
        /// The public key as `name+id+key`, from a source that you trust. A receipt cannot be checked without it.
        #[arg(long, requires = "offline", value_name = "KEY")]
        key: Option<String>,
        /// A signed head that you kept, such as the text of a mail of the portal: the log must still begin as it did then. Again
        /// for each one.
        #[arg(long, requires = "offline", value_name = "FILE")]
        head: Vec<PathBuf>,
        #[command(flatten)]
        out: Out,
    },
    /// Write the whole log to a new file that anybody can check, and the public key beside it (FILE.pem).
    Export {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        out: Out,
    },
}

impl Audit {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Verify { offline: Some(file), key, head, out } => offline(&file, key.as_deref(), &head, out.json),
            Self::Verify { out, .. } => {
                let (settings, database) = out.config.database()?;
                let keys = Keys::load(&settings.portal.keys_dir).map_err(StartError::from)?;
                let report = commands::audit_verify(&database, &keys)?;
                if out.json {
                    say!("{}", serde_json::to_string(&report)?);
                }
                Ok(told(&report, !out.json))
            }
            Self::Export { file, out } => {
                let (settings, database) = out.config.database()?;
                let keys = Keys::load(&settings.portal.keys_dir).map_err(StartError::from)?;
                let size = commands::audit_export(&database, &keys, &settings.portal.host, &file)?;
                if out.json {
                    say!("{}", serde_json::json!({ "written": file, "events": size }));
                } else {
                    say!("written: {} ({size} events)", file.display());
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn offline(file: &Path, key: Option<&str>, heads: &[PathBuf], json: bool) -> anyhow::Result<ExitCode> {
    match commands::audit_verify_file(file, key, heads)? {
        Offline::Log(checked) => {
            if json {
                say!("{}", serde_json::to_string(&checked)?);
            } else {
                let whose = if checked.key_was_given { "given" } else { "named in the file itself" };
                say!("checked with the key {whose}: {}", checked.verifier);
            }
            Ok(told(&checked.report, !json))
        }
        Offline::Receipt(Some(receipt)) => {
            say!("{}", if json { receipt.to_string() } else { serde_json::to_string_pretty(&receipt)? });
            Ok(ExitCode::SUCCESS)
        }
        Offline::Receipt(None) => {
            eprintln!("habeas: this receipt was not signed with this key, or was changed");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn told(report: &Report, in_words: bool) -> ExitCode {
    if in_words {
        say!("{} events, root {}", report.size, report.root);
        say!("{} signed heads agree; {} events wait for the next one", report.checkpoints, report.unsigned);
        say!("{} events are of forgotten people; their leaves hold", report.forgotten);
        report.faults.iter().for_each(|fault| say!("fault: {}", serde_json::json!(fault)));
    }
    if report.holds() {
        return ExitCode::SUCCESS;
    }
    eprintln!("habeas: the audit log is not whole: {} faults", report.faults.len());
    ExitCode::FAILURE
}
