//! The only place where parts are built and joined: from settings to a portal that serves and works.

use crate::api::{self, once, openapi};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::consents::Checks;
use crate::db::{self, Database, Db, Error, Id};
use crate::diagnostic::Diagnostic;
use crate::erasure::ledger::replay::{Applied, ReplayError, catch_up};
use crate::erasure::ledger::{Ledger, NoteError, keep_looking};
use crate::erasure::search::Turns;
use crate::jobs::{Failure, GaveUp, Handler, Worker};
use crate::living::Living;
use crate::mail::{Letterhead, Mailer, MailerError};
use crate::outgoing::{Outgoing, OutgoingError, Reach};
use crate::portal::{Portal, Settings, standard_logo};
use crate::record::{Record, store};
use crate::roles::Permission;
use crate::secrets::{Keys, KeysError, Random};
use crate::sources::declaration::Declaration;
use crate::sources::{Folder, Sources};
use crate::web::{self, Door, Doors, Look, PageError, Site, View, Web};
use crate::{
    access, attachments, audit, brand, breaches, consents, dpo, erasure, facts, identity, inbox, mail, manual,
    notifications, refresh, requests, restriction, retention, routes, staff, webhooks,
};
use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Application, HttpResponse, HttpServer, web as actix};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The parts, joined.
#[derive(Clone)]
pub struct App {
    portal: Portal,
    web: Arc<Web>,
}

