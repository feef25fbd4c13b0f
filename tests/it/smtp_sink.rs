//! A mail server in a thread: takes mails by SMTP, keeps them, and fails where it is told to.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server does to a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes it.
    Take,
    /// Answers MAIL FROM with this.
    RefuseSender(u16),
    /// Answers RCPT TO with this.
    RefuseRecipient(u16),
    /// Answers DATA with this.
    RefuseData(u16),
    /// Reads the content and answers with this.
    RefuseContent(u16),
    /// Reads the content, keeps the mail, and hangs up without an answer.
    HangUpAfterContent,
    /// Hangs up at RCPT TO.
    HangUpAtRecipient,
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The address in MAIL FROM, empty for none.
    pub from: String,
    /// The address in RCPT TO.
    pub to: String,
    /// The content with dots unstuffed.
    pub raw: String,
}

/// The server; it ends with the test.
pub struct Sink {
    /// Where it listens, on this machine.
    pub port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
    manner: Arc<Mutex<Box<dyn FnMut() -> Manner + Send>>>,
    connections: Arc<Mutex<u32>>,
    closed: Arc<AtomicBool>,
}

impl Sink {
    /// A server that asks `manner` before each mail.
    pub fn start(manner: impl FnMut() -> Manner + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            taken: Arc::default(),
            manner: Arc::new(Mutex::new(Box::new(manner))),
            connections: Arc::default(),
            closed: Arc::default(),
        };
        let (taken, manner) = (sink.taken.clone(), sink.manner.clone());
        let (connections, closed) = (sink.connections.clone(), sink.closed.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if closed.load(Ordering::SeqCst) {
                    break;
                }
                *connections.lock().unwrap() += 1;
                let (taken, manner) = (taken.clone(), manner.clone());
                // A dialogue that breaks off is the client's affair.
                std::thread::spawn(move || drop(talk(stream, &taken, &manner)));
            }
        });
        sink
    }

    /// The mails taken so far, in their order.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// How often a client connected.
    pub fn connections(&self) -> u32 {
        *self.connections.lock().unwrap()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

type Manners = Mutex<Box<dyn FnMut() -> Manner + Send>>;

fn talk(stream: TcpStream, taken: &Mutex<Vec<Taken>>, manners: &Manners) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    let (mut manner, mut from, mut to) = (Manner::Take, String::new(), String::new());
    out.write_all(b"220 sink ESMTP\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match (verb.as_str(), manner) {
            ("EHLO", _) => out.write_all(b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")?,
            ("MAIL", _) => {
                manner = (manners.lock().unwrap())();
                from = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                match manner {
                    Manner::RefuseSender(code) => answer(&mut out, code)?,
                    _ => answer(&mut out, 250)?,
                }
            }
            ("RCPT", Manner::HangUpAtRecipient) => return Ok(()),
            ("RCPT", Manner::RefuseRecipient(code)) => answer(&mut out, code)?,
            ("RCPT", _) => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                answer(&mut out, 250)?;
            }
            ("DATA", Manner::RefuseData(code)) => answer(&mut out, code)?,
            ("DATA", _) => {
                answer(&mut out, 354)?;
                let mut raw = String::new();
                loop {
                    let Some(line) = lines.next().transpose()? else { return Ok(()) };
                    if line == "." {
                        break;
                    }
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push_str("\r\n");
                }
                if let Manner::RefuseContent(code) = manner {
                    answer(&mut out, code)?;
                    continue;
                }
                taken.lock().unwrap().push(Taken { from: from.clone(), to: to.clone(), raw });
                if manner == Manner::HangUpAfterContent {
                    return Ok(());
                }
                answer(&mut out, 250)?;
            }
            ("QUIT", _) => {
                answer(&mut out, 221)?;
                return Ok(());
            }
            ("NOOP" | "RSET", _) => answer(&mut out, 250)?,
            _ => answer(&mut out, 502)?,
        }
    }
    Ok(())
}

fn answer(out: &mut TcpStream, code: u16) -> std::io::Result<()> {
    out.write_all(format!("{code} said by the sink\r\n").as_bytes())
}
