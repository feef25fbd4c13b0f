//! The mailer: renders a mail, builds the message, hands it to a mail server, a folder or memory.

use super::envelope::{BuildError, Envelope, Sender};
use super::folder;
use super::letterhead::Letterhead;
use super::letters::Mail;
use super::render::{RenderError, Rendered, Renderer};
use super::smtp::Post;
use super::tally::{Tally, Took};
use crate::bounces::Status;
use crate::clock::Clock;
use crate::config::{Mail as Settings, MailTransport};
use crate::lang::Lang;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Mails kept by the memory transport; older ones are forgotten.
const REMEMBERED: usize = 5_000;

/// Sends mails. Clones share connections and memory.
#[derive(Clone, Debug)]
pub struct Mailer(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    renderer: Renderer,
    sender: Sender,
    way: Way,
    clock: Clock,
    per_hour: u32,
    tally: Tally,
}

#[derive(Debug)]
enum Way {
    Smtp(Post),
    Folder(PathBuf),
    Memory(Mutex<VecDeque<Arc<[u8]>>>),
}

/// The mailer cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// A template is wrong.
    #[error("a mail template is wrong: {0}")]
    Template(String),
    /// A setting is wrong.
    #[error(transparent)]
    Setting(#[from] BuildError),
    /// The folder for mails cannot be made.
    #[error("the mail folder {0} cannot be made: {1}")]
    Folder(PathBuf, std::io::Error),
}

/// A mail, written and signed, that nobody has yet.
pub struct Written {
    to: lettre::address::Envelope,
    raw: Vec<u8>,
    id: String,
    at: Timestamp,
}

/// The mail was taken by the mail server (or folder, or memory).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
}

/// At which step of the way something went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Words, templates or headers, before anything was sent.
    Writing,
    /// Reaching the server: connection, TLS, sign-in; or writing the file.
    Opening,
    /// The sender was announced.
    Sender,
    /// The recipient was announced.
    Recipient,
    /// The content was announced.
    Data,
    /// The content was handed over.
    Content,
}

/// Why a mail was not sent, or that nobody can tell. Holds nothing about the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Not sent; it can be tried again.
    #[error("not sent for now ({step:?}, {code:?})")]
    Transient {
        /// Where.
        step: Step,
        /// The server's answer, such as 451.
        code: Option<u16>,
    },
    /// Not sent, and trying again would not help: at [`Step::Recipient`], the address does not work.
    #[error("refused ({step:?}, {code:?})")]
    Permanent {
        /// Where.
        step: Step,
        /// The server's answer, such as 550.
        code: Option<u16>,
        /// The enhanced status in its answer, such as 5.1.1.
        status: Option<Status>,
    },
    /// The content was handed over and no answer came: it may have been sent or not.
    #[error("handed over, but no answer came")]
    OutcomeUnknown,
}

impl SendError {
    /// The server's answer, if there was one.
    pub fn code(&self) -> Option<u16> {
        match self {
            SendError::Transient { code, .. } | SendError::Permanent { code, .. } => *code,
            SendError::OutcomeUnknown => None,
        }
    }
}

/// A mail that was kept in a folder or in memory, as the reader would see it.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The part before the @ of the Message-ID.
    pub id: String,
    /// When it was written, by the Date header (whole seconds).
    pub at: Timestamp,
    /// The address it went to.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The whole message with its headers.
    pub raw: Vec<u8>,
}

