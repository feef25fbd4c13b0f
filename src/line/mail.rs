//! `habeas mail …`.

use super::{Out, say};
use anyhow::Context;
use clap::Subcommand;
use habeas::commands::{self, Brought};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a mail server takes for "not now": it keeps the message and tries again (sysexits, `EX_TEMPFAIL`).
const LATER: u8 = 75;

#[derive(Subcommand)]
pub enum Mail {
    /// Note what bounces and complaints report: files as they came in (a maildir holds one a message), or `-` for one message
    /// from a mail server, as in `bounces: "|habeas mail report - --config /etc/habeas/habeas.toml"`.
    ///
    /// The same message twice is noted once. Exit code 0: every message was looked at. 75: not now, try again.
    Report {
        /// Files, or `-`.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        out: Out,
    },
}

impl Mail {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Report { files, out } = self;
        match report(&files, &out) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            // A mail server would send a failure back to nobody, and what was reported would be lost.
            Err(error) => {
                eprintln!("habeas: {error:#}");
                Ok(ExitCode::from(LATER))
            }
        }
    }
}

fn report(files: &[PathBuf], out: &Out) -> anyhow::Result<()> {
    let app = out.config.open()?;
    for file in files {
        let raw = if file == Path::new("-") {
            commands::mail_read(std::io::stdin())
        } else {
            std::fs::File::open(file).and_then(commands::mail_read)
        };
        let raw = raw.with_context(|| format!("{} cannot be read", file.display()))?;
        let brought = commands::mail_report(app.portal(), &raw)?;
        if out.json {
            say!("{}", serde_json::json!({ "file": file, "report": brought }));
        } else {
            say!("{}: {}", file.display(), words(&brought));
        }
    }
    Ok(())
}

fn words(brought: &Brought) -> String {
    match brought {
        Brought::Noted { kind, cause: "other" } => format!("noted: {kind}"),
        Brought::Noted { kind, cause } => format!("noted: {kind}, {cause}"),
        Brought::Known => "noted before".to_owned(),
        Brought::Foreign => "about no mail of this portal; nothing was changed".to_owned(),
        Brought::AutoReply => "an automatic answer, no bounce".to_owned(),
        Brought::Nothing => "no report".to_owned(),
    }
}
