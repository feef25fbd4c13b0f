//! The client.

use super::reach::{Reach, Refusal};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Calls other systems. Clones share their connections.
#[derive(Clone)]
pub struct Outgoing {
    client: Client,
    reach: Arc<Reach>,
    most: usize,
}

/// One call. Bodies and headers may hold personal data and secrets: it is never printed.
#[derive(Clone)]
pub struct Call {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The address.
    pub url: Url,
    /// Names in small letters, with their values.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

/// What the other system answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body, in full.
    pub body: Vec<u8>,
}

/// A call without an answer. Holds no address and nothing of what was sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutgoingError {
    /// The address may not be called: nothing was sent.
    #[error("the address {0}")]
    Refused(Refusal),
    /// No connection could be made, or TLS did not prove who answers: nothing was sent.
    #[error("no connection could be made")]
    NoConnection,
    /// The connection broke or the time was up: what was sent may have had its effect.
    #[error("no answer came in time")]
    NoAnswer,
    /// The answer is longer than the settings allow.
    #[error("the answer is too long")]
    TooLong,
    /// The call is not one that can be sent.
    #[error("the call is not well-formed")]
    Malformed,
}

impl Outgoing {
    /// A client for these places, with a whole call bounded to `patience` and an answer to `most` bytes.
    pub fn new(reach: Reach, patience: Duration, most: usize) -> Result<Self, OutgoingError> {
        let reach = Arc::new(reach);
        let client = Client::builder()
            .dns_resolver(Arc::new(Judged(Arc::clone(&reach))))
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT.min(patience))
            .timeout(patience)
            .pool_max_idle_per_host(4)
            .user_agent(concat!("Habeas/", env!("CARGO_PKG_VERSION")))
            .build();
        client.map(|client| Self { client, reach, most }).map_err(|_| OutgoingError::Malformed)
    }

    /// The same, for answers of at most so many bytes.
    pub fn bounded(&self, most: usize) -> Self {
        Self { most: most.min(self.most), ..self.clone() }
    }

    /// Whether an address may be called, as far as can be said without looking its name up.
    pub fn may_reach(&self, url: &Url) -> Result<(), Refusal> {
        self.reach.judge_url(url)
    }

    /// Calls, and waits for the whole answer. A redirect is an answer like any other.
    pub async fn call(&self, call: Call) -> Result<Answer, OutgoingError> {
        self.reach.judge_url(&call.url).map_err(OutgoingError::Refused)?;
        let method = Method::from_bytes(call.method.as_bytes()).map_err(|_| OutgoingError::Malformed)?;
        let mut headers = HeaderMap::new();
        for (name, value) in call.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| OutgoingError::Malformed)?;
            headers.append(name, HeaderValue::from_str(&value).map_err(|_| OutgoingError::Malformed)?);
        }
        let mut request = self.client.request(method, call.url).headers(headers);
        if !call.body.is_empty() {
            request = request.body(call.body);
        }
        let mut response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| failure(&error))? {
            if body.len() + part.len() > self.most {
                return Err(OutgoingError::TooLong);
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer { status, body })
    }

    /// The same on a thread that may wait: a job's blocking part, a command, never a task of the async runtime.
    pub fn call_and_wait(&self, call: Call) -> Result<Answer, OutgoingError> {
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => runtime.block_on(self.call(call)),
            Err(_) => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.map_err(|_| OutgoingError::NoConnection)?.block_on(self.call(call))
            }
        }
    }
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("reach", &self.reach).field("most", &self.most).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("method", &self.method).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("bytes", &self.body.len()).finish()
    }
}

/// What went wrong, by where. A refusal of the resolver is found among the causes.
fn failure(error: &reqwest::Error) -> OutgoingError {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(known) = cause {
        if let Some(refusal) = known.downcast_ref::<Refusal>() {
            return OutgoingError::Refused(*refusal);
        }
        cause = known.source();
    }
    if error.is_builder() {
        OutgoingError::Malformed
    } else if error.is_connect() {
        OutgoingError::NoConnection
    } else {
        OutgoingError::NoAnswer
    }
}

/// Looks names up and hands on only addresses that may be called: the ones that are then connected to.
struct Judged(Arc<Reach>);

impl Resolve for Judged {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = Arc::clone(&self.0);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let judged = found.iter().map(|address| reach.judge(name.as_str(), address.ip()));
            // One inner address among public ones is enough to refuse: nobody honest publishes such a name.
            if let Some(Err(refusal)) = judged.into_iter().find(Result::is_err) {
                return Err(Box::new(refusal) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// A server that reads one request, answers with these bytes and tells what it read.
    fn server(answer: Vec<u8>) -> (Url, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/find", listener.local_addr().unwrap()).parse().unwrap();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = Vec::new();
            let mut part = [0; 4096];
            loop {
                let count = stream.read(&mut part).unwrap_or(0);
                read.extend_from_slice(&part[..count]);
                if count == 0 || read.ends_with(b"\"x\"") {
                    break;
                }
            }
            let _ = stream.write_all(&answer);
            String::from_utf8(read).unwrap()
        });
        (url, thread)
    }

    fn client(allowed: &[&str], most: usize) -> Outgoing {
        let allowed = allowed.iter().map(|text| text.parse().unwrap()).collect();
        Outgoing::new(Reach::new(allowed, Vec::new()), Duration::from_secs(5), most).unwrap()
    }

    fn call(url: &Url) -> Call {
        Call {
            method: "POST",
            url: url.clone(),
            headers: vec![("idempotency-key", "k1".into())],
            body: b"\"x\"".to_vec(),
        }
    }

    #[test]
    fn a_redirect_is_an_answer_and_is_not_followed() {
        let (url, thread) =
            server(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nno".to_vec());
        let answer = client(&["127.0.0.1"], 100).call_and_wait(call(&url)).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (302, b"no".as_slice()));
        let read = thread.join().unwrap();
        assert!(read.starts_with("POST /find HTTP/1.1\r\n") && read.contains("idempotency-key: k1"), "{read}");
    }

    #[test]
    fn an_answer_without_end_is_cut() {
        let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        answer.extend(std::iter::repeat_n(b'x', 200_000));
        let (url, thread) = server(answer);
        assert_eq!(client(&["127.0.0.1"], 1000).call_and_wait(call(&url)), Err(OutgoingError::TooLong));
        thread.join().unwrap();
    }

    #[test]
    fn a_name_that_leads_to_this_machine_is_refused_before_anything_is_sent() {
        let closed = client(&[], 100);
        let refused = |url: &str, why| {
            let error = closed.call_and_wait(call(&url.parse().unwrap())).unwrap_err();
            assert_eq!(error, OutgoingError::Refused(why), "{url}");
        };
        refused("http://127.0.0.1:9/", Refusal::Plain);
        refused("https://127.0.0.1:9/", Refusal::Inside);
        refused("https://localhost:9/", Refusal::Inside);
    }

    #[test]
    fn a_silent_or_absent_server_is_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let allowed = vec!["127.0.0.1".parse().unwrap()];
        let hasty = Outgoing::new(Reach::new(allowed, Vec::new()), Duration::from_millis(300), 100).unwrap();
        assert_eq!(hasty.call_and_wait(call(&url)), Err(OutgoingError::NoAnswer));
        drop(listener);
        assert_eq!(hasty.call_and_wait(call(&url)), Err(OutgoingError::NoConnection));
        assert!(!format!("{:?}", call(&url)).contains("127.0.0.1"));
    }
}
