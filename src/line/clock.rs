//! `habeas clock`.

use super::say;
use clap::{Args, ValueEnum};
use habeas::commands::{self, ClockQuestion};
use habeas::lang::Lang;
use std::process::ExitCode;

/// Count when the answer to a request is due, and say why. Needs no settings.
#[derive(Args)]
pub struct Clock {
    /// When the request arrived: a day (`2026-03-05`), a local time (`2026-03-05T23:59`) or a moment with its offset.
    received: String,
    /// The law that counts: eu, uk, ch, ccpa, lgpd, quebec; eu-omnibus is a proposal.
    #[arg(long, default_value = "eu", value_name = "NAME")]
    regime: String,
    /// The public holidays, such as FR, FR-67, DE-BY, UK-SCT or CH-ZH; as a rule those of the law.
    #[arg(long, value_name = "NAME")]
    holidays: Option<String>,
    /// The time zone in which days begin; as a rule that of the law.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// The day a question was sent to the person.
    #[arg(long, value_name = "DATE")]
    asked: Option<String>,
    /// The day the person answered it.
    #[arg(long, value_name = "DATE", requires = "asked")]
    answered: Option<String>,
    /// What the question was about.
    #[arg(long, value_enum, default_value = "identity")]
    about: AboutWord,
    /// The language of the sentences: en or fr.
    #[arg(long, default_value = "en", value_name = "LANG")]
    lang: Lang,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum AboutWord {
    /// Who the person is.
    Identity,
    /// What the person means.
    Scope,
}

impl Clock {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let answer = commands::clock(&ClockQuestion {
            received: self.received,
            regime: self.regime,
            holidays: self.holidays,
            zone: self.zone,
            asked: self.asked,
            answered: self.answered,
            identity: matches!(self.about, AboutWord::Identity),
            lang: self.lang,
        })?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&answer)?);
            return Ok(ExitCode::SUCCESS);
        }
        say!("{}", answer.sentence);
        answer.steps.iter().for_each(|step| say!("  {}  {}", step.date, step.text));
        say!("  {}", answer.rule);
        Ok(ExitCode::SUCCESS)
    }
}
