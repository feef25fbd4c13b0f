//! A PostgreSQL database as a source.

use super::{Cell, SqlError, Statement, TOGETHER};
use futures_util::future::join_all;
use futures_util::{TryStreamExt, pin_mut};
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use postgres_openssl::MakeTlsConnector;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config};

/// A connection with a runtime of its own, in which what is sent and what is answered overlap: several statements that do not wait
/// for each other's answers are on their way at once.
pub(super) struct Postgres {
    runtime: Runtime,
    /// `None` once it said goodbye.
    client: Option<Client>,
    /// Reads and writes what the client says.
    talk: Option<JoinHandle<()>>,
    /// The statements that were sent before, by their text: a person is looked for by the same few over and over, and
    /// planning them takes longer than running them.
    prepared: HashMap<String, tokio_postgres::Statement>,
    /// When the server was last asked whether it is there.
    answered: Instant,
}

/// How many statements are kept prepared; with more, all are forgotten.
const PREPARED: usize = 256;
/// The longest statement that is kept: longer ones list the rows of one person, and never come again.
const LONGEST: usize = 4_096;
/// How long a server that answered is taken to be there.
const FRESH: Duration = Duration::from_secs(1);
/// How long it may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// Dates and times in one form, waits that end.
const SESSION: &str = "SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; \
    SET extra_float_digits = 3; SET bytea_output = 'hex'; SET statement_timeout = '60s'; SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '120s'";

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Self, SqlError> {
        let mut config: Config = url.parse().map_err(|_| SqlError::Down("the URL cannot be read".to_owned()))?;
        config.connect_timeout(Duration::from_secs(5)).application_name("habeas");
        let connector = connector(config.get_ssl_mode() == SslMode::Require)?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| SqlError::Down("no thread".to_owned()))?;
        let (client, connection) =
            runtime.block_on(config.connect(MakeTlsConnector::new(connector))).map_err(failure)?;
        let talk = runtime.spawn(async move {
            // What ends it is said to whoever asked.
            let _ = connection.await;
        });
        let mut open = Self {
            runtime,
            client: Some(client),
            talk: Some(talk),
            prepared: HashMap::new(),
            answered: Instant::now(),
        };
        open.batch(SESSION)?;
        Ok(open)
    }

    /// Asked before a kept connection is used again. The server is asked too, unless it was just now: that it closed the connection
    /// meanwhile is known here.
    pub(super) fn is_alive(&mut self) -> bool {
        let Ok(client) = client(&self.client) else { return false };
        let answers = async {
            // The first look wakes who reads, the second one lets it read.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            let now = Instant::now();
            let is_fresh = now.duration_since(self.answered) < FRESH;
            let is_open = !client.is_closed()
                && (is_fresh || matches!(tokio::time::timeout(PATIENCE, client.check_connection()).await, Ok(Ok(()))));
            is_open.then_some(now)
        };
        let answered = self.runtime.block_on(answers);
        self.answered = answered.unwrap_or(self.answered);
        answered.is_some()
    }

    pub(super) fn query(&mut self, statement: &Statement) -> Result<Vec<Vec<Cell>>, SqlError> {
        self.query_all(&[statement]).map(|mut answers| answers.pop().unwrap_or_default())
    }

    /// The rows of each of these statements, which do not wait for each other's answers.
    pub(super) fn query_all(&mut self, statements: &[&Statement]) -> Result<Vec<Vec<Vec<Cell>>>, SqlError> {
        let mut answers = Vec::with_capacity(statements.len());
        for together in statements.chunks(TOGETHER) {
            answers.extend(self.query_together(together)?);
        }
        Ok(answers)
    }

    fn query_together(&mut self, statements: &[&Statement]) -> Result<Vec<Vec<Vec<Cell>>>, SqlError> {
        let sent = self.send(statements)?;
        let client = client(&self.client)?;
        let asked = sent.iter().map(|Sent { statement, prepared, texts }| async move {
            match prepared {
                Some(prepared) => client.query(prepared, &bound(texts)).await,
                None => client.query_typed(statement.text(), &typed(texts)).await,
            }
        });
        let answers = self.runtime.block_on(join_all(asked)).into_iter();
        answers.map(|rows| rows?.iter().map(cells).collect()).collect::<Result<_, _>>().map_err(failure)
    }

    pub(super) fn each(&mut self, statement: &Statement, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), SqlError> {
        let client = client(&self.client)?;
        let typed = statement.values().iter().map(|cell| (cell.text(), Type::TEXT));
        let rows = self.runtime.block_on(client.query_typed_raw(statement.text(), typed)).map_err(failure)?;
        pin_mut!(rows);
        while let Some(next) = self.runtime.block_on(rows.try_next()).map_err(failure)? {
            row(cells(&next).map_err(failure)?);
        }
        Ok(())
    }

    /// How many rows each of these statements changed; they are carried out in their order.
    pub(super) fn execute_all(&mut self, statements: &[&Statement]) -> Result<Vec<usize>, SqlError> {
        let mut changed = Vec::with_capacity(statements.len());
        for together in statements.chunks(TOGETHER) {
            changed.extend(self.execute_together(together)?);
        }
        Ok(changed)
    }

    fn execute_together(&mut self, statements: &[&Statement]) -> Result<Vec<usize>, SqlError> {
        let sent = self.send(statements)?;
        let client = client(&self.client)?;
        let done = sent.iter().map(|Sent { statement, prepared, texts }| async move {
            match prepared {
                Some(prepared) => client.execute(prepared, &bound(texts)).await,
                None => client.execute_typed(statement.text(), &typed(texts)).await,
            }
        });
        let changed = self.runtime.block_on(join_all(done)).into_iter();
        let count = |rows: Result<u64, _>| rows.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX));
        changed.map(count).collect::<Result<_, _>>().map_err(failure)
    }

    /// Prepares what is not prepared yet.
    fn send<'s>(&mut self, statements: &[&'s Statement]) -> Result<Vec<Sent<'s>>, SqlError> {
        if self.prepared.len() + statements.len() > PREPARED {
            self.prepared.clear();
        }
        let mut sent = Vec::with_capacity(statements.len());
        for &statement in statements {
            let prepared = self.prepare(statement).map_err(failure)?;
            sent.push(Sent { statement, prepared, texts: texts(statement) });
        }
        Ok(sent)
    }

    fn prepare(&mut self, statement: &Statement) -> Result<Option<tokio_postgres::Statement>, tokio_postgres::Error> {
        let text = statement.text();
        let Some(client) = self.client.as_ref().filter(|_| text.len() <= LONGEST) else { return Ok(None) };
        if let Some(known) = self.prepared.get(text) {
            return Ok(Some(known.clone()));
        }
        let types = vec![Type::TEXT; statement.values().len()];
        let prepared = self.runtime.block_on(client.prepare_typed(text, &types))?;
        self.prepared.insert(text.to_owned(), prepared.clone());
        Ok(Some(prepared))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        self.runtime.block_on(client(&self.client)?.batch_execute(sql)).map_err(failure)
    }
}

