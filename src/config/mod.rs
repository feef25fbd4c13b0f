//! The settings: typed, checked, each with its default in `config/default.toml`.
//!
//! A setting is taken from the environment (`HABEAS_SECTION__KEY`), else from the file, else from [`DEFAULTS`]. Only
//! `app` and `main` read [`Config`]; every part receives the values it needs.

mod amount;
mod inbox;
mod layers;
mod oidc;
mod read;
mod values;

pub use amount::Amount;
pub use inbox::{Inbox, OnceTaken};
pub use oidc::Oidc;
pub use values::{DatabaseUrl, Dkim, MailTransport, Network, Secret, Smtp, Tls, WebOrigin};

use crate::diagnostic::{Diagnostic, any_error};
use crate::document::Document;
use crate::lang::Lang;
use crate::outgoing::Allowed;
use crate::requests::clock::{Holidays, Regime};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Every setting with its default and one sentence about it: the very text the program takes its defaults from.
pub const DEFAULTS: &str = include_str!("../../config/default.toml");

/// Variables of the environment that begin with this and hold `__` are settings.
const PREFIX: &str = "HABEAS_";

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who we are and where.
    pub portal: Portal,
    /// The portal's own database.
    pub database: Database,
    /// How mails leave.
    pub mail: Mail,
    /// How customers sign in.
    pub identity: Identity,
    /// How erasure is carried out.
    pub erasure: Erasure,
    /// The clock of requests.
    pub requests: Requests,
    /// The mailbox to which people write about their data, if one is read.
    pub inbox: Option<Inbox>,
    /// Files that people add.
    pub attachments: Attachments,
    /// Data-refresh mailings.
    pub refresh: Refresh,
    /// The cookie banner of the company's own sites.
    pub cookies: Cookies,
    /// How colleagues sign in.
    pub staff: Staff,
    /// The company's own sign-in service, if colleagues use one.
    pub oidc: Option<Oidc>,
    /// What is logged.
    pub logs: Logs,
    /// Background work.
    pub jobs: Jobs,
    /// Calls to other systems.
    pub outgoing: Outgoing,
}

/// Who we are and where.
#[derive(Clone, Debug)]
pub struct Portal {
    /// The name customers know.
    pub name: String,
    /// The origin customers type, for example `https://privacy.example.com`, without a slash at the end.
    pub base_url: String,
    /// The host and, if it is not the usual one, the port of `base_url`: what a request's Host header must say.
    pub host: String,
    /// Whether `base_url` is https, so that cookies can be Secure.
    pub secure: bool,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The languages offered; never empty.
    pub languages: Vec<Lang>,
    /// The language of who never said; one of `languages`.
    pub default_language: Lang,
    /// Where days begin and deadlines end.
    pub time_zone: TimeZone,
    /// The proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<Network>,
    /// The folder of the keys.
    pub keys_dir: PathBuf,
    /// The folder of the source files.
    pub sources_dir: PathBuf,
    /// The record of processing.
    pub record: PathBuf,
}

/// The portal's own database.
#[derive(Clone, Debug)]
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    /// Connections kept open.
    pub pool_size: u32,
}

/// How mails leave.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The way out.
    pub transport: MailTransport,
    /// The sender, `Name <address>` or an address.
    pub from: String,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// The most mails in an hour.
    pub per_hour: u32,
    /// How mails are signed, if they are.
    pub dkim: Option<Dkim>,
    /// Where campaign mails come back to, if not to the sender: each to an address of its own below this one.
    pub bounce_address: Option<String>,
    /// The header in which campaign mails name themselves to the relay, if it wants one.
    pub trace_header: Option<String>,
    /// Who is asked what the DNS says about the sender; the system's resolver if nobody is named.
    pub resolver: Option<SocketAddr>,
}

