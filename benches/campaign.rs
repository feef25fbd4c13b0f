//! How many mails a campaign brings to a mail server in a second, from its approval to the last answer of the server, beside a
//! plain loop of lettre that builds, signs (DKIM, RSA 2048) and hands over the same mail to the same server, in the same run.
//!
//!     cargo bench --bench campaign -- [--people N] [--runs N] [--postgres URL] [--plain N]
//!
//! The mail server is a thread of this program that takes everything at once. URL is a server on which databases may be made; with
//! it the campaign runs on PostgreSQL too, with one process and with two. Sign-in mails are asked for during the campaign. Prints
//! medians, asserts nothing.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the time that passes")]

use anyhow::{Context as _, anyhow};
use habeas::app::{self, App};
use habeas::clock::Clock;
use habeas::config::Config;
use habeas::db::{Db, Error, Id};
use habeas::refresh::campaign::Act;
use habeas::refresh::schedule::{Days, Schedule, Window};
use habeas::refresh::{self, By};
use habeas::secrets::Random;
use lettre::message::dkim::{DkimConfig, DkimSigningAlgorithm, DkimSigningKey};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Message, SmtpTransport, Transport};
use mail_parser::MessageParser;
use postgres::{Client, NoTls};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

struct Wanted {
    people: u64,
    runs: usize,
    plain: u64,
    postgres: Option<String>,
}

impl Wanted {
    fn read() -> anyhow::Result<Self> {
        let words: Vec<String> = std::env::args().collect();
        let word = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1)).cloned();
        let number = |name: &str, otherwise: u64| word(name).map_or(Ok(otherwise), |text| text.parse());
        Ok(Self {
            people: number("--people", 10_000)?,
            runs: usize::try_from(number("--runs", 3)?)?,
            plain: number("--plain", 5_000)?,
            postgres: word("--postgres"),
        })
    }
}

/// A mail server that takes everything.
struct Sink {
    port: u16,
    campaign: Arc<AtomicU64>,
    all: Arc<AtomicU64>,
    sample: Arc<Mutex<Option<String>>>,
    sign_ins: Arc<Mutex<Vec<(String, Instant)>>>,
}

impl Sink {
    fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let sink = Self {
            port: listener.local_addr()?.port(),
            campaign: Arc::default(),
            all: Arc::default(),
            sample: Arc::default(),
            sign_ins: Arc::default(),
        };
        let (campaign, all) = (Arc::clone(&sink.campaign), Arc::clone(&sink.all));
        let (sample, sign_ins) = (Arc::clone(&sink.sample), Arc::clone(&sink.sign_ins));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (campaign, all) = (Arc::clone(&campaign), Arc::clone(&all));
                let (sample, sign_ins) = (Arc::clone(&sample), Arc::clone(&sign_ins));
                std::thread::spawn(move || {
                    let taken = |to: &str, mail: &str| {
                        all.fetch_add(1, Ordering::SeqCst);
                        if mail.contains("\r\nList-Unsubscribe: ") {
                            campaign.fetch_add(1, Ordering::SeqCst);
                            if let Ok(mut sample) = sample.lock() {
                                sample.get_or_insert_with(|| mail.to_owned());
                            }
                        } else if let Ok(mut sign_ins) = sign_ins.lock() {
                            sign_ins.push((to.to_lowercase(), Instant::now()));
                        }
                    };
                    // A dialogue that breaks off is the client's affair.
                    drop(talk(stream, taken));
                });
            }
        });
        Ok(sink)
    }
}

fn talk(stream: TcpStream, taken: impl Fn(&str, &str)) -> std::io::Result<()> {
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
                taken(&to, &mail);
                out.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 ok\r\n")?,
        }
    }
}

/// A database of this run.
struct Scratch {
    server: String,
    name: String,
    url: String,
}

