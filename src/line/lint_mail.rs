//! `habeas lint-mail`.

use super::say;
use clap::{Args, ValueEnum};
use habeas::commands;
use habeas::lang::Lang;
use habeas::refresh::lint::{Family, Finding, Frame, better, report};
use std::path::PathBuf;
use std::process::ExitCode;

/// Tell what a details check must not say, with line, word, rule and what to do instead. Needs no settings.
///
/// Exit code 0: it may be sent. 1: it may not.
#[derive(Args)]
pub struct LintMail {
    /// A mail (.eml), its text (.txt) or its page (.html).
    file: PathBuf,
    /// `s`: service only, what may go to everybody due. `p`: only for people with a permission for marketing.
    #[arg(long, value_enum, default_value_t = Kind::S)]
    family: Kind,
    /// The language it must be in; unless given, what the mail itself says.
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
    /// A host that may be linked, such as privacy.example.com; unless given, the one of the stop link.
    #[arg(long = "portal", value_name = "HOST")]
    hosts: Vec<String>,
    /// A product or slogan that must not stand in it.
    #[arg(long = "product", value_name = "NAME")]
    products: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    S,
    P,
}

impl LintMail {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let family = match self.family {
            Kind::S => Family::Service,
            Kind::P => Family::Permitted,
        };
        let hosts = self.hosts.iter().map(|host| host.to_lowercase()).collect();
        let frame = Frame { lang: self.lang, hosts, products: self.products, ..Frame::new(family) };
        let found = commands::lint_mail(&self.file, &frame)?;
        let lang = self.lang.unwrap_or(Lang::En);
        let blocked = commands::blocked(&found, family);
        if self.json {
            say!("{}", report(&found, family, lang));
        } else {
            for finding in &found {
                say!("{}: {}", self.file.display(), line(finding, family, lang));
            }
        }
        if blocked {
            eprintln!("habeas: this mail must not be sent as a details check");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn line(finding: &Finding, family: Family, lang: Lang) -> String {
    let at = match finding.line {
        0 => finding.place.as_str().to_owned(),
        line => format!("{}, line {line}", finding.place.as_str()),
    };
    let kind = if finding.rule.blocks(family) { "blocked" } else { "warning" };
    let words = if finding.words.is_empty() { String::new() } else { format!(" “{}”", finding.words) };
    format!("{at}: {kind} [{}]{words}: {}", finding.rule.as_str(), better(lang, finding.rule))
}
