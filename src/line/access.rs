//! `habeas access`.

use super::{Out, say};
use clap::Args;
use habeas::lang::Lang;
use habeas::{app, commands};
use std::path::PathBuf;
use std::process::ExitCode;

/// Write everything held about a person into a zip file, the same package a customer gets.
#[derive(Args)]
pub struct Access {
    /// The person's e-mail address.
    email: String,
    /// Where several people share the address: what tells this one apart, such as the customer number.
    #[arg(long)]
    member: Option<String>,
    /// The file to write; an existing one is replaced.
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,
    /// The language of its words, of those the portal offers; the portal's own if not given.
    #[arg(long)]
    lang: Option<Lang>,
    #[command(flatten)]
    print: Out,
}

impl Access {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.print.config.open()?;
        app::block_on(async {
            let lang = self.lang.unwrap_or(app.portal().settings.portal.default_language);
            let whose = commands::whose(app.portal(), &self.email, self.member.as_deref()).await?;
            let accessed = commands::access_of(app.portal(), &whose, lang, &self.out).await?;
            if self.print.json {
                say!("{}", serde_json::to_string(&accessed)?);
            } else {
                say!("{accessed}");
            }
            Ok(if accessed.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        })
    }
}