impl Scratch {
    fn make(server: &str, name: &str) -> anyhow::Result<Self> {
        let name = format!("habeas_bench_{}_{name}", std::process::id());
        Client::connect(server, NoTls)?.batch_execute(&format!("CREATE DATABASE {name}"))?;
        let (start, _) = server.rsplit_once('/').context("the URL names no database")?;
        Ok(Self { server: server.to_owned(), url: format!("{start}/{name}"), name })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Ok(mut client) = Client::connect(&self.server, NoTls) {
            let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// A process of the program; it ends with its place.
struct Running(Child);

impl Running {
    /// The most memory it had resident so far, in MiB; Linux only.
    fn most_memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A shop of so many people with a portal, whose mails go to the sink.
struct Place {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_habeas");

impl Place {
    fn make(folder: &Path, people: u64, database: Option<&str>, sink: &Sink, key: &str) -> anyhow::Result<Self> {
        let mut demo = Command::new(PROGRAM);
        demo.args(["demo", "--no-browser", "--listen", "127.0.0.1:0", "--people", &people.to_string(), "--dir"]);
        let mut demo = Running(demo.arg(folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
        let said = demo.0.stdout.take().context("the demo says nothing")?;
        let is_open = BufReader::new(said).lines().map_while(Result::ok).any(|line| line.contains("is open"));
        anyhow::ensure!(is_open, "the demo did not open");
        drop(demo);
        std::fs::write(folder.join("dkim.pem"), key)?;
        let set = |name: &str, value: &str| (format!("HABEAS_{name}"), value.to_owned());
        let mut environment = BTreeMap::from([
            set("MAIL__TRANSPORT", "smtp"),
            set("MAIL__HOST", "127.0.0.1"),
            set("MAIL__PORT", &sink.port.to_string()),
            set("MAIL__TLS", "none"),
            set("MAIL__PER_HOUR", "1000000"),
            set("MAIL__DKIM_SELECTOR", "bench"),
            set("MAIL__DKIM_KEY_FILE", "dkim.pem"),
            set("REFRESH__PER_HOUR", "10000000"),
            set("REQUESTS__HOLIDAYS", "NONE"),
            set("IDENTITY__IP_PER_HOUR", "100000"),
        ]);
        environment.extend(database.map(|url| set("DATABASE__URL", url)));
        Ok(Self { folder: folder.to_path_buf(), environment })
    }

    fn config(&self) -> anyhow::Result<Config> {
        let file = self.folder.join("habeas.toml");
        let (config, found) = Config::parse(&file, &std::fs::read_to_string(&file)?, &self.environment);
        config.ok_or_else(|| anyhow!("{found:?}"))
    }

    fn start(&self, words: &[&str]) -> anyhow::Result<Running> {
        let mut command = Command::new(PROGRAM);
        command.args(words).arg("--config").arg(self.folder.join("habeas.toml")).envs(&self.environment);
        Ok(Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
    }
}

/// Takes the directory in and has a campaign approved, whose mails may leave at any hour; nothing is sent yet.
fn approved(place: &Place) -> anyhow::Result<(App, Id, u64)> {
    let clock = Clock::system();
    let app = App::open(place.config()?, clock.clone(), Random::system(), false)?;
    let portal = app.portal();
    let (author, approver) = (Id::new(&clock, &portal.random), Id::new(&clock, &portal.random));
    let by = |colleague| By { colleague, now: clock.now(), random: &portal.random };
    portal.db.write_now(|tx: &mut Db| refresh::ask_import(tx, &by(&author)))?;
    app::block_on(app.worker().run_until_idle())?;
    let days = Days::from_bits(0b111_1111).context("no days")?;
    let always = Window { from_hour: 0, to_hour: 24, days };
    let schedule = Schedule { window: always, remind_after_days: None, ..Schedule::default() };
    let made = |tx: &mut Db| {
        let id = refresh::create(tx, &by(&author), "Yearly check", i32::MAX / 4)?;
        refresh::plan(tx, &by(&author), &id, &schedule)?;
        refresh::act(tx, &by(&author), &id, Act::Submit).map_err(|_| Error::Lost)?;
        refresh::act(tx, &by(&approver), &id, Act::Approve).map_err(|_| Error::Lost)?;
        Ok::<_, Error>(id)
    };
    let id = portal.db.write_now(made)?;
    let horizon = refresh::audience::Horizon::at(clock.now(), 12, 12);
    let due = portal.db.read_now(|db| refresh::audience(db, &horizon))?.total();
    Ok((app, id, u64::try_from(due)?))
}

/// Asks for a sign-in again and again while the campaign runs: milliseconds from the answer to the mail.
fn sign_ins(url: &str, sink: &Sink, until: &dyn Fn() -> bool) -> anyhow::Result<Vec<f64>> {
    let mut asked: Vec<(String, Instant)> = Vec::new();
    while !until() {
        let email = format!("nobody{}@example.net", asked.len());
        let client = reqwest::blocking::Client::builder().cookie_store(true).build()?;
        let page = client.get(format!("{url}/en/sign-in")).send()?.text()?;
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let token = token.context("the sign-in page has no token")?;
        let form = [("csrf", token), ("email", &email)];
        let began = Instant::now();
        client.post(format!("{url}/en/sign-in")).form(&form).send()?;
        asked.push((email, began));
        std::thread::sleep(Duration::from_millis(100));
    }
    std::thread::sleep(Duration::from_secs(3));
    let came = sink.sign_ins.lock().map_err(|_| anyhow!("a thread ended"))?;
    let time = |(email, began): &(String, Instant)| {
        let at = came.iter().find(|(to, _)| to == email).map(|(_, at)| *at);
        at.map_or(f64::INFINITY, |at| at.duration_since(*began).as_secs_f64() * 1000.0)
    };
    Ok(asked.iter().map(time).collect())
}

fn median(values: &[f64]) -> f64 {
    share(values, 0.5)
}

fn share(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len() as f64) * part) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// What one campaign showed.
struct Measured {
    per_second: f64,
    memory: f64,
    sign_ins: Vec<f64>,
}

fn campaign(place: &Place, sink: &Sink, processes: usize, with_sign_ins: bool) -> anyhow::Result<Measured> {
    let (app, _, due) = approved(place)?;
    drop(app);
    sink.campaign.store(0, Ordering::SeqCst);
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let url = format!("http://127.0.0.1:{port}");
    let serving = with_sign_ins.then(|| -> anyhow::Result<Running> {
        let mut place = Place { folder: place.folder.clone(), environment: place.environment.clone() };
        place.environment.insert("HABEAS_PORTAL__LISTEN".to_owned(), format!("127.0.0.1:{port}"));
        place.environment.insert("HABEAS_PORTAL__BASE_URL".to_owned(), url.clone());
        let running = place.start(&["serve", "--without-worker"])?;
        while reqwest::blocking::get(format!("{url}/health/ready")).is_err() {
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(running)
    });
    let serving = serving.transpose()?;
    let began = Instant::now();
    let working: Vec<Running> = (0..processes).map(|_| place.start(&["work"])).collect::<Result<_, _>>()?;
    let sent = || sink.campaign.load(Ordering::SeqCst);
    let is_over = || sent() >= due || began.elapsed() > Duration::from_secs(3600);
    let sign_ins = match serving {
        Some(_) => sign_ins(&url, sink, &is_over)?,
        None => Vec::new(),
    };
    while !is_over() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let took = began.elapsed().as_secs_f64() - if sign_ins.is_empty() { 0.0 } else { 3.0 };
    anyhow::ensure!(sent() == due, "{} of {due} mails came", sent());
    let memory = working.iter().filter_map(Running::most_memory).fold(0.0, f64::max);
    Ok(Measured { per_second: due as f64 / took, memory, sign_ins })
}

/// The plain loop: the same words, built, signed and handed over one after the other over one connection.
fn plain(sink: &Sink, mail: &str, key: &str, count: u64) -> anyhow::Result<f64> {
    let parsed = MessageParser::default().parse(mail).context("the sample is no mail")?;
    let (text, html) = (parsed.body_text(0).context("no text")?, parsed.body_html(0).context("no HTML")?);
    let subject = parsed.subject().unwrap_or_default();
    let from: Mailbox = "Maison Lavande <privacy@maison-lavande.example>".parse()?;
    let key = DkimSigningKey::new(key, DkimSigningAlgorithm::Rsa).map_err(|error| anyhow!("{error}"))?;
    let dkim = DkimConfig::default_config("bench".to_owned(), "maison-lavande.example".to_owned(), key);
    let transport = SmtpTransport::builder_dangerous("127.0.0.1").port(sink.port).build();
    let began = Instant::now();
    for number in 0..count {
        let mut message = Message::builder()
            .from(from.clone())
            .to(format!("p{number}@example.net").parse()?)
            .subject(subject)
            .multipart(MultiPart::alternative_plain_html(text.to_string(), html.to_string()))?;
        message.sign(&dkim);
        transport.send(&message)?;
    }
    Ok(count as f64 / began.elapsed().as_secs_f64())
}

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too.
    if std::env::args().any(|word| word == "--test") {
        return Ok(());
    }
    let wanted = Wanted::read()?;
    let key = String::from_utf8(openssl::rsa::Rsa::generate(2048)?.private_key_to_pem()?)?;
    let sink = Sink::start()?;
    let mut ways = vec![("SQLite, one process", None, 1)];
    if let Some(server) = &wanted.postgres {
        ways.push(("PostgreSQL, one process", Some(server), 1));
        ways.push(("PostgreSQL, two processes", Some(server), 2));
    }
    for (name, server, processes) in ways {
        let (mut rates, mut plains, mut memory, mut sign_ins) = (Vec::new(), Vec::new(), 0.0_f64, Vec::new());
        for run in 0..wanted.runs {
            let temporary = tempfile::tempdir()?;
            let database = server.map(|server| Scratch::make(server, &format!("{processes}_{run}"))).transpose()?;
            let url = database.as_ref().map(|database| database.url.as_str());
            let place = Place::make(&temporary.path().join("demo"), wanted.people, url, &sink, &key)?;
            // Asking for sign-ins takes time of its own, so the last run asks and is not among the figures.
            let measured = campaign(&place, &sink, processes, false)?;
            rates.push(measured.per_second);
            memory = memory.max(measured.memory);
            let sample = sink.sample.lock().map_err(|_| anyhow!("a thread ended"))?.clone().context("no mail came")?;
            plains.push(plain(&sink, &sample, &key, wanted.plain)?);
        }
        let temporary = tempfile::tempdir()?;
        let database = server.map(|server| Scratch::make(server, &format!("{processes}_s"))).transpose()?;
        let url = database.as_ref().map(|database| database.url.as_str());
        let place = Place::make(&temporary.path().join("demo"), wanted.people, url, &sink, &key)?;
        sign_ins.extend(campaign(&place, &sink, processes, true)?.sign_ins);
        let ratios: Vec<f64> = rates.iter().zip(&plains).map(|(rate, plain)| 100.0 * rate / plain).collect();
        println!("{name}, {} people:", wanted.people);
        println!(
            "  {:.0} mails in a second; the plain loop {:.0}; {:.0} % of it",
            median(&rates),
            median(&plains),
            median(&ratios)
        );
        println!("  memory of a sending process: {memory:.0} MiB at most");
        println!(
            "  {} sign-in mails meanwhile: median {:.0} ms, p99 {:.0} ms",
            sign_ins.len(),
            median(&sign_ins),
            share(&sign_ins, 0.99)
        );
    }
    Ok(())
}
