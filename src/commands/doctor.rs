//! `habeas doctor mail`: whether mails of the portal arrive, from the settings alone; what waits, from its database.

use crate::clock::Clock;
use crate::config::{Config, DatabaseUrl};
use crate::db::{self, Database, Id};
use crate::lang::Lang;
use crate::mail::{Envelope, Letterhead, Mail, Mailer, MailerError, SendError};
use crate::mail_health::{self, PATIENCE, Queue, Report, Subject, Verdict};
use crate::people::{Address, AddressError};
use crate::record::Record;
use crate::secrets::{Keys, KeysError, Random};
use std::fs;
use std::time::Duration;

/// How long a mail server may take with the test mail.
const HAND_OVER: Duration = Duration::from_secs(30);

/// Why nothing can be looked at.
#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    /// `mail.from` names no address.
    #[error("`mail.from` names no address that could be looked at")]
    Sender,
    /// The recipient of the test mail is no address.
    #[error("the test mail has no address to go to: {0}")]
    Recipient(#[from] AddressError),
    /// The record cannot be read; mails carry who the company is.
    #[error("the record of processing cannot be read; `habeas check` says why")]
    Record,
    /// The mailer of the settings cannot be built.
    #[error(transparent)]
    Mailer(#[from] MailerError),
    /// The system gives no runtime.
    #[error("nothing can be asked from here: {0}")]
    System(#[from] std::io::Error),
}

/// Why the queue is not known.
#[derive(Debug, thiserror::Error)]
enum QueueError {
    #[error("there is no database yet: the portal was never started")]
    None,
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// What was found.
#[derive(Debug)]
pub struct Examined {
    /// Of the DNS and the mail server.
    pub report: Report,
    /// What waits, or why that is not known.
    pub queue: Result<Queue, String>,
}

impl Examined {
    /// Whether there is something to mend.
    pub fn is_wrong(&self) -> bool {
        let late = self.queue.as_ref().is_ok_and(|queue| queue.lanes.iter().any(|lane| lane.late));
        late || self.report.count(Verdict::Wrong) > 0
    }

    /// Whether everything could be looked at.
    pub fn is_whole(&self) -> bool {
        self.queue.is_ok() && self.report.count(Verdict::Silent) == 0
    }
}

/// Looks at everything that the settings name.
pub fn doctor_mail(config: &Config) -> Result<Examined, DoctorError> {
    let subject = Subject::of(&config.mail, &config.portal).ok_or(DoctorError::Sender)?;
    let report = runtime()?.block_on(mail_health::look(&subject, PATIENCE));
    Ok(Examined { report, queue: queue(config).map_err(|error| error.to_string()) })
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

fn queue(config: &Config) -> Result<Queue, QueueError> {
    if let DatabaseUrl::Sqlite(path) = &config.database.url
        && !path.exists()
    {
        return Err(QueueError::None);
    }
    let keys = Keys::load(&config.portal.keys_dir)?;
    let database = Database::open(&config.database.url, 1)?;
    Ok(database.read_now(|db| mail_health::queue(db, Clock::system().now(), &keys))?)
}

/// What became of the test mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The mail server took it, or it was kept as the settings say.
    Taken,
    /// It did not leave.
    Refused(SendError),
    /// The mail server took too long.
    Slow,
}

/// Sends a test mail, straight from here: whoever tests has no worker running perhaps.
pub fn doctor_test(config: &Config, to: &str, lang: Lang) -> Result<Tried, DoctorError> {
    let to = Address::parse(to)?;
    let (clock, path, portal) = (Clock::system(), &config.portal.record, &config.portal);
    let text = fs::read_to_string(path).map_err(|_| DoctorError::Record)?;
    let record = Record::parse(path, &text, &portal.languages).0.ok_or(DoctorError::Record)?;
    let house = Letterhead::new(&portal.name, &portal.base_url, &portal.time_zone, &record);
    let mailer = Mailer::open(&config.mail, house, clock.clone())?;
    let id = Id::new(&clock, &Random::system()).to_string();
    let envelope = Envelope { to, lang, mail: Mail::Test { at: clock.now() }, id };
    let sent = runtime()?.block_on(async { tokio::time::timeout(HAND_OVER, mailer.send(&envelope)).await });
    Ok(match sent {
        Ok(Ok(_)) => Tried::Taken,
        Ok(Err(error)) => Tried::Refused(error),
        Err(_) => Tried::Slow,
    })
}
