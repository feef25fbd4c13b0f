//! `habeas audit …`.

use super::{Out, say};
use clap::Subcommand;
use habeas::app::StartError;
use habeas::commands;
use habeas::secrets::Keys;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Audit {
    /// Recompute the whole log: every record, every signed head. Exit code 0 only if it is whole.
    Verify {
        #[command(flatten)]
        out: Out,
    },
}

impl Audit {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Verify { out } = self;
        let (settings, database) = out.config.database()?;
        let keys = Keys::load(&settings.portal.keys_dir).map_err(StartError::from)?;
        let report = commands::audit_verify(&database, &keys)?;
        if out.json {
            say!("{}", serde_json::to_string(&report)?);
        } else {
            say!("{} events, root {}", report.size, report.root);
            say!("{} signed heads agree; {} events wait for the next one", report.checkpoints, report.unsigned);
            say!("{} events are of forgotten people; their leaves hold", report.forgotten);
            report.faults.iter().for_each(|fault| say!("fault: {}", serde_json::json!(fault)));
        }
        if report.holds() {
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("habeas: the audit log is not whole: {} faults", report.faults.len());
        Ok(ExitCode::FAILURE)
    }
}
