//! `habeas staff …`.

use super::{Out, say};
use clap::Subcommand;
use habeas::commands;
use habeas::lang::Lang;
use habeas::roles::Role;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Staff {
    /// Open an account; prints the link that sets its password, once, within a day.
    Add {
        /// The address to sign in with.
        email: String,
        /// The name other colleagues see.
        #[arg(long)]
        name: String,
        /// support, marketing, dpo, admin or archivist.
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
    /// Give an account another role; its sessions end.
    Role {
        /// The address of the account.
        email: String,
        /// support, marketing, dpo, admin or archivist.
        role: Role,
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

impl Staff {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add { email, name, role, lang, password_stdin, out } => {
                let app = out.config.open()?;
                let given = password_stdin.then(|| std::io::read_to_string(std::io::stdin())).transpose()?;
                let given = given.as_deref().map(|text| text.strip_suffix('\n').unwrap_or(text));
                let made = commands::staff_add(app.portal(), &email, &name, role, lang, given)?;
                print_invited(&made, out.json)
            }
            Self::Reset { email, out } => {
                let made = commands::staff_reset(out.config.open()?.portal(), &email)?;
                print_invited(&made, out.json)
            }
            Self::Role { email, role, out } => {
                let changed = commands::staff_role(out.config.open()?.portal(), &email, role)?;
                if out.json {
                    say!("{}", serde_json::json!({ "changed": changed }));
                } else {
                    say!("{}", if changed { "The role is changed." } else { "The account had this role already." });
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Disable { email, out } => {
                let closed = commands::staff_disable(out.config.open()?.portal(), &email)?;
                if out.json {
                    say!("{}", serde_json::json!({ "closed": closed }));
                } else {
                    say!("{}", if closed { "The account is closed." } else { "The account was closed already." });
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::List { out } => {
                let accounts = commands::staff_list(out.config.open()?.portal())?;
                if out.json {
                    say!("{}", serde_json::json!({ "accounts": accounts }));
                } else {
                    for one in &accounts {
                        let state = match (one.disabled_at, one.second_factor) {
                            (Some(_), _) => "closed",
                            (None, true) => "open",
                            (None, false) => "no second factor yet",
                        };
                        say!("{:<10} {:<40} {:<30} {state}", one.role, one.email, one.name);
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn print_invited(made: &commands::Invited, json: bool) -> anyhow::Result<ExitCode> {
    if json {
        say!("{}", serde_json::to_string(made)?);
    } else if let Some(link) = &made.link {
        say!("{} can sign in after choosing a password here, once, within a day:\n{link}", made.email);
    } else {
        say!("{} can sign in with the password given.", made.email);
    }
    Ok(ExitCode::SUCCESS)
}
