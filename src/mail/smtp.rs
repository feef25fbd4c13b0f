//! One mail through a mail server, with what can be known about it when something goes wrong on the way.
//!
//! Connections are kept and used again. The dialogue is led step by step, because whether a mail may have left depends
//! on the step at which the line went dead: before the final dot it did not; after it, nobody knows.

use super::mailer::{SendError, Step};
use crate::bounces::Status;
use crate::config::{Smtp, Tls};
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use std::fmt;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// For opening a connection, with TLS and sign-in.
const OPENING: Duration = Duration::from_secs(30);
/// For each command before the content.
const COMMAND: Duration = Duration::from_secs(60);
/// For the content and the server's answer to it (RFC 5321, 4.5.3.2.6 asks for patience here).
const CONTENT: Duration = Duration::from_secs(300);
/// Connections kept open for the next mail.
const KEPT: usize = 16;

/// The way to a mail server.
pub(super) struct Post {
    server: Smtp,
    hello: ClientId,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Post {
    /// A way to `server`, introduced as the host part of `base_url`.
    pub(super) fn new(server: Smtp, base_url: &str) -> Self {
        let host = url::Url::parse(base_url).ok().and_then(|url| url.host().map(|host| host.to_owned()));
        let hello = match host {
            Some(url::Host::Domain(name)) => ClientId::Domain(name),
            Some(url::Host::Ipv4(ip)) => ClientId::Ipv4(ip),
            Some(url::Host::Ipv6(ip)) => ClientId::Ipv6(ip),
            None => ClientId::default(),
        };
        Self { server, hello, idle: Mutex::new(Vec::new()) }
    }

    /// Hands the content over. `Ok` means that the server took it.
    pub(super) async fn send(&self, to: &Envelope, content: &[u8]) -> Result<(), SendError> {
        // A kept line may have died meanwhile; asking each time would cost a round trip a mail. It shows at the first
        // command, before anything was sent, and then a new line is opened.
        if let Some(line) = self.kept() {
            match self.lead(line, to, content).await {
                Err(SendError::Transient { step: Step::Sender, code: None | Some(421) }) => {}
                outcome => return outcome,
            }
        }
        // Whatever refuses us here is about this portal, not about the mail: it can be tried again.
        let unreachable =
            |error: Option<Error>| SendError::Transient { step: Step::Opening, code: code(error.as_ref()) };
        let opened = timeout(OPENING, self.open()).await.map_err(|_| unreachable(None))?;
        self.lead(opened.map_err(|error| unreachable(Some(error)))?, to, content).await
    }

    async fn lead(&self, mut line: AsyncSmtpConnection, to: &Envelope, content: &[u8]) -> Result<(), SendError> {
        dialogue(&mut line, to, content).await?;
        self.keep(line);
        Ok(())
    }

    fn kept(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Error> {
        let address = (self.server.host.as_str(), self.server.port);
        let tls = || TlsParameters::new(self.server.host.clone());
        let mut line = match self.server.tls {
            Tls::Required => {
                AsyncSmtpConnection::connect_tokio1(address, Some(OPENING), &self.hello, Some(tls()?), None).await?
            }
            // Our own socket, without waiting for more to send (Nagle): the library writes the content and its final dot
            // apart, and the server's late acknowledgement of the first would cost 40 ms a mail.
            _ => match TcpStream::connect(address).await {
                Ok(stream) => {
                    // Only slower without.
                    let _ = stream.set_nodelay(true);
                    AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello).await?
                }
                // Once more in the library's way, whose error says why not.
                Err(_) => AsyncSmtpConnection::connect_tokio1(address, Some(OPENING), &self.hello, None, None).await?,
            },
        };
        if self.server.tls == Tls::StartTls {
            line.starttls(tls()?, &self.hello).await?;
        }
        if let Some((user, password)) = &self.server.credentials {
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            line.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        Ok(line)
    }

    fn keep(&self, line: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT && !line.has_broken() {
            idle.push(line);
        }
    }
}

async fn dialogue(line: &mut AsyncSmtpConnection, envelope: &Envelope, content: &[u8]) -> Result<(), SendError> {
    let mut parameters = Vec::new();
    if !envelope.to().iter().all(|to| to.to_string().is_ascii()) {
        if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(SendError::Permanent { step: Step::Recipient, code: None, status: None });
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    // A refused sender is a mistake of the settings, which the mail must not suffer from.
    step(Step::Sender, line.command(Mail::new(envelope.from().cloned(), parameters)))
        .await
        .map_err(|error| SendError::Transient { step: Step::Sender, code: error.code() })?;
    for to in envelope.to() {
        step(Step::Recipient, line.command(Rcpt::new(to.clone(), Vec::new()))).await?;
    }
    step(Step::Data, line.command(Data)).await?;
    match timeout(CONTENT, line.message(content)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(refusal(Step::Content, &error).unwrap_or(SendError::OutcomeUnknown)),
        Err(_) => Err(SendError::OutcomeUnknown),
    }
}

async fn step<T>(step: Step, command: impl Future<Output = Result<T, Error>>) -> Result<T, SendError> {
    match timeout(COMMAND, command).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(refusal(step, &error).unwrap_or(SendError::Transient { step, code: None })),
        Err(_) => Err(SendError::Transient { step, code: None }),
    }
}

/// What the server said, if it said anything, in figures. Its words are left out: they may repeat the recipient's address.
fn refusal(step: Step, error: &Error) -> Option<SendError> {
    let code = code(Some(error));
    if error.is_permanent() {
        Some(SendError::Permanent { step, code, status: Status::find(&error.to_string()) })
    } else if error.is_transient() {
        Some(SendError::Transient { step, code })
    } else {
        None
    }
}

fn code(error: Option<&Error>) -> Option<u16> {
    error.and_then(Error::status).map(u16::from)
}
