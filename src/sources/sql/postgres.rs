//! A PostgreSQL database as a source.

use super::{Cell, SqlError, Statement};
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use postgres::config::SslMode;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use postgres::{Client, Config};
use postgres_openssl::MakeTlsConnector;
use std::time::Duration;

pub(super) struct Postgres(Client);

/// Dates and times in one form, waits that end.
const SESSION: &str = "SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; \
    SET extra_float_digits = 3; SET bytea_output = 'hex'; SET statement_timeout = '60s'; SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '120s'";

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Self, SqlError> {
        let mut config: Config = url.parse().map_err(|_| SqlError::Down("the URL cannot be read".to_owned()))?;
        config.connect_timeout(Duration::from_secs(5)).application_name("habeas");
        let mut tls = SslConnector::builder(SslMethod::tls()).map_err(|_| SqlError::Down("TLS".to_owned()))?;
        // `prefer` accepts a connection without TLS, so a certificate that cannot be verified is no worse.
        if config.get_ssl_mode() != SslMode::Require {
            tls.set_verify(SslVerifyMode::NONE);
        }
        let mut client = config.connect(MakeTlsConnector::new(tls.build())).map_err(failure)?;
        client.batch_execute(SESSION).map_err(failure)?;
        Ok(Self(client))
    }

    /// Asked before a kept connection is used again.
    pub(super) fn is_alive(&mut self) -> bool {
        !self.0.is_closed() && self.0.is_valid(Duration::from_secs(2)).is_ok()
    }

    pub(super) fn query(&mut self, statement: &Statement) -> Result<Vec<Vec<Cell>>, SqlError> {
        let texts: Vec<Option<String>> = statement.values().iter().map(Cell::text).collect();
        let typed: Vec<(&(dyn ToSql + Sync), Type)> =
            texts.iter().map(|text| (text as &(dyn ToSql + Sync), Type::TEXT)).collect();
        let rows = self.0.query_typed(statement.text(), &typed).map_err(failure)?;
        rows.iter().map(cells).collect::<Result<_, _>>().map_err(failure)
    }

    pub(super) fn each(&mut self, statement: &Statement, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), SqlError> {
        let typed = statement.values().iter().map(|cell| (cell.text(), Type::TEXT));
        let mut rows = self.0.query_typed_raw(statement.text(), typed).map_err(failure)?;
        while let Some(next) = rows.next().map_err(failure)? {
            row(cells(&next).map_err(failure)?);
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, statement: &Statement) -> Result<usize, SqlError> {
        let texts: Vec<Option<String>> = statement.values().iter().map(Cell::text).collect();
        let typed: Vec<(&(dyn ToSql + Sync), Type)> =
            texts.iter().map(|text| (text as &(dyn ToSql + Sync), Type::TEXT)).collect();
        let changed = self.0.execute_typed(statement.text(), &typed).map_err(failure)?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        self.0.batch_execute(sql).map_err(failure)
    }
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
