//! The mailbox, by IMAP (RFC 9051; RFC 3501 servers understand the same). Nothing that a server says or a mail holds gets into
//! an error.

use crate::config::{Inbox, OnceTaken, Tls};
use async_imap::types::Fetch;
use async_imap::{Client, Session};
use futures_util::TryStreamExt;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How long a server may take to be reached.
const CONNECT: Duration = Duration::from_secs(15);

/// How long a server may take for an answer.
const ANSWER: Duration = Duration::from_secs(120);

/// The first time, unread mails of so many days are taken: an older request was answered elsewhere, or is late anyway.
const FIRST_DAYS: i32 = 31;

/// How much of a mail is fetched that is too large as a whole.
const BEGINNING: u32 = 256 * 1024;

/// Why a mailbox cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nobody answers there.
    #[error("nobody answers at this host and port")]
    Unreachable,
    /// TLS did not prove who answers, or is not offered.
    #[error("the connection cannot be protected: the certificate is not valid for this host, or TLS is not offered")]
    Unprotected,
    /// Account or password are wrong.
    #[error("account or password are refused")]
    Refused,
    /// There is no such folder, or its mails have no lasting numbers.
    #[error("there is no such folder")]
    NoFolder,
    /// The connection broke, or the server answered something else.
    #[error("the server broke off")]
    Broken,
}

impl Problem {
    const ALL: [Problem; 5] =
        [Problem::Unreachable, Problem::Unprotected, Problem::Refused, Problem::NoFolder, Problem::Broken];

    /// The word in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Problem::Unreachable => "unreachable",
            Problem::Unprotected => "unprotected",
            Problem::Refused => "refused",
            Problem::NoFolder => "no-folder",
            Problem::Broken => "broken",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.as_str() == word)
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

/// A folder that is open.
pub(super) struct Mailbox {
    session: Session<Box<dyn Wire>>,
    /// UIDVALIDITY: another one numbers the mails anew.
    pub validity: u32,
    /// The number of the next mail that arrives.
    next: Option<u32>,
}

/// A mail as it lies there.
pub(super) struct Lying {
    /// When it reached the server.
    pub at: Option<Timestamp>,
    /// Its bytes, or their beginning.
    pub raw: Vec<u8>,
    /// Whether these are all.
    pub is_whole: bool,
}