/// Why the portal does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Settings, record or sources hold mistakes; `habeas check` names them all.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Diagnostic>),
    /// The keys cannot be used.
    #[error("{0}\n  cure: make keys with `habeas init DIR` and copy them, or restore them from your backup")]
    Keys(#[from] KeysError),
    /// The portal's database.
    #[error("the portal's database cannot be used: {0}\n  cure: run `habeas check`")]
    Database(#[from] db::Error),
    /// The erasure ledger is missing, cut short, or another portal's: erased people could come back unnoticed.
    #[error("{0}\n  cure: {cure}", cure = .0.cure())]
    Ledger(NoteError),
    /// Mails cannot leave.
    #[error("mails cannot be sent: {0}\n  cure: correct the section [mail]")]
    Mail(#[from] MailerError),
    /// The client for other systems cannot be made: the certificates of the system cannot be read.
    #[error("other systems cannot be called: {0}")]
    Outgoing(#[from] OutgoingError),
    /// A template is wrong: our mistake.
    #[error("the program is damaged: {0}")]
    Templates(String),
    /// The address to listen on cannot be used.
    #[error("cannot listen on {address}: {error}\n  cure: stop what uses it, or change `portal.listen`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system answered.
        error: std::io::Error,
    },
}

impl From<NoteError> for StartError {
    fn from(error: NoteError) -> Self {
        Self::Ledger(error)
    }
}

/// Reads the settings; the mistakes if there is one that matters.
pub fn settings(path: &Path) -> Result<Config, StartError> {
    let (config, found) = Config::load(path);
    config.ok_or(StartError::Mistakes(found))
}

impl App {
    /// Builds everything from the settings and brings the schema up to date. `demo` adds the demo's own pages.
    pub fn open(config: Config, clock: Clock, random: Random, demo: bool) -> Result<Self, StartError> {
        let keys = Arc::new(Keys::load(&config.portal.keys_dir)?);
        let db = Database::open(&config.database.url, config.database.pool_size)?;
        for name in db.migrate()? {
            tracing::info!(name, "the schema was brought up to date");
        }
        let (version, record) = approved_record(&config, &db, clock.now(), &random)?;
        let outgoing = outgoing(&config.outgoing)?;
        let sources = Sources::open(read_sources(&config, &record)?).calling(&outgoing, &clock);
        let brand = db.read_now(brand::read)?;
        let house = Letterhead::new(&config.portal.name, &config.portal.base_url, &config.portal.time_zone, &record)
            .in_colours(brand.colours());
        let mailer = Mailer::open(&config.mail, house, clock.clone())?;
        let view = View::new().map_err(|error| StartError::Templates(error.to_string()))?;
        let folder = config.portal.record.parent().unwrap_or(Path::new(".")).to_path_buf();
        let ledger = Ledger::open(config.erasure.ledger.clone(), &keys, &db, clock.now())?;
        let settings = settings_of(config, demo, folder);
        let portal = Portal {
            clock: clock.clone(),
            random: random.clone(),
            keys: Arc::clone(&keys),
            db: db.clone(),
            record: Living::new(record),
            record_version: Living::new(version),
            look: Living::new(brand.look(standard_logo(demo))),
            brand: Living::new(brand),
            sources,
            mailer,
            ledger,
            searches: Turns::default(),
            calls: once::Turns::default(),
            checks: Checks::new(db.clone(), clock.clone()),
            outgoing,
            settings: Arc::new(settings),
        };
        let doors = doors(&portal);
        let site = site(&portal.settings, portal.look.clone());
        let web = Arc::new(Web::new(clock, random, keys, db, view, site, doors, routes::nav()));
        Ok(Self { portal, web })
    }

    /// The parts.
    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    /// A worker that knows every job.
    pub fn worker(&self) -> Worker<Portal> {
        let portal = self.portal.clone();
        let (db, clock, random) = (portal.db.clone(), portal.clock.clone(), portal.random.clone());
        Worker::new(portal, db, clock, random)
            .handling(audit::jobs(Portal::signer))
            .handling(mail::jobs(Portal::carrier))
            .handling(staff::desk::jobs::jobs())
            .handling(vec![Handler::new(manual::SIGNED, signed)])
            .handling(identity::jobs::jobs())
            .handling(erasure::jobs::jobs())
            .handling(access::jobs::jobs())
            .handling(attachments::jobs::jobs())
            .handling(inbox::jobs::jobs())
            .handling(facts::jobs::jobs())
            .handling(consents::jobs::jobs())
            .handling(refresh::jobs())
            .repeating(audit::schedules())
            .repeating(mail::schedules())
            .repeating(identity::jobs::schedules())
            .repeating(erasure::jobs::schedules())
            .repeating(access::jobs::schedules())
            .repeating(attachments::jobs::schedules())
            .repeating(inbox::jobs::schedules(self.portal.settings.inbox.is_some()))
            .repeating(consents::jobs::schedules())
            .handling(restriction::jobs::jobs())
            .handling(notifications::jobs::jobs())
            .repeating(notifications::jobs::schedules())
            .handling(webhooks::jobs::jobs())
            .repeating(webhooks::jobs::schedules())
            .handling(retention::jobs::jobs())
            .repeating(retention::jobs::schedules())
            .handling(breaches::jobs::jobs())
            .repeating(breaches::jobs::schedules())
            .handling(dpo::checkpoint::jobs())
            .repeating(dpo::checkpoint::schedules())
            .handling(dpo::drift::jobs())
            .repeating(dpo::drift::schedules())
            .repeating(refresh::schedules())
            .repeating(staff::desk::jobs::schedules())
            .handling(staff::review::jobs())
            .repeating(staff::review::schedules())
            .giving_up(raise_task)
    }

    /// Takes the address to listen on.
    pub fn bind(&self) -> Result<TcpListener, StartError> {
        let address = self.portal.settings.portal.listen;
        TcpListener::bind(address).map_err(|error| StartError::Listen { address, error })
    }

    /// Keeps up with other processes until `stop` turns true: with the approved record, and with a database that was
    /// restored. Once a process: [`App::serve`] does it itself.
    pub fn keep_up(&self, stop: &watch::Receiver<bool>) {
        actix_web::rt::spawn(keep_following(self.portal.clone(), stop.clone()));
        actix_web::rt::spawn(keep_looking(self.portal.clone(), stop.clone()));
    }

    /// Serves pages on a taken address until `stop` turns true; requests begun are answered first.
    pub async fn serve(&self, listener: TcpListener, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
        self.keep_up(&stop);
        let (portal, web, demo) = (self.portal.clone(), Arc::clone(&self.web), self.portal.settings.demo);
        let described = Arc::new(openapi::Document::of(&routes::all()));
        let server = HttpServer::new(move || {
            Application::new()
                .app_data(actix::Data::new(portal.clone()))
                .app_data(actix::Data::from(Arc::clone(&web)))
                .app_data(actix::Data::from(Arc::clone(&described)))
                .app_data(actix::PayloadConfig::new(64 * 1024))
                .wrap(from_fn(erasure::pages::closed))
                .wrap(from_fn(web::frame))
                .wrap(Compress::default())
                .route("/assets/{path:.*}", actix::get().to(web::serve_asset))
                .route("/health/live", actix::get().to(HttpResponse::NoContent))
                .route("/health/ready", actix::get().to(ready))
                .configure(|config| {
                    let of_demo = if demo { routes::of_demo() } else { Vec::new() };
                    web::register(config, routes::all().into_iter().chain(of_demo).collect());
                })
                .default_service(actix::route().to(nothing_here))
        })
        .workers(2)
        .worker_max_blocking_threads(16)
        .shutdown_timeout(20)
        .disable_signals()
        .listen(listener)?
        .run();
        let handle: ServerHandle = server.handle();
        actix_web::rt::spawn(async move {
            while !*stop.borrow() {
                if stop.changed().await.is_err() {
                    break;
                }
            }
            handle.stop(true).await;
        });
        server.await
    }

    /// After the database was restored from a backup: applies the erasure ledger again and opens the portal.
    pub async fn catch_up(&self) -> Result<Applied, ReplayError> {
        catch_up(&self.portal).await
    }

    /// Runs jobs until `stop` turns true; not while the portal is closed, which it opens first.
    pub async fn work(&self, stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.catch_up().await {
                Ok(_) => self.work_while_open(stop.clone()).await,
                Err(error) => {
                    tracing::error!(%error, "the portal stays closed: the erasure ledger cannot be applied yet");
                    let mut stop = stop.clone();
                    let _ = tokio::time::timeout(CLOSED, stop.changed()).await;
                }
            }
        }
    }

    async fn work_while_open(&self, mut stop: watch::Receiver<bool>) {
        let (halt, halted) = watch::channel(false);
        let until_closed = async {
            while !*stop.borrow() && !self.portal.ledger.is_closed() {
                let _ = tokio::time::timeout(OPEN, stop.changed()).await;
            }
            // The worker may have ended by itself.
            let _ = halt.send(true);
        };
        let work = self.worker().run(self.portal.settings.jobs.workers, halted);
        tokio::join!(work, until_closed);
    }
}

/// How long a worker waits before it tries again to open a closed portal, and how often it looks whether it is still open.
const CLOSED: std::time::Duration = std::time::Duration::from_secs(5);
const OPEN: std::time::Duration = std::time::Duration::from_secs(1);

/// Runs a future to its end on this thread, in the runtime that the web server needs.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

/// Turns true when the process is asked to end (SIGTERM, Ctrl-C).
pub fn stop_signal() -> std::io::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (tell, stop) = watch::channel(false);
    let mut terminated = signal(SignalKind::terminate())?;
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        // Nobody listens any more when everything has ended by itself.
        let _ = tell.send(true);
        std::future::pending::<()>().await;
    });
    Ok(stop)
}

