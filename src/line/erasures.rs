//! `habeas erasures …`.

use super::{Out, say};
use clap::Subcommand;
use habeas::commands::{Rewrite, RewrittenPlace};
use habeas::{app, commands};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Erasures {
    /// Find what a source holds again, as after its backup was restored, and undo it: erased people, forgotten withdrawals
    /// and objections.
    ///
    /// Erased people are known by a keyed fingerprint of their address alone, so every row that names its owner is read.
    /// Whoever signed in again after their erasure is left alone.
    Replay {
        /// Look in this source only; what is found is erased everywhere.
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// Only count them.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        out: Out,
    },
    /// Make a new erasure ledger where the file and every copy of it are lost: docs/restore.md.
    ///
    /// Right only if the portal's database was not restored from a backup: a restored one has forgotten who was erased
    /// since, and this makes it forget for good.
    Rebuild {
        /// The database was not restored, and there is no copy of the ledger.
        #[arg(long, required = true)]
        yes: bool,
        #[command(flatten)]
        out: Out,
    },
    /// Write the tables of PostgreSQL and MariaDB anew, so that what was erased leaves their files: docs/remains.md.
    ///
    /// Without --run it prints the statements and changes nothing. Each table is locked while it is written, and needs as much
    /// room again: choose a quiet hour.
    Rewrite {
        /// Only this source; `portal` is the portal's own database. May be given again.
        #[arg(long, value_name = "NAME")]
        place: Vec<String>,
        /// Run the statements.
        #[arg(long)]
        run: bool,
        /// Somebody wrote them anew by other means: only note it.
        #[arg(long, conflicts_with = "run", requires = "place")]
        done: bool,
        #[command(flatten)]
        out: Out,
    },
}

impl Erasures {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Replay { source, dry_run, out } => replay(source.as_deref(), dry_run, &out),
            Self::Rebuild { out, .. } => rebuild(&out),
            Self::Rewrite { place, run, done, out } => {
                let what = match (run, done) {
                    (true, _) => Rewrite::Run,
                    (_, true) => Rewrite::Note,
                    _ => Rewrite::Show,
                };
                rewrite(&place, what, &out)
            }
        }
    }
}

fn rebuild(out: &Out) -> anyhow::Result<ExitCode> {
    let rebuilt = commands::erasures_rebuild(&out.config.settings()?)?;
    if out.json {
        say!("{}", serde_json::to_string(&rebuilt)?);
    } else {
        say!("a new erasure ledger: {} people must stay erased", rebuilt.erased);
        if let Some(refused) = rebuilt.refused {
            say!("the refused one is {}", refused.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn replay(source: Option<&str>, dry_run: bool, out: &Out) -> anyhow::Result<ExitCode> {
    let app = out.config.open()?;
    app::block_on(async {
        let caught_up = app.catch_up().await?;
        let replayed = commands::erasures_replay(app.portal(), source, dry_run).await?;
        if out.json {
            say!("{}", serde_json::json!({ "portal": caught_up, "sources": replayed }));
        } else {
            let (erasures, choices) = (caught_up.erasures, caught_up.choices);
            if erasures + choices > 0 {
                say!("the portal's own database: {erasures} erasures and {choices} choices applied again");
            }
            for (name, count) in &replayed.found {
                say!("source {name}: erased people who are held again: {count}");
            }
            for (name, count) in &replayed.choices {
                say!("source {name}: withdrawals and objections it has forgotten: {count}");
            }
            for name in &replayed.unsearched {
                say!("source {name}: lists nobody, so it cannot be searched; ask whoever runs it to replay its own");
            }
            replayed.problems.iter().for_each(|problem| say!("not done: {problem}"));
            match (dry_run, replayed.found.is_empty() && replayed.choices.is_empty()) {
                (_, true) => {
                    say!("nobody who was erased is held again, and no withdrawal or objection is forgotten")
                }
                (true, false) => say!("a dry run: nothing was changed"),
                (false, false) => {
                    let choices: usize = replayed.choices.values().sum();
                    say!("erased again: {}; withdrawals and objections written again: {choices}", replayed.erased);
                }
            }
        }
        Ok(if replayed.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

/// Without `--json` what is shown is what a database takes: everything else is a comment.
fn rewrite(places: &[String], what: Rewrite, out: &Out) -> anyhow::Result<ExitCode> {
    let own = out.config.settings()?.database.url;
    let app = out.config.open()?;
    let all = app::block_on(commands::erasures_rewrite(app.portal(), &own, places, what))?;
    let is_whole = all.iter().filter_map(|one| one.done.as_ref()).all(|done| done.refused.is_empty());
    if out.json {
        say!("{}", serde_json::to_string(&all)?);
    } else if all.is_empty() {
        say!("-- nothing to do: no database here keeps what was erased in its files");
    } else {
        all.iter().for_each(|one| tell(one, what));
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(one: &RewrittenPlace, what: Rewrite) {
    say!("-- {}", one.place);
    match (&one.done, what) {
        (_, Rewrite::Note) => say!("-- noted: its tables were written anew"),
        (None, _) => one.statements.iter().for_each(|statement| say!("{statement};")),
        (Some(done), _) => {
            say!("-- written anew: {} tables", done.tables.len());
            for (statement, why) in &done.refused {
                say!("-- refused, to be run as the owner of the database or an administrator ({why}):\n{statement};");
            }
        }
    }
    one.advice.iter().for_each(|advice| say!("-- {advice}"));
}