/// What must come in time.
async fn soon<T, E>(
    time: Duration,
    otherwise: Problem,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Problem> {
    tokio::time::timeout(time, work).await.ok().and_then(Result::ok).ok_or(otherwise)
}

/// Whether the mailbox can be read, as the settings say.
pub async fn look(settings: &Inbox) -> Result<(), Problem> {
    Mailbox::open(settings).await?.close().await;
    Ok(())
}

impl Mailbox {
    /// Connects, signs in and opens the folder.
    pub async fn open(settings: &Inbox) -> Result<Self, Problem> {
        let address = (settings.host.as_str(), settings.port);
        let wire = soon(CONNECT, Problem::Unreachable, TcpStream::connect(address)).await?;
        let client = match settings.tls {
            Tls::None => greeted(Box::new(wire)).await?,
            Tls::Required => greeted(protected(settings, Box::new(wire)).await?).await?,
            Tls::StartTls => {
                let mut client = greeted(Box::new(wire)).await?;
                soon(ANSWER, Problem::Unprotected, client.run_command_and_check_ok("STARTTLS", None)).await?;
                // What came in the clear with the answer is dropped: it could be anybody's.
                Client::new(protected(settings, client.into_inner()).await?)
            }
        };
        let signing =
            async { client.login(&settings.user, settings.password.expose()).await.map_err(|(error, _)| error) };
        let signed = tokio::time::timeout(ANSWER, signing).await.map_err(|_| Problem::Broken)?;
        let mut session = signed.map_err(|error| match error {
            async_imap::error::Error::No(_) | async_imap::error::Error::Validate(_) => Problem::Refused,
            _ => Problem::Broken,
        })?;
        let opened =
            tokio::time::timeout(ANSWER, session.select(&settings.folder)).await.map_err(|_| Problem::Broken)?;
        let folder = opened.map_err(|error| match error {
            async_imap::error::Error::No(_) => Problem::NoFolder,
            _ => Problem::Broken,
        })?;
        let validity = folder.uid_validity.ok_or(Problem::NoFolder)?;
        Ok(Self { session, validity, next: folder.uid_next })
    }

    /// The numbers of the mails after this one, in order.
    pub async fn after(&mut self, last: u32) -> Result<Vec<u32>, Problem> {
        let query = format!("UID {}:*", last.saturating_add(1));
        // `*` is the last mail, also where that is before the first that was asked for.
        let found = soon(ANSWER, Problem::Broken, self.session.uid_search(query)).await?;
        Ok(in_order(found.into_iter().filter(|uid| *uid > last)))
    }

    /// What is taken the first time: the unread mails of the last days, in order; and the number of the last mail that is there.
    pub async fn first(&mut self, today: Date) -> Result<(Vec<u32>, u32), Problem> {
        let all = soon(ANSWER, Problem::Broken, self.session.uid_search("ALL")).await?;
        let last = self.next.map_or(0, |next| next.saturating_sub(1)).max(all.into_iter().max().unwrap_or(0));
        let query = format!("UNSEEN SINCE {}", today.saturating_sub(FIRST_DAYS.days()).strftime("%-d-%b-%Y"));
        let found = soon(ANSWER, Problem::Broken, self.session.uid_search(query)).await?;
        Ok((in_order(found.into_iter().filter(|uid| *uid <= last)), last))
    }

    /// A mail without marking it as read; of one larger than `most` bytes the beginning. Nothing if it is gone.
    pub async fn fetch(&mut self, uid: u32, most: u64) -> Result<Option<Lying>, Problem> {
        let Some(head) = self.ask(uid, "(UID RFC822.SIZE INTERNALDATE)").await? else { return Ok(None) };
        let is_whole = u64::from(head.size.unwrap_or(0)) <= most;
        let at = head.internal_date().and_then(|date| Timestamp::from_second(date.timestamp()).ok());
        let part = if is_whole { "(UID BODY.PEEK[])".to_owned() } else { format!("(UID BODY.PEEK[]<0.{BEGINNING}>)") };
        let Some(whole) = self.ask(uid, &part).await? else { return Ok(None) };
        Ok(whole.body().map(|raw| Lying { at, raw: raw.to_vec(), is_whole }))
    }

    async fn ask(&mut self, uid: u32, what: &str) -> Result<Option<Fetch>, Problem> {
        let session = &mut self.session;
        let asking = async {
            let answers: Vec<Fetch> = session.uid_fetch(uid.to_string(), what).await?.try_collect().await?;
            Ok::<_, async_imap::error::Error>(answers.into_iter().find(|one| one.uid == Some(uid)))
        };
        soon(ANSWER, Problem::Broken, asking).await
    }

    /// Marks a mail as read, or removes it where that is wanted and nothing of it is lost by it.
    pub async fn leave(&mut self, uid: u32, once_taken: OnceTaken, may_go: bool) -> Result<(), Problem> {
        let goes = once_taken == OnceTaken::Deleted && may_go;
        let flags = if goes { "+FLAGS.SILENT (\\Seen \\Deleted)" } else { "+FLAGS.SILENT (\\Seen)" };
        let session = &mut self.session;
        let marking = async {
            session.uid_store(uid.to_string(), flags).await?.try_collect::<Vec<_>>().await?;
            if goes {
                // Only this one (RFC 4315): what somebody else marked for removal is theirs.
                session.uid_expunge(uid.to_string()).await?.try_collect::<Vec<_>>().await?;
            }
            Ok::<_, async_imap::error::Error>(())
        };
        soon(ANSWER, Problem::Broken, marking).await
    }

    /// Signs out; whether that is heard does not matter.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(CONNECT, self.session.logout()).await;
    }
}

fn in_order(uids: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut uids: Vec<u32> = uids.collect();
    uids.sort_unstable();
    uids
}

/// The client, once the server has said that it listens.
async fn greeted(wire: Box<dyn Wire>) -> Result<Client<Box<dyn Wire>>, Problem> {
    let mut client = Client::new(wire);
    match soon(ANSWER, Problem::Broken, client.read_response()).await? {
        Some(_) => Ok(client),
        None => Err(Problem::Broken),
    }
}

/// The same connection under TLS, with the certificates that the system trusts.
async fn protected(settings: &Inbox, wire: Box<dyn Wire>) -> Result<Box<dyn Wire>, Problem> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(settings.host.clone()).map_err(|_| Problem::Unprotected)?;
    let connector = TlsConnector::from(Arc::new(config));
    Ok(Box::new(soon(CONNECT, Problem::Unprotected, connector.connect(name, wire)).await?))
}
