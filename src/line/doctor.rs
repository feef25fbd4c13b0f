//! `habeas doctor …`.

use super::{Out, say};
use clap::Subcommand;
use habeas::commands::{self, Examined, Tried};
use habeas::lang::Lang;
use habeas::mail_health::{DnsRecord, Finding, Lane};
use habeas::words;
use std::process::ExitCode;

/// Nothing could be looked at, or not everything.
const BLIND: u8 = 2;

#[derive(Subcommand)]
pub enum Doctor {
    /// Tell whether mails of the portal arrive: SPF, DKIM, DMARC, MX, PTR and TLS, each with the line for the DNS that mends it; what
    /// waits; what mail domains take. Asks the DNS and the mail server, and sends nothing unless `--to` is given.
    ///
    /// Exit code 0: all well. 1: something to mend. 2: not everything could be looked at.
    Mail {
        /// Send a test mail to this address.
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
        /// The language of the findings and of the test mail.
        #[arg(long, default_value = "en")]
        lang: Lang,
        #[command(flatten)]
        out: Out,
    },
}

impl Doctor {
    pub fn run(self) -> ExitCode {
        let Self::Mail { to, lang, out } = self;
        match mail(to.as_deref(), lang, &out) {
            Ok(code) => code,
            Err(error) => {
                eprintln!("habeas: {error:#}");
                ExitCode::from(BLIND)
            }
        }
    }
}

fn mail(to: Option<&str>, lang: Lang, out: &Out) -> anyhow::Result<ExitCode> {
    let config = out.config.settings()?;
    let examined = commands::doctor_mail(&config)?;
    let tried = to.map(|to| commands::doctor_test(&config, to, lang)).transpose()?;
    if out.json {
        print_json(&examined, tried, lang);
    } else {
        print(&examined, tried, lang);
    }
    let refused = tried.is_some_and(|tried| tried != Tried::Taken);
    Ok(match (examined.is_wrong() || refused, examined.is_whole()) {
        (true, _) => ExitCode::FAILURE,
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::from(BLIND),
    })
}

fn print_json(examined: &Examined, tried: Option<Tried>, lang: Lang) {
    let finding = |one: &Finding| {
        let record = one.record.as_ref().map(|record| {
            serde_json::json!({ "name": record.name, "type": record.kind, "value": record.value, "line": record.line() })
        });
        serde_json::json!({
            "check": one.check, "about": one.about, "verdict": one.verdict, "reason": one.reason,
            "words": one.words(lang), "record": record,
        })
    };
    let findings: Vec<_> = examined.report.findings.iter().map(finding).collect();
    let (queue, why) = (examined.queue.as_ref().ok(), examined.queue.as_ref().err());
    let test = tried.map(outcome);
    say!("{}", serde_json::json!({ "findings": findings, "queue": queue, "queue_unknown": why, "test": test }));
}

fn outcome(tried: Tried) -> String {
    match tried {
        Tried::Taken => "taken".to_owned(),
        Tried::Refused(error) => error.to_string(),
        Tried::Slow => "the mail server took too long".to_owned(),
    }
}

fn print(examined: &Examined, tried: Option<Tried>, lang: Lang) {
    let word = |key: &str| words::say(lang, key, &[]);
    for one in &examined.report.findings {
        let title = word(&format!("mail-health-of-{}", one.check.as_str()));
        let verdict = word(&format!("mail-health-verdict-{}", one.verdict.as_str()));
        say!("{title} ({}): {verdict}\n  {}", one.about, one.words(lang));
        if let Some(line) = one.record.as_ref().map(DnsRecord::line) {
            say!("  {line}");
        }
    }
    match &examined.queue {
        Ok(queue) => {
            say!("\n{}", word("mail-health-lanes"));
            for lane in &queue.lanes {
                say!("  {}", lane_line(lane, lang));
            }
            say!("{}", word("mail-health-domains-caption"));
            let others = i64::try_from(queue.domains.other_domains).unwrap_or(0);
            let named = queue.domains.named.iter().map(|one| (one.domain.clone(), one));
            let rest = (others > 0)
                .then(|| (words::count(lang, "mail-health-other-domains", "count", others), &queue.domains.others));
            for (name, taken) in named.chain(rest) {
                let slowed = taken.slowed_until.map(|until| format!(", {} {until}", word("mail-health-slowed")));
                say!(
                    "  {name}: {} {}, {} {}, {} {}{}",
                    word("mail-health-accepted"),
                    taken.accepted,
                    word("mail-health-delayed"),
                    taken.delayed,
                    word("mail-health-refused"),
                    taken.refused,
                    slowed.unwrap_or_default()
                );
            }
        }
        Err(why) => eprintln!("habeas: the queue is not known: {why}"),
    }
    match tried {
        Some(Tried::Taken) => say!("\n{}", word("mail-health-test-left")),
        Some(other) => say!("\n{} {}", word("mail-health-test-failed"), outcome(other)),
        None => {}
    }
}

fn lane_line(lane: &Lane, lang: Lang) -> String {
    let word = |key: &str| words::say(lang, key, &[]);
    let since = |at: Option<_>, key: &str| at.map(|at| format!(" ({} {at})", word(key))).unwrap_or_default();
    format!(
        "{}: {} {}{}{}, {} {}{}, {} {}",
        word(&format!("mail-health-lane-{}", lane.lane)),
        word("mail-health-waiting"),
        lane.waiting,
        since(lane.since, "mail-health-since"),
        if lane.late { format!(" {}", word("mail-health-late")) } else { String::new() },
        word("mail-health-failed"),
        lane.failed,
        since(lane.failed_since, "mail-health-failed-since"),
        word("mail-health-unknown"),
        lane.unknown
    )
}