/// A colleague signed the task of a manual source: whoever asked for it goes on.
async fn signed(portal: Portal, payload: Value) -> Result<(), Failure> {
    let id = payload.get("task").and_then(Value::as_str).and_then(|text| text.parse::<Id>().ok());
    let id = id.ok_or_else(|| Failure::GiveUp(anyhow::anyhow!("the payload names no task")))?;
    let parts = portal.clone();
    let work = move |tx: &mut Db| {
        let Some(task) = manual::owner_of(tx, &id)? else { return Ok::<_, Error>(()) };
        match task.kind {
            manual::Kind::Access => access::by_hand::signed(tx, &parts, &task),
            manual::Kind::Erasure => erasure::by_hand::signed(tx, &parts, &task.cause, &task.source),
            // The case shows it; the colleague whose case it is decides.
            manual::Kind::Correction => Ok(()),
        }
    };
    Ok(portal.db.write(work).await?)
}

/// What the machinery gave up on becomes a task that colleagues see.
async fn raise_task(portal: Portal, job: GaveUp) {
    let (now, random) = (portal.clock.now(), portal.random.clone());
    if let Err(error) = portal.db.write(move |tx| staff::tasks::raise(tx, now, &random, &job)).await {
        tracing::error!(%error, "a task for a person cannot be raised; the job stays in the table as failed");
    }
}

/// How often a process looks what another one approved or chose.
const LOOK: Duration = Duration::from_secs(2);

/// Follows the approved record and the chosen look until `stop` turns true.
async fn keep_following(portal: Portal, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            changed = stop.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(LOOK) => {
                if let Err(error) = dpo::follow(&portal).await {
                    tracing::warn!(%error, "the database does not say which record is approved");
                }
                if let Err(error) = brand::follow(&portal).await {
                    tracing::warn!(%error, "the database does not say which look was chosen");
                }
            }
        }
    }
}