/// How customers sign in.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// Minutes a code or link is good for.
    pub code_minutes: u32,
    /// Wrong codes after which a sign-in is dead.
    pub code_tries: u32,
    /// Seconds between two mails.
    pub resend_seconds: u32,
    /// Idle minutes after which a session ends.
    pub session_idle_minutes: u32,
    /// Hours after which a session ends.
    pub session_hours: u32,
    /// Minutes a sign-in counts as fresh.
    pub fresh_minutes: u32,
    /// Sign-in mails to one address in an hour.
    pub address_per_hour: u32,
    /// Sign-ins asked from one IP address in an hour.
    pub ip_per_hour: u32,
    /// Whether the subject shows the code.
    pub code_in_subject: bool,
}

/// How erasure is carried out.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Days to change one's mind.
    pub grace_days: u32,
    /// How many rows of each table of a source are searched for what is left of an erased person.
    pub searched_rows: u32,
    /// For how many days backups, logs and the files of databases may still hold what was erased.
    pub backup_days: u32,
    /// After how many days what something under way needs is looked at again, and the person told.
    pub review_days: u32,
    /// The erasure ledger: a file that is not restored together with the database.
    pub ledger: PathBuf,
}

/// The clock of requests.
#[derive(Clone, Debug)]
pub struct Requests {
    /// The law that counts: a regime of `config/regimes/`.
    pub regime: &'static Regime,
    /// The calendar of public holidays.
    pub holidays: Holidays,
    /// Days in which the company means to answer.
    pub internal_target_days: u32,
}

/// `[attachments]`.
#[derive(Clone, Copy, Debug)]
pub struct Attachments {
    /// The most megabytes of one file.
    pub max_megabytes: u32,
    /// The most files of one request.
    pub max_files: u32,
}

impl Attachments {
    /// The most bytes of one file.
    pub fn max_bytes(&self) -> u64 {
        u64::from(self.max_megabytes).saturating_mul(1_000_000)
    }

    /// The most bytes that one form may send: its files and some text.
    pub fn most_upload(&self) -> u64 {
        self.max_bytes().saturating_mul(u64::from(self.max_files)).saturating_add(1_000_000)
    }
}

/// Data-refresh mailings.
#[derive(Clone, Copy, Debug)]
pub struct Refresh {
    /// Months after which a confirmation is due.
    pub confirm_after_months: u32,
    /// The least number of months between two questions to a person.
    pub ask_after_months: u32,
    /// The most campaign mails in an hour.
    pub per_hour: u32,
    /// What a wrong address costs on average, if the company says.
    pub bad_address_cost: Option<Amount>,
}

/// The cookie banner of the company's own sites.
#[derive(Clone, Debug)]
pub struct Cookies {
    /// Where it runs.
    pub sites: Vec<WebOrigin>,
}

/// How colleagues sign in.
#[derive(Clone, Copy, Debug)]
pub struct Staff {
    /// Idle minutes after which a session ends.
    pub session_idle_minutes: u32,
    /// Hours after which a session ends.
    pub session_hours: u32,
    /// The least number of characters in a password.
    pub password_min: u32,
    /// Whether a refusal needs a second person.
    pub two_person_refusal: bool,
    /// Months after which an administrator says again whether an account is needed; 0: never.
    pub review_months: u32,
}

/// What is logged.
#[derive(Clone, Debug)]
pub struct Logs {
    /// Whether lines are JSON.
    pub json: bool,
    /// The least level logged, `error` to `trace`.
    pub level: String,
}

/// Background work.
#[derive(Clone, Copy, Debug)]
pub struct Jobs {
    /// Jobs that run at once.
    pub workers: u32,
}

/// Calls to other systems: HTTP sources and webhooks.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The inner places that may be called.
    pub allow: Vec<Allowed>,
    /// If not empty: the only places that may be called, beside the allowed ones.
    pub only: Vec<Allowed>,
    /// Seconds a whole call may take.
    pub timeout_seconds: u32,
    /// How a key that the record names is found: a variable of the environment.
    pub variable: fn(&str) -> Option<String>,
}

