//! A mail server for measurements: a thread of this program that takes everything, at once or after a while.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A mail server that takes everything.
#[derive(Clone)]
pub struct Sink {
    pub port: u16,
    taken: Arc<Taken>,
}

/// What it took.
#[derive(Default)]
struct Taken {
    campaign: AtomicU64,
    sample: Mutex<Option<String>>,
    others: Mutex<Vec<(String, Instant)>>,
}

impl Sink {
    /// One that takes so long for each mail.
    pub fn start(pause: Duration) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let sink = Self { port: listener.local_addr()?.port(), taken: Arc::default() };
        let taken = Arc::clone(&sink.taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let taken = Arc::clone(&taken);
                // A dialogue that breaks off is the client's affair.
                std::thread::spawn(move || drop(talk(stream, pause, |to, mail| taken.note(to, mail))));
            }
        });
        Ok(sink)
    }

    /// How many mails of a campaign came since [`Sink::begin`].
    pub fn of_campaign(&self) -> u64 {
        self.taken.campaign.load(Ordering::SeqCst)
    }

    /// Forgets what came, but for the sample.
    pub fn begin(&self) {
        self.taken.campaign.store(0, Ordering::SeqCst);
        if let Ok(mut others) = self.taken.others.lock() {
            others.clear();
        }
    }

    /// The first mail of a campaign, whole.
    pub fn sample(&self) -> Option<String> {
        self.taken.sample.lock().ok()?.clone()
    }

    /// To whom the other mails went, and when they came.
    pub fn others(&self) -> Vec<(String, Instant)> {
        self.taken.others.lock().map(|others| others.clone()).unwrap_or_default()
    }
}

impl Taken {
    fn note(&self, to: &str, mail: &str) {
        if mail.contains("\r\nList-Unsubscribe: ") {
            self.campaign.fetch_add(1, Ordering::SeqCst);
            if let Ok(mut sample) = self.sample.lock() {
                sample.get_or_insert_with(|| mail.to_owned());
            }
        } else if let Ok(mut others) = self.others.lock() {
            others.push((to.to_lowercase(), Instant::now()));
        }
    }
}

fn talk(stream: TcpStream, pause: Duration, taken: impl Fn(&str, &str)) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut input = BufReader::with_capacity(64 * 1024, stream);
    let (mut line, mut to, mut mail) = (String::new(), String::new(), String::new());
    out.write_all(b"220 sink ESMTP\r\n")?;
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => out.write_all(b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")?,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                out.write_all(b"250 ok\r\n")?;
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                mail.clear();
                loop {
                    let began = mail.len();
                    if input.read_line(&mut mail)? == 0 {
                        return Ok(());
                    }
                    if mail.get(began..) == Some(".\r\n") {
                        break;
                    }
                }
                if !pause.is_zero() {
                    std::thread::sleep(pause);
                }
                taken(&to, &mail);
                out.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 ok\r\n")?,
        }
    }
}