impl Mailer {
    /// The mailer of the settings.
    pub fn open(settings: &Settings, house: Letterhead, clock: Clock) -> Result<Self, MailerError> {
        let way = match &settings.transport {
            MailTransport::Smtp(server) => Way::Smtp(Post::new(server.clone(), &house.base_url)),
            MailTransport::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| MailerError::Folder(folder.clone(), error))?;
                Way::Folder(folder.clone())
            }
            MailTransport::Memory => Way::Memory(Mutex::default()),
        };
        let dkim = settings.dkim.as_ref().map(|dkim| (dkim.selector.as_str(), dkim.key.expose()));
        let sender = Sender::new(&settings.from, settings.reply_to.as_deref(), dkim)?
            .returning(settings.bounce_address.as_deref(), settings.trace_header.as_deref())?;
        let renderer = Renderer::new(house).map_err(|error| MailerError::Template(format!("{error:?}")))?;
        Ok(Self(Arc::new(Parts { renderer, sender, way, clock, per_hour: settings.per_hour, tally: Tally::default() })))
    }

    /// A mailer that keeps mails in memory, with the sample letterhead.
    pub fn for_tests(clock: Clock) -> Result<Self, MailerError> {
        let settings = Settings {
            transport: MailTransport::Memory,
            from: "Maison Lavande <donnees@maison-lavande.example>".to_owned(),
            reply_to: None,
            per_hour: 1_000_000,
            dkim: None,
            bounce_address: None,
            trace_header: None,
            resolver: None,
        };
        Self::open(&settings, Letterhead::sample(), clock)
    }

    /// The letterhead of every mail.
    pub fn house(&self) -> &Letterhead {
        self.0.renderer.house()
    }

    /// From now on mails are written under this letterhead.
    pub fn write_as(&self, house: Letterhead) {
        self.0.renderer.house().replace(house);
    }

    /// The most mails that may leave in an hour; sign-in mails do not wait for it.
    pub fn per_hour(&self) -> u32 {
        self.0.per_hour
    }

    /// What mail domains did with what was handed over, until somebody writes it down.
    pub fn tally(&self) -> &Tally {
        &self.0.tally
    }

    /// A mail as its reader would see it: the same path as sending.
    pub fn render(&self, lang: Lang, mail: &Mail) -> Result<Rendered, RenderError> {
        self.0.renderer.render(lang, mail)
    }

    /// Sends one mail. After [`SendError::Transient`] it certainly was not sent.
    pub async fn send(&self, envelope: &Envelope) -> Result<Sent, SendError> {
        self.hand_over(self.write(envelope)?).await
    }

    /// Writes and signs one mail: work for the processor, which who sends many gives to other threads.
    pub fn write(&self, envelope: &Envelope) -> Result<Written, SendError> {
        let (parts, at) = (&*self.0, self.0.clock.now());
        let broken = SendError::Permanent { step: Step::Writing, code: None, status: None };
        let rendered = parts.renderer.render(envelope.lang, &envelope.mail).map_err(|error| {
            tracing::error!(mail = envelope.mail.name(), error = ?error, "a mail cannot be rendered");
            broken
        })?;
        let stop = envelope.mail.stop().map(|path| self.house().link(path));
        let message = parts.sender.message(envelope, rendered, stop.as_deref(), at).map_err(|error| {
            tracing::error!(mail = envelope.mail.name(), error = %error, "a mail cannot be built");
            broken
        })?;
        Ok(Written { to: message.envelope().clone(), raw: message.formatted(), id: envelope.id.clone(), at })
    }

    /// Hands a written mail over. After [`SendError::Transient`] it certainly was not sent.
    pub async fn hand_over(&self, written: Written) -> Result<Sent, SendError> {
        let to = written.to.to().first().map(ToString::to_string).unwrap_or_default();
        let outcome = self.leave(written).await;
        if let Some(took) = Took::of(&outcome) {
            self.0.tally.count(&to, took);
        }
        outcome
    }

    async fn leave(&self, written: Written) -> Result<Sent, SendError> {
        let parts = &*self.0;
        let Written { to, raw, id, at } = written;
        match &parts.way {
            Way::Smtp(post) => post.send(&to, &raw).await?,
            Way::Folder(folder) => {
                let folder = folder.clone();
                let kept = tokio::task::spawn_blocking(move || folder::keep(&folder, at, &id, &raw)).await;
                if !matches!(kept, Ok(Ok(()))) {
                    return Err(SendError::Transient { step: Step::Opening, code: None });
                }
            }
            Way::Memory(mails) => {
                let mut mails = mails.lock().unwrap_or_else(PoisonError::into_inner);
                if mails.len() >= REMEMBERED {
                    mails.pop_front();
                }
                mails.push_back(raw.into());
            }
        }
        Ok(Sent { at: parts.clock.now() })
    }

    /// The newest mails of the folder or the memory, newest first; none through a mail server.
    pub fn recent(&self, limit: usize) -> std::io::Result<Vec<Delivered>> {
        let raw = match &self.0.way {
            Way::Smtp(_) => Vec::new(),
            Way::Folder(folder) => folder::newest(folder, limit)?,
            Way::Memory(mails) => {
                let mails = mails.lock().unwrap_or_else(PoisonError::into_inner);
                mails.iter().rev().take(limit).map(|raw| raw.to_vec()).collect()
            }
        };
        Ok(raw.into_iter().filter_map(read).collect())
    }
}

/// Reads a message that this mailer wrote.
fn read(raw: Vec<u8>) -> Option<Delivered> {
    let message = mail_parser::MessageParser::default().parse(&raw)?;
    let id = message.message_id()?.split('@').next()?.to_owned();
    let seconds = message.date().map_or(0, mail_parser::DateTime::to_timestamp);
    let delivered = Delivered {
        id,
        at: Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH),
        to: message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        raw: Vec::new(),
    };
    Some(Delivered { raw, ..delivered })
}