/// The settings that say where the sources are: nothing else of a file has to be right for them.
#[derive(Clone, Debug)]
pub struct Places {
    /// Who we are and where.
    pub portal: Portal,
    /// Calls to other systems.
    pub outgoing: Outgoing,
}

impl Places {
    /// Reads the sections `[portal]` and `[outgoing]` of the content of a file, with these settings of the environment, and
    /// looks at no other.
    pub fn parse(path: &Path, text: &str, environment: &BTreeMap<String, String>) -> (Option<Self>, Vec<Diagnostic>) {
        let file = Document::parse(path, text);
        let defaults = Document::parse(Path::new("config/default.toml"), DEFAULTS);
        let (places, mut found) = read::read_places(&file, &defaults, environment);
        found.extend(file.finish());
        found.extend(defaults.finish());
        (places.filter(|_| !any_error(&found)), found)
    }
}

impl Config {
    /// Reads the file and this process's environment. The settings are absent when a mistake would keep the portal
    /// from starting.
    pub fn load(path: &Path) -> (Option<Config>, Vec<Diagnostic>) {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text, &environment()),
            Err(error) => (None, vec![unreadable(path, &error)]),
        }
    }

    /// Reads the content of a file with these settings of the environment (see [`environment`]).
    pub fn parse(path: &Path, text: &str, environment: &BTreeMap<String, String>) -> (Option<Config>, Vec<Diagnostic>) {
        let file = Document::parse(path, text);
        let defaults = Document::parse(Path::new("config/default.toml"), DEFAULTS);
        let (config, mut found) = read::read(&file, &defaults, environment);
        found.extend(file.finish());
        found.extend(defaults.finish());
        (config.filter(|_| !any_error(&found)), found)
    }
}

/// The settings in this process's environment: every `HABEAS_SECTION__KEY`.
pub fn environment() -> BTreeMap<String, String> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(text).filter(|(name, _)| name.starts_with(PREFIX) && name.contains("__")).collect()
}

/// A variable of this process's environment by its name, for the `${NAME}` of source files.
pub fn variable(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok()
}

