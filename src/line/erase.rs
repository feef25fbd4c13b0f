//! `habeas erase`.

use super::{Out, say};
use clap::{ArgGroup, Args};
use habeas::{app, commands};
use std::process::ExitCode;

/// Show or carry out what erasing a person means, in every source: the plan a customer sees, and its outcome.
#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true).args(["plan", "yes"]))]
pub struct Erase {
    /// The person's e-mail address.
    email: String,
    /// Where several people share the address: what tells this one apart, such as the customer number.
    #[arg(long)]
    member: Option<String>,
    /// Show the plan; nothing is changed.
    #[arg(long)]
    plan: bool,
    /// Carry it out now.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    print: Out,
}

impl Erase {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.print.config.open()?;
        let json = self.print.json;
        app::block_on(async {
            let whose = commands::whose(app.portal(), &self.email, self.member.as_deref()).await?;
            if self.plan {
                let plan = commands::erase_plan_of(app.portal(), &whose).await;
                if json {
                    say!("{}", serde_json::to_string(&plan)?);
                } else {
                    say!("{plan}");
                }
                return Ok(ExitCode::SUCCESS);
            }
            let erased = commands::erase_of(app.portal(), &whose).await?;
            if json {
                say!("{}", serde_json::to_string(&erased)?);
            } else {
                say!("{erased}");
            }
            Ok(if erased.verified { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        })
    }
}
