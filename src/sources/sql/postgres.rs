//! A PostgreSQL database as a source.

use super::{Cell, SqlError, Statement};
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use postgres::config::SslMode;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use postgres::{Client, Config};
use postgres_openssl::MakeTlsConnector;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

pub(super) struct Postgres {
    client: Client,
    /// The statements that were sent before, by their text: a person is looked for by the same few over and over, and
    /// planning them takes longer than running them.
    prepared: HashMap<String, postgres::Statement>,
}

/// How many statements are kept prepared; with more, all are forgotten.
const PREPARED: usize = 256;
/// The longest statement that is kept: longer ones list the rows of one person, and never come again.
const LONGEST: usize = 4_096;

/// Dates and times in one form, waits that end.
const SESSION: &str = "SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; \
    SET extra_float_digits = 3; SET bytea_output = 'hex'; SET statement_timeout = '60s'; SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '120s'";

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Self, SqlError> {
        let mut config: Config = url.parse().map_err(|_| SqlError::Down("the URL cannot be read".to_owned()))?;
        config.connect_timeout(Duration::from_secs(5)).application_name("habeas");
        let connector = connector(config.get_ssl_mode() == SslMode::Require)?;
        let mut client = config.connect(MakeTlsConnector::new(connector)).map_err(failure)?;
        client.batch_execute(SESSION).map_err(failure)?;
        Ok(Self { client, prepared: HashMap::new() })
    }

    /// Asked before a kept connection is used again.
    pub(super) fn is_alive(&mut self) -> bool {
        !self.client.is_closed() && self.client.is_valid(Duration::from_secs(2)).is_ok()
    }

    pub(super) fn query(&mut self, statement: &Statement) -> Result<Vec<Vec<Cell>>, SqlError> {
        let texts = texts(statement);
        let rows = match self.prepare(statement).map_err(failure)? {
            Some(prepared) => self.client.query(&prepared, &bound(&texts)),
            None => self.client.query_typed(statement.text(), &typed(&texts)),
        };
        rows.map_err(failure)?.iter().map(cells).collect::<Result<_, _>>().map_err(failure)
    }

    pub(super) fn each(&mut self, statement: &Statement, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), SqlError> {
        let typed = statement.values().iter().map(|cell| (cell.text(), Type::TEXT));
        let mut rows = self.client.query_typed_raw(statement.text(), typed).map_err(failure)?;
        while let Some(next) = rows.next().map_err(failure)? {
            row(cells(&next).map_err(failure)?);
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, statement: &Statement) -> Result<usize, SqlError> {
        let texts = texts(statement);
        let changed = match self.prepare(statement).map_err(failure)? {
            Some(prepared) => self.client.execute(&prepared, &bound(&texts)),
            None => self.client.execute_typed(statement.text(), &typed(&texts)),
        };
        Ok(usize::try_from(changed.map_err(failure)?).unwrap_or(usize::MAX))
    }

    fn prepare(&mut self, statement: &Statement) -> Result<Option<postgres::Statement>, postgres::Error> {
        let text = statement.text();
        if text.len() > LONGEST {
            return Ok(None);
        }
        if let Some(known) = self.prepared.get(text) {
            return Ok(Some(known.clone()));
        }
        let prepared = self.client.prepare_typed(text, &vec![Type::TEXT; statement.values().len()])?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(text.to_owned(), prepared.clone());
        Ok(Some(prepared))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        self.client.batch_execute(sql).map_err(failure)
    }
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

fn cells(row: &postgres::Row) -> Result<Vec<Cell>, postgres::Error> {
    let cell = |place| row.try_get::<_, Option<String>>(place).map(|text| text.map_or(Cell::Null, Cell::Text));
    (0..row.len()).map(cell).collect()
}

/// By the class of the SQLSTATE (PostgreSQL manual, appendix A). The message itself may repeat values.
fn failure(error: postgres::Error) -> SqlError {
    let Some(state) = error.code().map(|state| state.code().to_owned()) else {
        let closed = error.is_closed() || error.as_db_error().is_none();
        return if closed { SqlError::Down("connection".to_owned()) } else { SqlError::Failed("protocol".to_owned()) };
    };
    match state.get(..2).unwrap_or_default() {
        "08" | "57" | "53" | "28" | "3D" => SqlError::Down(state),
        "40" | "55" => SqlError::Busy(state),
        "23" | "22" | "44" => SqlError::Refused(state),
        "25" if state == "25006" => SqlError::Forbidden(state),
        "42" if state == "42501" => SqlError::Forbidden(state),
        _ => SqlError::Failed(state),
    }
}
