//! `habeas demo`.

use super::{say, serve};
use clap::Args;
use habeas::app::{self, App};
use habeas::commands;
use habeas::secrets::Random;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Try it: a fictional French shop with invented customers, served on this machine.
#[derive(Args)]
pub struct Demo {
    /// Where to listen; unless given, the first free port of 127.0.0.1 from 8080 on.
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// The folder of the demo; made at the first start, used again afterwards.
    #[arg(long, default_value = "habeas-demo", value_name = "DIR")]
    dir: PathBuf,
    /// How many customers to invent, at the first start.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(20..=i64::from(commands::MOST_PEOPLE)), value_name = "N")]
    people: u32,
    /// What they are invented from: the same seed gives the same people.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Do not open the browser.
    #[arg(long)]
    no_browser: bool,
}

impl Demo {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        if !self.dir.join("demo.json").exists() {
            say!("Inventing a shop with {} customers in {} …\n", self.people, self.dir.display());
            drop(commands::demo(&self.dir, self.people, self.seed, self.listen)?);
            again();
        }
        let demo = commands::demo(&self.dir, self.people, self.seed, self.listen)?;
        habeas::logs::start(&demo.config.logs.level, demo.config.logs.json);
        let (welcome, start_page) = (demo.welcome(demo.clock.now()), demo.start_page());
        let app = App::open(demo.config, demo.clock, Random::system(), true)?;
        app::block_on(async {
            let stop = app::stop_signal()?;
            say!("{welcome}");
            if !self.no_browser {
                commands::open_browser(&start_page);
            }
            serve::until(&app, demo.listener, true, stop).await
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Begins this program anew in its own place: what making the folder needed is given back, which the allocator would keep
/// for as long as the demo runs. Where that is not possible the demo goes on with it.
fn again() {
    #[cfg(unix)]
    if let Ok(program) = std::env::current_exe() {
        use std::os::unix::process::CommandExt as _;
        drop(std::process::Command::new(program).args(std::env::args_os().skip(1)).exec());
    }
}
