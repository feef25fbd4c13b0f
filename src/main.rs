//! The command line: reads arguments, calls one function, prints. Exit codes: 0 done, 1 failed, 2 wrong usage.

use clap::{Args, Parser, Subcommand};
use habeas::app::{self, App, StartError};
use habeas::clock::Clock;
use habeas::commands;
use habeas::lang::Lang;
use habeas::secrets::{Keys, Random};
use habeas::staff::Role;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::sync::watch;

/// Prints a line; a reader who has gone away (`| head`) is no error.
macro_rules! line {
    ($($part:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($part)*);
    }};
}

/// The portal where a company's customers see everything held about them and why, correct it, take it away, or have it
/// erased.
///
/// Try it with `habeas demo`. For your own data: `habeas init DIR`, then `habeas sources draft NAME`, `habeas check`,
/// `habeas serve`.
#[derive(Parser)]
#[command(name = "habeas", version, propagate_version = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal, with a worker in the same process unless told otherwise.
    Serve {
        #[command(flatten)]
        config: ConfigFile,
        /// Run background work in this process too (the default).
        #[arg(long, overrides_with = "without_worker")]
        with_worker: bool,
        /// Serve pages only; run `habeas work` elsewhere.
        #[arg(long)]
        without_worker: bool,
    },
    /// Run background work only: mails, erasures, packages, mailings.
    Work {
        #[command(flatten)]
        config: ConfigFile,
        /// Do everything that is due, then end.
        #[arg(long)]
        until_idle: bool,
    },
    /// Try it: a fictional French shop with invented customers, served on this machine.
    Demo {
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
    },
    /// Write everything held about a person into a zip file, the same package a customer gets.
    Access {
        /// The person's e-mail address.
        email: String,
        /// The file to write; an existing one is replaced.
        #[arg(long, value_name = "FILE.zip")]
        out: PathBuf,
        /// The language of its words, of those the portal offers; the portal's own if not given.
        #[arg(long)]
        lang: Option<Lang>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Show or carry out what erasing a person means, in every source: the plan a customer sees, and its outcome.
    #[command(group = clap::ArgGroup::new("what").required(true).args(["plan", "yes"]))]
    Erase {
        /// The person's e-mail address.
        email: String,
        /// Show the plan; nothing is changed.
        #[arg(long)]
        plan: bool,
        /// Carry it out now.
        #[arg(long)]
        yes: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Name every mistake in settings, record and sources, with file, line and cure.
    Check {
        #[command(flatten)]
        config: ConfigFile,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// The databases that hold personal data: draft a first source file.
    #[command(subcommand)]
    Sources(Sources),
    /// Accounts of colleagues: open, list, open again, close.
    #[command(subcommand)]
    Staff(Staff),
    /// The audit log.
    #[command(subcommand)]
    Audit(Audit),
    /// Bring the schema of the portal's database up to date, as `serve` does at start.
    Migrate {
        #[command(flatten)]
        config: ConfigFile,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a commented first set of settings, record and keys into a folder.
    Init {
        /// The folder; files in it are never overwritten.
        dir: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Sources {
    /// Read a live database and write a first NAME.toml beside the other sources, with guesses marked for review.
    Draft {
        /// The name of the source: small letters, digits, hyphens.
        name: String,
        /// The path of a SQLite file, or postgres://…; the variable NAME_DATABASE_URL if not given. A password is never
        /// written down.
        #[arg(long, value_name = "PATH or URL")]
        url: Option<String>,
        #[command(flatten)]
        out: Out,
    },
}

#[derive(Subcommand)]
enum Staff {
    /// Open an account; prints the link that sets its password, once, within a day.
    Add {
        /// The address to sign in with.
        email: String,
        /// The name other colleagues see.
        #[arg(long)]
        name: String,
        /// support, marketing, dpo or admin.
        #[arg(long)]
        role: Role,
        /// The language of the pages: fr or en.
        #[arg(long, default_value = "fr")]
        lang: Lang,
        /// Read the password from standard input instead of printing a link.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        out: Out,
    },
    /// Every account.
    List {
        #[command(flatten)]
        out: Out,
    },
    /// Open an account again for who lost password or phone; prints a new link.
    Reset {
        /// The address of the account.
        email: String,
        #[command(flatten)]
        out: Out,
    },
    /// Close an account and end its sessions.
    Disable {
        /// The address of the account.
        email: String,
        #[command(flatten)]
        out: Out,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Recompute the whole log: every record, every signed head. Exit code 0 only if it is whole.
    Verify {
        #[command(flatten)]
        out: Out,
    },
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

fn main() -> ExitCode {
    match run(Line::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("habeas: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve { config, without_worker, .. } => serve(config, !without_worker),
        Command::Work { config, until_idle } => work(config, until_idle),
        Command::Demo { listen, dir, people, seed, no_browser } => demo(listen, &dir, people, seed, !no_browser),
        Command::Access { email, out, lang, json, config } => access(&email, &out, lang, json, &config),
        Command::Erase { email, plan, json, config, .. } => erase(&email, plan, json, &config),
        Command::Check { config, json } => Ok(check(config, json)),
        Command::Sources(Sources::Draft { name, url, out }) => sources_draft(&name, url.as_deref(), &out),
        Command::Staff(command) => staff(command),
        Command::Audit(Audit::Verify { out }) => audit_verify(&out),
        Command::Migrate { config, json } => migrate(config, json),
        Command::Init { dir, json } => init(dir, json),
    }
}

fn open(config: &ConfigFile) -> anyhow::Result<App> {
    let settings = app::settings(&config.path)?;
    habeas::logs::start(&settings.logs.level, settings.logs.json);
    Ok(App::open(settings, Clock::system(), Random::system(), false)?)
}

fn serve(config: ConfigFile, with_worker: bool) -> anyhow::Result<ExitCode> {
    let app = open(&config)?;
    actix_web::rt::System::new().block_on(async {
        let stop = app::stop_signal()?;
        let listener = app.bind()?;
        line!("Habeas answers at {}", app.portal().settings.portal.base_url);
        serve_until(&app, listener, with_worker, stop).await
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn serve_until(
    app: &App,
    listener: std::net::TcpListener,
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

fn demo(listen: Option<SocketAddr>, dir: &Path, people: u32, seed: u64, browser: bool) -> anyhow::Result<ExitCode> {
    if !dir.join("demo.json").exists() {
        line!("Inventing a shop with {people} customers in {} …\n", dir.display());
    }
    let demo = commands::demo(dir, people, seed, listen)?;
    habeas::logs::start(&demo.config.logs.level, demo.config.logs.json);
    let (welcome, start_page) = (demo.welcome(demo.clock.now()), demo.start_page());
    let app = App::open(demo.config, demo.clock, Random::system(), true)?;
    actix_web::rt::System::new().block_on(async {
        let stop = app::stop_signal()?;
        line!("{welcome}");
        if browser {
            commands::open_browser(&start_page);
        }
        serve_until(&app, demo.listener, true, stop).await
    })?;
    Ok(ExitCode::SUCCESS)
}

fn access(email: &str, out: &Path, lang: Option<Lang>, json: bool, config: &ConfigFile) -> anyhow::Result<ExitCode> {
    let app = open(config)?;
    actix_web::rt::System::new().block_on(async {
        let lang = lang.unwrap_or(app.portal().settings.portal.default_language);
        let accessed = commands::access(app.portal(), email, lang, out).await?;
        if json {
            line!("{}", serde_json::to_string(&accessed)?);
        } else {
            line!("{accessed}");
        }
        Ok(if accessed.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

fn erase(email: &str, plan_only: bool, json: bool, config: &ConfigFile) -> anyhow::Result<ExitCode> {
    let app = open(config)?;
    actix_web::rt::System::new().block_on(async {
        if plan_only {
            let plan = commands::erase_plan(app.portal(), email).await?;
            if json {
                line!("{}", serde_json::to_string(&plan)?);
            } else {
                line!("{plan}");
            }
            return Ok(ExitCode::SUCCESS);
        }
        let erased = commands::erase(app.portal(), email).await?;
        if json {
            line!("{}", serde_json::to_string(&erased)?);
        } else {
            line!("{erased}");
        }
        Ok(if erased.verified { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

fn staff(command: Staff) -> anyhow::Result<ExitCode> {
    match command {
        Staff::Add { email, name, role, lang, password_stdin, out } => {
            let app = open(&out.config)?;
            let given = password_stdin.then(|| std::io::read_to_string(std::io::stdin())).transpose()?;
            let given = given.as_deref().map(|text| text.strip_suffix('\n').unwrap_or(text));
            let made = commands::staff_add(app.portal(), &email, &name, role, lang, given)?;
            print_invited(&made, out.json)
        }
        Staff::Reset { email, out } => {
            let made = commands::staff_reset(open(&out.config)?.portal(), &email)?;
            print_invited(&made, out.json)
        }
        Staff::Disable { email, out } => {
            let closed = commands::staff_disable(open(&out.config)?.portal(), &email)?;
            if out.json {
                line!("{}", serde_json::json!({ "closed": closed }));
            } else {
                line!("{}", if closed { "The account is closed." } else { "The account was closed already." });
            }
            Ok(ExitCode::SUCCESS)
        }
        Staff::List { out } => {
            let accounts = commands::staff_list(open(&out.config)?.portal())?;
            if out.json {
                line!("{}", serde_json::json!({ "accounts": accounts }));
            } else {
                for one in &accounts {
                    let state = match (one.disabled_at, one.second_factor) {
                        (Some(_), _) => "closed",
                        (None, true) => "open",
                        (None, false) => "no second factor yet",
                    };
                    line!("{:<10} {:<40} {:<30} {state}", one.role, one.email, one.name);
                }
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn print_invited(made: &commands::Invited, json: bool) -> anyhow::Result<ExitCode> {
    if json {
        line!("{}", serde_json::to_string(made)?);
    } else if let Some(link) = &made.link {
        line!("{} can sign in after choosing a password here, once, within a day:\n{link}", made.email);
    } else {
        line!("{} can sign in with the password given.", made.email);
    }
    Ok(ExitCode::SUCCESS)
}

fn audit_verify(out: &Out) -> anyhow::Result<ExitCode> {
    let settings = app::settings(&out.config.path)?;
    let database = habeas::db::Database::open(&settings.database.url, 1).map_err(StartError::from)?;
    let keys = Keys::load(&settings.portal.keys_dir).map_err(StartError::from)?;
    let report = commands::audit_verify(&database, &keys)?;
    if out.json {
        line!("{}", serde_json::to_string(&report)?);
    } else {
        line!("{} events, root {}", report.size, report.root);
        line!("{} signed heads agree; {} events wait for the next one", report.checkpoints, report.unsigned);
        line!("{} events are of forgotten people; their leaves hold", report.forgotten);
        report.faults.iter().for_each(|fault| line!("fault: {}", serde_json::json!(fault)));
    }
    if report.holds() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("habeas: the audit log is not whole: {} faults", report.faults.len());
    Ok(ExitCode::FAILURE)
}

fn work(config: ConfigFile, until_idle: bool) -> anyhow::Result<ExitCode> {
    let app = open(&config)?;
    actix_web::rt::System::new().block_on(async {
        if until_idle {
            let count = app.worker().run_until_idle().await?;
            line!("{count} jobs done; nothing else is due");
            return anyhow::Ok(());
        }
        let stop = app::stop_signal()?;
        app.work(stop).await;
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn check(config: ConfigFile, json: bool) -> ExitCode {
    let found = commands::check(&config.path);
    if json {
        line!("{}", serde_json::json!({ "mistakes": found }));
    } else {
        for mistake in &found {
            line!("{mistake}");
        }
    }
    let wrong = found.iter().filter(|mistake| mistake.is_error()).count();
    if wrong > 0 {
        eprintln!("habeas: {wrong} mistakes to mend before the portal can start");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn sources_draft(name: &str, url: Option<&str>, out: &Out) -> anyhow::Result<ExitCode> {
    let written = commands::draft(&out.config.path, name, url)?;
    if out.json {
        line!("{}", serde_json::json!({ "written": written }));
        return Ok(ExitCode::SUCCESS);
    }
    line!("written: {}\nNext: read each line marked `review`, then `habeas check`.", written.display());
    Ok(ExitCode::SUCCESS)
}

fn migrate(config: ConfigFile, json: bool) -> anyhow::Result<ExitCode> {
    let settings = app::settings(&config.path)?;
    let database = habeas::db::Database::open(&settings.database.url, 1).map_err(StartError::from)?;
    let run = database.migrate().map_err(StartError::from)?;
    if json {
        line!("{}", serde_json::json!({ "migrations": run }));
    } else if run.is_empty() {
        line!("The schema is up to date.");
    } else {
        run.iter().for_each(|name| line!("done: {name}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn init(dir: PathBuf, json: bool) -> anyhow::Result<ExitCode> {
    let written = commands::init(&dir, |keys| Keys::generate(keys, &Random::system()))?;
    if json {
        line!("{}", serde_json::json!({ "written": written }));
        return Ok(ExitCode::SUCCESS);
    }
    written.iter().for_each(|path| line!("written: {}", path.display()));
    line!(
        "\nNext: edit {0}/habeas.toml, draft a source with `habeas sources draft NAME --config {0}/habeas.toml`,\n\
         then see what is missing with `habeas check --config {0}/habeas.toml`.",
        dir.display()
    );
    Ok(ExitCode::SUCCESS)
}
