//! How many mails a campaign brings to a mail server in a second, from its approval to the last answer of the server, beside a
//! plain loop of lettre that builds, signs (DKIM, RSA 2048) and hands over the same mail to the same server, in the same run.
//!
//!     cargo bench --bench campaign -- [--people N] [--mails N] [--runs N] [--postgres URL] [--plain N] [--only WAY] [--relay-ms N]
//!
//! The mail server is a thread of this program that takes everything at once. The limit is Postfix's `smtp-source`, which brings
//! mails of the same size over as many connections to Postfix's `smtp-sink`, and to this one. URL is a server on which databases
//! may be made; with it the campaign runs on PostgreSQL too, with one process and with two. Sign-in mails are asked for during a
//! campaign of its own. A campaign ends after so many mails if `--mails` says so: enough to see its memory, and then nobody asks
//! for sign-ins. With `--relay-ms` the mail server takes so long for each mail, as those far away do: then one process waits, and
//! it shows what a second one adds. WAY is `sqlite`, `postgres` or `two`. Prints medians, asserts nothing.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the time that passes")]

#[path = "lib/figures.rs"]
mod figures;
#[path = "lib/scratch.rs"]
mod scratch;
#[path = "lib/sink.rs"]
mod sink;

use anyhow::{Context as _, anyhow};
use figures::{mebibytes, median, share};
use habeas::app::{self, App};
use habeas::clock::Clock;
use habeas::config::Config;
use habeas::db::{Db, Error, Id};
use habeas::refresh::campaign::Act;
use habeas::refresh::schedule::{Days, Schedule, Window};
use habeas::refresh::{self, By};
use habeas::secrets::Random;
use lettre::Message;
use lettre::message::dkim::{DkimConfig, DkimSigningAlgorithm, DkimSigningKey};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use mail_parser::MessageParser;
use scratch::Scratch;
use sink::Sink;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Wanted {
    people: u64,
    /// The most mails of a campaign.
    mails: u64,
    runs: usize,
    plain: u64,
    postgres: Option<String>,
    only: Option<String>,
    /// How long the mail server takes for a mail.
    relay: Duration,
}

impl Wanted {
    fn read() -> anyhow::Result<Self> {
        let words: Vec<String> = std::env::args().collect();
        let word = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1)).cloned();
        let number = |name: &str, otherwise: u64| word(name).map_or(Ok(otherwise), |text| text.parse());
        Ok(Self {
            people: number("--people", 10_000)?,
            mails: number("--mails", u64::MAX)?,
            runs: usize::try_from(number("--runs", 3)?)?,
            plain: number("--plain", 5_000)?,
            postgres: word("--postgres"),
            only: word("--only"),
            relay: Duration::from_millis(number("--relay-ms", 0)?),
        })
    }
}

/// A process of the program; it ends with its place.
struct Running(Child);