/// The mistake of a file that cannot be opened.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let cure = match error.kind() {
        std::io::ErrorKind::NotFound => "Check the path, or make a first set with `habeas init DIR`.",
        std::io::ErrorKind::PermissionDenied => "Give the account that runs Habeas the right to read it.",
        _ => "Check that it is a text file in UTF-8.",
    };
    Diagnostic::error(path, None, "", format!("cannot be read: {error}"), cure.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "[portal]\nname = \"Example\"\n[mail]\nfrom = \"Example <privacy@example.com>\"\n";

    fn parse(text: &str, variables: &[(&str, &str)]) -> (Option<Config>, Vec<Diagnostic>) {
        let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::parse(Path::new("/etc/habeas/habeas.toml"), text, &environment)
    }

    fn fields(found: &[Diagnostic]) -> Vec<(Option<usize>, &str)> {
        found.iter().map(|mistake| (mistake.line, mistake.field.as_str())).collect()
    }

    #[test]
    fn a_name_and_a_sender_are_all_that_must_be_written() {
        let (config, found) = parse(LEAST, &[]);
        assert_eq!(found, []);
        let config = config.unwrap();
        assert_eq!(config.portal.host, "127.0.0.1:8080");
        assert_eq!(config.portal.record, Path::new("/etc/habeas/record.toml"));
        assert_eq!(config.database.url, DatabaseUrl::Sqlite("/etc/habeas/habeas.sqlite".into()));
        assert_eq!(config.erasure.grace_days, 3);
        let (none, found) = parse("", &[]);
        assert!(none.is_none());
        assert_eq!(fields(&found), [(None, "portal.name"), (None, "mail.from")]);
    }

    #[test]
    fn the_defaults_name_every_setting_the_program_knows_and_no_other() {
        let (config, found) = parse(DEFAULTS, &[]);
        assert!(config.is_none());
        assert_eq!(found.iter().map(|m| m.field.as_str()).collect::<Vec<_>>(), ["portal.name", "mail.from"]);
        let (_, found) = parse(&format!("{LEAST}zzzzzzzzzzzzzzzzzzzz = 1\n"), &[]);
        let known = found[0].cure.split('`').skip(1).step_by(2);
        for key in known {
            let named = DEFAULTS.lines().any(|line| line.trim_start_matches("# ").starts_with(&format!("{key} =")));
            assert!(named || DEFAULTS.contains(&format!("`{key}`")), "{key} is not in default.toml");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let (config, found) = parse(
            LEAST,
            &[
                ("HABEAS_PORTAL__NAME", "Other"),
                ("HABEAS_PORTAL__LANGUAGES", "fr"),
                ("HABEAS_ERASURE__GRACE_DAYS", "0"),
                ("HABEAS_IDENTITY__CODE_IN_SUBJECT", "false"),
                ("HABEAS_DATABASE__URL", "postgres://habeas:s3cret@db/habeas"),
            ],
        );
        assert_eq!(found, []);
        let config = config.unwrap();
        assert_eq!(config.portal.name, "Other");
        assert_eq!(config.portal.languages, [Lang::Fr]);
        assert_eq!(config.erasure.grace_days, 0);
        assert!(!config.identity.code_in_subject);
        assert!(!format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn a_mistake_in_the_environment_names_its_variable() {
        let wrong = [("HABEAS_ERASURE__GRACE_DAY", "1"), ("HABEAS_JOBS__WORKERS", "many")];
        let (config, found) = parse(LEAST, &wrong);
        assert!(config.is_none());
        assert!(found.iter().all(|mistake| mistake.file == Path::new("environment")));
        assert_eq!(fields(&found), [(None, "HABEAS_JOBS__WORKERS"), (None, "HABEAS_ERASURE__GRACE_DAY")]);
        assert_eq!(found[1].cure, "Did you mean `HABEAS_ERASURE__GRACE_DAYS`?");
    }

    #[test]
    fn http_is_for_this_machine_and_the_address_has_no_path() {
        for (address, fine) in [
            ("https://privacy.example.com", true),
            ("https://privacy.example.com/", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://privacy.example.com", false),
            ("https://privacy.example.com/portal", false),
            ("https://user@privacy.example.com", false),
            ("ftp://privacy.example.com", false),
            ("privacy.example.com", false),
        ] {
            let (config, found) = parse(LEAST, &[("HABEAS_PORTAL__BASE_URL", address)]);
            assert_eq!(config.is_some(), fine, "{address}: {found:?}");
        }
        let (config, _) = parse(LEAST, &[("HABEAS_PORTAL__BASE_URL", "https://Privacy.Example.com/")]);
        assert_eq!(config.unwrap().portal.base_url, "https://privacy.example.com");
    }

    #[test]
    fn mails_without_protection_stay_on_this_machine() {
        let smtp = |host: &str| format!("{LEAST}transport = \"smtp\"\nhost = \"{host}\"\ntls = \"none\"\n");
        let (config, _) = parse(&smtp("localhost"), &[]);
        assert!(config.is_some());
        let (config, found) = parse(&smtp("smtp.example.com"), &[]);
        assert!(config.is_none());
        assert_eq!(fields(&found), [(Some(7), "mail.tls")]);
    }

    #[test]
    fn a_secret_can_live_in_a_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("url"), "postgres://h:pass@db/h\n").unwrap();
        let file = folder.path().join("habeas.toml");
        let text = format!("{LEAST}[database]\nurl_file = \"url\"\n");
        let (config, found) = Config::parse(&file, &text, &BTreeMap::new());
        assert_eq!(found, []);
        let expected = DatabaseUrl::Postgres(Secret::new("postgres://h:pass@db/h".into()));
        assert_eq!(config.unwrap().database.url, expected);
    }
}