async fn ready(portal: actix::Data<Portal>) -> HttpResponse {
    if portal.ledger.is_closed() {
        let words =
            "closed: the database is older than the erasure ledger, or the ledger is refused; the log says which\n";
        return HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body(words);
    }
    let status = if portal.db.is_reachable().await { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(if status.is_success() {
        "ready\n"
    } else {
        "the database does not answer\n"
    })
}

async fn nothing_here() -> Result<HttpResponse, PageError> {
    Err(PageError::NotFound)
}

fn doors(portal: &Portal) -> Doors {
    let rules = portal.settings.identity;
    Doors {
        program: Door::new(api::find, api::touch),
        customer: Door::new(
            move |db, token, now| identity::find_session(db, &rules, token, now),
            identity::touch_session,
        ),
        colleague: staff::pages::door(
            SignedDuration::from_mins(i64::from(portal.settings.staff.session_idle_minutes)),
            SignedDuration::from_hours(i64::from(portal.settings.staff.session_hours)),
        ),
    }
}

fn site(settings: &Settings, look: Living<Look>) -> Site {
    let portal = &settings.portal;
    Site {
        name: portal.name.clone(),
        base_url: portal.base_url.clone(),
        host: portal.host.clone(),
        secure: portal.secure,
        languages: portal.languages.clone(),
        default_language: portal.default_language,
        trusted_proxies: portal.trusted_proxies.clone(),
        fresh: settings.identity.fresh,
        most_upload: settings.attachments.most_upload(),
        look,
        demo: settings.demo,
    }
}

fn settings_of(config: Config, demo: bool, folder: PathBuf) -> Settings {
    let target = config.requests.internal_target_days;
    Settings {
        mail: config.mail,
        identity: config.identity.into(),
        requests: requests::Rules::new(
            &config.portal.time_zone,
            config.requests.regime,
            config.requests.holidays,
            target,
        ),
        erasure: config.erasure,
        inbox: config.inbox,
        attachments: config.attachments,
        refresh: config.refresh,
        cookies: config.cookies,
        staff: config.staff,
        oidc: config.oidc,
        jobs: config.jobs,
        variable: config.outgoing.variable,
        portal: config.portal,
        demo,
        folder,
    }
}

/// The most that another system may answer, in bytes.
const MOST_ANSWERED: usize = 32 << 20;

/// The client for other systems.
pub(crate) fn outgoing(settings: &config::Outgoing) -> Result<Outgoing, OutgoingError> {
    let reach = Reach::new(settings.allow.clone(), settings.only.clone());
    Outgoing::new(reach, std::time::Duration::from_secs(settings.timeout_seconds.into()), MOST_ANSWERED)
}

/// The record that holds. The file is taken first: at the first start it holds; later, where it changed, it waits for
/// review, unless there is nobody yet who could review it.
fn approved_record(
    config: &Config,
    db: &Database,
    now: Timestamp,
    random: &Random,
) -> Result<(Id, Record), StartError> {
    let path = &config.portal.record;
    let text = read(path)?;
    let parse = |text: &str| {
        let (record, found) = Record::parse(path, text, &config.portal.languages);
        record.ok_or(StartError::Mistakes(errors(found)))
    };
    parse(&text)?;
    let taken = db.write_now(|tx| {
        let reviewed = staff::may_anyone(tx, Permission::RecordApproval)?;
        store::take_file(tx, now, random, &text, reviewed)
    });
    match taken {
        Ok(Some(id)) => tracing::info!(%id, "the file of the record became a version"),
        // Another process took it at the same moment.
        Ok(None) | Err(db::Error::Unique) => {}
        Err(error) => return Err(error.into()),
    }
    let version = db.read_now(store::approved)?.ok_or(db::Error::NotFound)?;
    Ok((version.id, parse(&version.content)?))
}

fn read_sources(config: &Config, record: &Record) -> Result<Vec<Declaration>, StartError> {
    let portal = &config.portal;
    let folder = Folder::read(&portal.sources_dir, &portal.languages, Some(record), &config::variable);
    let mistakes = errors(folder.found);
    if mistakes.is_empty() { Ok(folder.declarations) } else { Err(StartError::Mistakes(mistakes)) }
}

fn errors(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.into_iter().filter(Diagnostic::is_error).collect()
}

fn read(path: &Path) -> Result<String, StartError> {
    std::fs::read_to_string(path).map_err(|error| StartError::Mistakes(vec![config::unreadable(path, &error)]))
}