impl Running {
    /// The most memory it had resident so far, in MiB; Linux only.
    fn most_memory(&self) -> Option<f64> {
        mebibytes(&self.0.id().to_string(), "VmHWM:")
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

/// One place may ask for a sign-in 300 times in an hour.
const SIGN_INS: usize = 290;

/// Asks for a sign-in again and again while the campaign runs: milliseconds from the answer to the mail.
fn sign_ins(url: &str, sink: &Sink, until: &dyn Fn() -> bool) -> anyhow::Result<Vec<f64>> {
    let mut asked: Vec<(String, Instant)> = Vec::new();
    while !until() && asked.len() < SIGN_INS {
        let email = format!("nobody{}@example.net", asked.len());
        let client = reqwest::blocking::Client::builder().cookie_store(true).build()?;
        let page = client.get(format!("{url}/en/sign-in")).send()?.text()?;
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let token = token.context("the sign-in page has no token")?;
        let form = [("csrf", token), ("email", &email)];
        let began = Instant::now();
        client.post(format!("{url}/en/sign-in")).form(&form).send()?.error_for_status()?;
        asked.push((email, began));
        std::thread::sleep(Duration::from_millis(100));
    }
    std::thread::sleep(Duration::from_secs(3));
    let came = sink.others();
    let time = |(email, began): &(String, Instant)| {
        let at = came.iter().find(|(to, _)| to == email).map(|(_, at)| *at);
        at.map_or(f64::INFINITY, |at| at.duration_since(*began).as_secs_f64() * 1000.0)
    };
    Ok(asked.iter().map(time).collect())
}

/// What one campaign showed.
struct Measured {
    per_second: f64,
    memory: f64,
    /// How much of all processors was used meanwhile, in percent; Linux only.
    busy: f64,
    sign_ins: Vec<f64>,
}

fn campaign(
    (place, database): (&Place, Option<&Scratch>),
    sink: &Sink,
    (processes, most): (usize, u64),
    with_sign_ins: bool,
) -> anyhow::Result<Measured> {
    let (app, _, all) = approved(place)?;
    drop(app);
    if let Some(database) = database {
        // What the server's own upkeep does within a minute.
        database.client()?.batch_execute("ANALYZE")?;
    }
    let due = all.min(most);
    sink.begin();
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
    let (began, before) = (Instant::now(), processors());
    let working: Vec<Running> = (0..processes).map(|_| place.start(&["work"])).collect::<Result<_, _>>()?;
    let is_over = || sink.of_campaign() >= due || began.elapsed() > Duration::from_secs(3600);
    let sign_ins = match serving {
        Some(_) => sign_ins(&url, sink, &is_over)?,
        None => Vec::new(),
    };
    while !is_over() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let took = began.elapsed().as_secs_f64() - if sign_ins.is_empty() { 0.0 } else { 3.0 };
    let (sent, (busy, whole)) = (sink.of_campaign(), processors());
    anyhow::ensure!(if due == all { sent == due } else { sent >= due }, "{sent} of {due} mails came");
    let memory = working.iter().filter_map(Running::most_memory).fold(0.0, f64::max);
    let busy = 100.0 * (busy - before.0) / (whole - before.1);
    Ok(Measured { per_second: sent as f64 / took, memory, busy, sign_ins })
}

/// The time that all processors worked, and all their time, in ticks since the machine started; Linux only.
fn processors() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let first = stat.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = first.split_whitespace().skip(1).take(8).filter_map(|word| word.parse().ok()).collect();
    let (all, idle) = (ticks.iter().sum::<f64>(), ticks.iter().skip(3).take(2).sum::<f64>());
    (all - idle, all)
}

/// Mails of this size in a second that `smtp-source` brings over two connections to this port; `None` where Postfix's
/// tools are not installed.
fn limit(port: u16, size: usize, count: u64) -> Option<f64> {
    let began = Instant::now();
    let mut source = Command::new("smtp-source");
    source.args(["-s", "2", "-l", &size.to_string(), "-m", &count.to_string(), "-f", "privacy@example.org"]);
    let ended = source.args(["-t", "p@example.net", &format!("inet:127.0.0.1:{port}")]).status().ok()?;
    ended.success().then(|| count as f64 / began.elapsed().as_secs_f64())
}

/// The same into `smtp-sink`.
fn limit_of_postfix(size: usize, count: u64) -> Option<f64> {
    let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let place = format!("127.0.0.1:{port}");
    let _sink = Running(Command::new("smtp-sink").args(["-u", "nobody", &place, "100"]).spawn().ok()?);
    let opens = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        TcpStream::connect(&place).is_ok()
    });
    if opens { limit(port, size, count) } else { None }
}

