//! `habeas work`.

use super::{ConfigFile, say};
use clap::Args;
use habeas::app;
use std::process::ExitCode;

/// Run background work only: mails, erasures, packages, mailings.
#[derive(Args)]
pub struct Work {
    #[command(flatten)]
    config: ConfigFile,
    /// Do everything that is due, then end.
    #[arg(long)]
    until_idle: bool,
}

impl Work {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.config.open()?;
        app::block_on(async {
            if self.until_idle {
                app.catch_up().await?;
                let count = app.worker().run_until_idle().await?;
                say!("{count} jobs done; nothing else is due");
                return anyhow::Ok(());
            }
            let stop = app::stop_signal()?;
            app.keep_up(&stop);
            app.work(stop).await;
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
