//! `habeas serve`.

use super::{ConfigFile, say};
use clap::Args;
use habeas::app::{self, App};
use std::net::TcpListener;
use std::process::ExitCode;
use tokio::sync::watch;

/// Serve the portal, with a worker in the same process unless told otherwise.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    config: ConfigFile,
    /// Run background work in this process too (the default).
    #[arg(long, overrides_with = "without_worker")]
    with_worker: bool,
    /// Serve pages only; run `habeas work` elsewhere.
    #[arg(long)]
    without_worker: bool,
}

impl Serve {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.config.open()?;
        app::block_on(async {
            let stop = app::stop_signal()?;
            let listener = app.bind()?;
            say!("Habeas answers at {}", app.portal().settings.portal.base_url);
            until(&app, listener, !self.without_worker, stop).await
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Serves, and works beside it if wanted, until `stop` turns true.
pub async fn until(
    app: &App,
    listener: TcpListener,
    with_worker: bool,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    if with_worker {
        let (served, ()) = tokio::join!(app.serve(listener, stop.clone()), app.work(stop));
        served?;
    } else {
        app.serve(listener, stop).await?;
    }
    Ok(())
}