impl Drop for Postgres {
    /// Says goodbye, so that the server does not wait for more.
    fn drop(&mut self) {
        self.prepared.clear();
        self.client = None;
        if let Some(talk) = self.talk.take() {
            let _ = self.runtime.block_on(async { tokio::time::timeout(GOODBYE, talk).await });
        }
    }
}

/// A statement that is about to be sent.
struct Sent<'s> {
    statement: &'s Statement,
    prepared: Option<tokio_postgres::Statement>,
    texts: Vec<Option<String>>,
}

fn client(client: &Option<Client>) -> Result<&Client, SqlError> {
    client.as_ref().ok_or_else(|| SqlError::Down("connection".to_owned()))
}

/// TLS with the certificates that this machine trusts, read once in a process. `prefer` accepts a connection without TLS, so
/// a certificate that cannot be verified is no worse.
fn connector(required: bool) -> Result<SslConnector, SqlError> {
    static REQUIRED: OnceLock<SslConnector> = OnceLock::new();
    static PREFERRED: OnceLock<SslConnector> = OnceLock::new();
    let known = if required { &REQUIRED } else { &PREFERRED };
    if let Some(connector) = known.get() {
        return Ok(connector.clone());
    }
    let mut tls = SslConnector::builder(SslMethod::tls()).map_err(|_| SqlError::Down("TLS".to_owned()))?;
    if !required {
        tls.set_verify(SslVerifyMode::NONE);
    }
    Ok(known.get_or_init(|| tls.build()).clone())
}

fn texts(statement: &Statement) -> Vec<Option<String>> {
    statement.values().iter().map(Cell::text).collect()
}

fn bound(texts: &[Option<String>]) -> Vec<&(dyn ToSql + Sync)> {
    texts.iter().map(|text| text as &(dyn ToSql + Sync)).collect()
}

fn typed(texts: &[Option<String>]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    texts.iter().map(|text| (text as &(dyn ToSql + Sync), Type::TEXT)).collect()
}

fn cells(row: &tokio_postgres::Row) -> Result<Vec<Cell>, tokio_postgres::Error> {
    let cell = |place| row.try_get::<_, Option<String>>(place).map(|text| text.map_or(Cell::Null, Cell::Text));
    (0..row.len()).map(cell).collect()
}

/// By the class of the SQLSTATE (PostgreSQL manual, appendix A). The message itself may repeat values.
fn failure(error: tokio_postgres::Error) -> SqlError {
    let Some(state) = error.code().map(|state| state.code().to_owned()) else {
        let closed = error.is_closed() || error.as_db_error().is_none();
        return if closed { SqlError::Down("connection".to_owned()) } else { SqlError::Failed("protocol".to_owned()) };
    };
    match state.get(..2).unwrap_or_default() {
        "53" if state != "53300" => SqlError::Full(state),
        "08" | "57" | "53" | "28" | "3D" => SqlError::Down(state),
        "40" | "55" => SqlError::Busy(state),
        "23" | "22" | "44" => SqlError::Refused(state),
        "25" if state == "25006" => SqlError::Forbidden(state),
        "42" if state == "42501" => SqlError::Forbidden(state),
        _ => SqlError::Failed(state),
    }
}
