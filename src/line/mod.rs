//! The command line: a file a command, with the words it takes, the one function it calls, and what it prints.

mod access;
mod audit;
mod check;
mod clock;
mod consents;
mod demo;
mod doctor;
mod erase;
mod erasures;
mod init;
mod lint_mail;
mod mail;
mod migrate;
mod record;
mod requests;
mod serve;
mod sources;
mod staff;
mod tokens;
mod work;

use clap::{Args, Parser, Subcommand};
use habeas::app::{self, App, StartError};
use habeas::clock::Clock;
use habeas::config::Config;
use habeas::db::Database;
use habeas::secrets::Random;
use std::path::PathBuf;
use std::process::ExitCode;

/// Prints a line; a reader who has gone away (`| head`) is no error.
macro_rules! say {
    ($($part:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($part)*);
    }};
}
use say;

/// The portal where a company's customers see everything held about them and why, correct it, take it away, or have it
/// erased.
///
/// Try it with `habeas demo`. For your own data: `habeas init DIR`, then `habeas sources draft NAME`, `habeas check`,
/// `habeas serve`.
#[derive(Parser)]
#[command(name = "habeas", version, propagate_version = true)]
pub struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Work(work::Work),
    Demo(demo::Demo),
    Access(access::Access),
    Erase(erase::Erase),
    Check(check::Check),
    Clock(clock::Clock),
    /// The databases that hold personal data: draft a first source file.
    #[command(subcommand)]
    Sources(sources::Sources),
    /// Accounts of colleagues: open, list, open again, close.
    #[command(subcommand)]
    Staff(staff::Staff),
    /// The erasure ledger: who must stay erased.
    #[command(subcommand)]
    Erasures(erasures::Erasures),
    /// The consent ledger: import decisions from before the portal.
    #[command(subcommand)]
    Consents(consents::Consents),
    /// Requests of people: take in cases from before the portal.
    #[command(subcommand)]
    Requests(requests::Requests),
    /// Tokens by which programs open the API: add, list, revoke.
    #[command(subcommand)]
    Tokens(tokens::Tokens),
    /// Reports about mails: bounces and complaints.
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Tests of what the portal needs from outside: whether its mails arrive.
    #[command(subcommand)]
    Doctor(doctor::Doctor),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// The record of processing: versions, a new one from a file.
    #[command(subcommand)]
    Record(record::Record),
    Migrate(migrate::Migrate),
    Init(init::Init),
    LintMail(lint_mail::LintMail),
}

impl Line {
    /// Does what was asked. Exit codes: 0 done, 1 failed, 2 wrong usage (clap's own).
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Work(work) => work.run(),
            Command::Demo(demo) => demo.run(),
            Command::Access(access) => access.run(),
            Command::Erase(erase) => erase.run(),
            Command::Erasures(erasures) => erasures.run(),
            Command::Check(check) => Ok(check.run()),
            Command::Clock(clock) => clock.run(),
            Command::Sources(sources) => sources.run(),
            Command::Staff(staff) => staff.run(),
            Command::Consents(consents) => consents.run(),
            Command::Requests(requests) => requests.run(),
            Command::Tokens(tokens) => tokens.run(),
            Command::Mail(mail) => mail.run(),
            Command::Doctor(doctor) => Ok(doctor.run()),
            Command::Audit(audit) => audit.run(),
            Command::Record(record) => record.run(),
            Command::Migrate(migrate) => migrate.run(),
            Command::Init(init) => init.run(),
            Command::LintMail(lint) => lint.run(),
        }
    }
}

/// Tells which lines of a file could not be used, unless the JSON said it; the command ends with 1 then.
fn told(faults: &[(u64, String)], refused: u64, json: bool) -> ExitCode {
    for (line, why) in faults.iter().filter(|_| !json) {
        say!("line {line}: {why}");
    }
    if refused == 0 {
        return ExitCode::SUCCESS;
    }
    eprintln!("habeas: {refused} lines could not be used");
    ExitCode::FAILURE
}

/// Settings, and how to print.
#[derive(Args)]
struct Out {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    config: ConfigFile,
}

#[derive(Args)]
struct ConfigFile {
    /// The settings file.
    #[arg(long = "config", env = "HABEAS_CONFIG", default_value = "habeas.toml", value_name = "FILE")]
    path: PathBuf,
}

impl ConfigFile {
    fn settings(&self) -> Result<Config, StartError> {
        app::settings(&self.path)
    }

    /// The portal of these settings, its log started.
    fn open(&self) -> anyhow::Result<App> {
        let settings = self.settings()?;
        habeas::logs::start(&settings.logs.level, settings.logs.json);
        Ok(App::open(settings, Clock::system(), Random::system(), false)?)
    }

    /// The portal's database alone, as it is.
    fn database(&self) -> Result<(Config, Database), StartError> {
        let settings = self.settings()?;
        let database = Database::open(&settings.database.url, 1)?;
        Ok((settings, database))
    }
}