/// The plain loop: the same words, built, signed and handed over one after the other over one connection of lettre, whose small
/// writes leave at once: those of its own pool wait for the late acknowledgement of what went before, 40 ms a mail.
fn plain(sink: &Sink, mail: &str, key: &str, count: u64) -> anyhow::Result<f64> {
    let parsed = MessageParser::default().parse(mail).context("the sample is no mail")?;
    let (text, html) = (parsed.body_text(0).context("no text")?, parsed.body_html(0).context("no HTML")?);
    let subject = parsed.subject().unwrap_or_default();
    let from: Mailbox = "Maison Lavande <privacy@maison-lavande.example>".parse()?;
    let key = DkimSigningKey::new(key, DkimSigningAlgorithm::Rsa).map_err(|error| anyhow!("{error}"))?;
    let dkim = DkimConfig::default_config("bench".to_owned(), "maison-lavande.example".to_owned(), key);
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let stream = tokio::net::TcpStream::connect(("127.0.0.1", sink.port)).await?;
        stream.set_nodelay(true)?;
        let hello = ClientId::default();
        let mut line = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await?;
        let began = Instant::now();
        for number in 0..count {
            let mut message = Message::builder()
                .from(from.clone())
                .to(format!("p{number}@example.net").parse()?)
                .subject(subject)
                .multipart(MultiPart::alternative_plain_html(text.to_string(), html.to_string()))?;
            message.sign(&dkim);
            line.send(message.envelope(), &message.formatted()).await?;
        }
        Ok(count as f64 / began.elapsed().as_secs_f64())
    })
}

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too.
    if std::env::args().any(|word| word == "--test") {
        return Ok(());
    }
    let wanted = Wanted::read()?;
    let key = String::from_utf8(openssl::rsa::Rsa::generate(2048)?.private_key_to_pem()?)?;
    let sink = Sink::start(wanted.relay)?;
    let server = wanted.postgres.as_ref();
    let ways = [
        ("sqlite", "SQLite, one process", None, 1),
        ("postgres", "PostgreSQL, one process", server, 1),
        ("two", "PostgreSQL, two processes", server, 2),
    ];
    // A mail server that takes its time is no limit.
    let mut limits_are_known = !wanted.relay.is_zero();
    for (word, name, server, processes) in ways {
        let is_asked = wanted.only.as_ref().is_none_or(|only| only == word) && (word == "sqlite" || server.is_some());
        if !is_asked {
            continue;
        }
        let open = |name: &str| -> anyhow::Result<(Place, Option<Scratch>, tempfile::TempDir)> {
            let temporary = tempfile::tempdir()?;
            let database = server.map(|server| Scratch::make(server, &format!("{word}_{name}"))).transpose()?;
            let url = database.as_ref().map(|database| database.url.as_str());
            let place = Place::make(&temporary.path().join("demo"), wanted.people, url, &sink, &key)?;
            Ok((place, database, temporary))
        };
        let mut measured: Vec<Measured> = Vec::new();
        let mut plains = Vec::new();
        for run in 0..wanted.runs {
            let (place, database, _folder) = open(&run.to_string())?;
            measured.push(campaign((&place, database.as_ref()), &sink, (processes, wanted.mails), false)?);
            let sample = sink.sample().context("no mail came")?;
            if !limits_are_known {
                limits_are_known = true;
                let told = |rate: Option<f64>| rate.map_or("unknown".to_owned(), |rate| format!("{rate:.0}"));
                let (postfix, here) = (limit_of_postfix(sample.len(), 20_000), limit(sink.port, sample.len(), 20_000));
                println!("mails of {} bytes by smtp-source in a second:", sample.len());
                println!("  {} into smtp-sink, {} into the sink of this program", told(postfix), told(here));
            }
            plains.push(plain(&sink, &sample, &key, wanted.plain)?);
        }
        // Asking for sign-ins takes time of its own: a campaign that is not among the figures.
        let sign_ins = if wanted.mails == u64::MAX {
            let (place, database, _folder) = open("s")?;
            campaign((&place, database.as_ref()), &sink, (processes, wanted.mails), true)?.sign_ins
        } else {
            Vec::new()
        };
        let of = |part: fn(&Measured) -> f64| measured.iter().map(part).collect::<Vec<f64>>();
        let rates = of(|run| run.per_second);
        let ratios: Vec<f64> = rates.iter().zip(&plains).map(|(rate, plain)| 100.0 * rate / plain).collect();
        println!("{name}, {} people, medians of {} runs:", wanted.people, wanted.runs);
        let (rate, plain, ratio) = (median(&rates), median(&plains), median(&ratios));
        println!("  {rate:.0} mails in a second; the plain loop {plain:.0}; {ratio:.0} % of it");
        println!("  the processors were busy for {:.0} % of the time", median(&of(|run| run.busy)));
        println!(
            "  memory of a sending process: {:.0} MiB at most",
            of(|run| run.memory).into_iter().fold(0.0, f64::max)
        );
        if !sign_ins.is_empty() {
            println!(
                "  {} sign-in mails meanwhile: median {:.0} ms, p99 {:.0} ms",
                sign_ins.len(),
                median(&sign_ins),
                share(&sign_ins, 0.99)
            );
        }
    }
    Ok(())
}
