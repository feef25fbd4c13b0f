//! A MariaDB or MySQL database as a source.

use super::cell::unhex;
use super::{Cell, SqlError, Statement};
use mysql::consts::{CapabilityFlags, ColumnType};
use mysql::prelude::Queryable;
use mysql::{Column, Conn, Error, Opts, OptsBuilder, SslOpts, Value};
use std::time::Duration;

pub(super) struct MySql(Conn);

/// One character set, times in UTC, refusals instead of silent cuts, each statement sees what is committed.
const SESSION: &[&str] = &[
    "SET NAMES utf8mb4",
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SESSION innodb_lock_wait_timeout = 10",
    "SET SESSION lock_wait_timeout = 10",
];
/// Of which each server knows one: MariaDB counts seconds, MySQL milliseconds.
const PATIENCE: &[&str] = &["SET SESSION max_statement_time = 60", "SET SESSION max_execution_time = 60000"];

/// Columns whose values are bytes and not letters have this character set.
const BYTES: u16 = 63;

impl MySql {
    /// Opens `mysql://user:password@host:port/database`. TLS is required and verified, except on this machine or with
    /// `?tls=none`.
    pub(super) fn open(url: &str) -> Result<Self, SqlError> {
        let unread = || SqlError::Down("the URL cannot be read".to_owned());
        let mut url: url::Url = url.replacen("mariadb://", "mysql://", 1).parse().map_err(|_| unread())?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "tls")
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        let opts = Opts::from_url(url.as_str()).map_err(|_| unread())?;
        let is_near = opts.addr_is_loopback() || opts.get_ip_or_hostname() == "localhost";
        let with_tls = match tls.as_deref() {
            None => !is_near,
            Some("required") => true,
            Some("none") => false,
            Some(_) => return Err(unread()),
        };
        let opts = OptsBuilder::from_opts(opts)
            .prefer_socket(false)
            .tcp_connect_timeout(Some(Duration::from_secs(5)))
            .read_timeout(Some(Duration::from_secs(90)))
            .write_timeout(Some(Duration::from_secs(90)))
            .stmt_cache_size(64_usize)
            // Else a row that already holds the value counts as not found.
            .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS)
            .ssl_opts(with_tls.then(SslOpts::default));
        let mut connection = Conn::new(opts).map_err(failure)?;
        for words in SESSION {
            connection.query_drop(words).map_err(failure)?;
        }
        for words in PATIENCE {
            let _ = connection.query_drop(words);
        }
        Ok(Self(connection))
    }

    /// Asked before a kept connection is used again.
    pub(super) fn is_alive(&mut self) -> bool {
        self.0.ping().is_ok()
    }

    pub(super) fn query(&mut self, statement: &Statement) -> Result<Vec<Vec<Cell>>, SqlError> {
        let rows: Vec<mysql::Row> = self.0.exec(statement.text(), bound(statement)).map_err(failure)?;
        Ok(rows.into_iter().map(cells).collect())
    }

    pub(super) fn each(&mut self, statement: &Statement, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), SqlError> {
        for next in self.0.exec_iter(statement.text(), bound(statement)).map_err(failure)? {
            row(cells(next.map_err(failure)?));
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, statement: &Statement) -> Result<usize, SqlError> {
        self.0.exec_drop(statement.text(), bound(statement)).map_err(failure)?;
        Ok(usize::try_from(self.0.affected_rows()).unwrap_or(usize::MAX))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), SqlError> {
        self.0.query_drop(sql).map_err(failure)
    }
}

fn cells(row: mysql::Row) -> Vec<Cell> {
    let columns = row.columns();
    row.unwrap().into_iter().zip(columns.iter()).map(|(value, column)| cell(value, column)).collect()
}

fn bound(statement: &Statement) -> Vec<Value> {
    let value = |cell: &Cell| match cell {
        Cell::Null => Value::NULL,
        Cell::Integer(number) => Value::Int(*number),
        Cell::Real(text) | Cell::Text(text) => Value::Bytes(text.as_bytes().to_vec()),
        Cell::Bytes(hex) => Value::Bytes(unhex(hex)),
    };
    statement.values().iter().map(value).collect()
}

/// Numbers, days and times as texts, as MySQL writes them; an instant (`TIMESTAMP`) with its zone; letters as letters;
/// the rest as bytes.
fn cell(value: Value, column: &Column) -> Cell {
    let kind = column.column_type();
    match value {
        Value::NULL => Cell::Null,
        Value::Int(number) if kind == ColumnType::MYSQL_TYPE_YEAR => Cell::Text(format!("{number:04}")),
        Value::Int(number) => Cell::Text(number.to_string()),
        Value::UInt(number) if kind == ColumnType::MYSQL_TYPE_YEAR => Cell::Text(format!("{number:04}")),
        Value::UInt(number) => Cell::Text(number.to_string()),
        Value::Float(number) => Cell::Text(number.to_string()),
        Value::Double(number) => Cell::Text(number.to_string()),
        Value::Date(year, month, day, hour, minute, second, micros) => {
            let date = format!("{year:04}-{month:02}-{day:02}");
            let time = || format!(" {hour:02}:{minute:02}:{second:02}{}", fraction(micros));
            Cell::Text(match kind {
                ColumnType::MYSQL_TYPE_DATE => date,
                ColumnType::MYSQL_TYPE_TIMESTAMP if year > 0 => format!("{date}{}+00", time()),
                _ => date + &time(),
            })
        }
        Value::Time(negative, days, hours, minutes, seconds, micros) => {
            let sign = if negative { "-" } else { "" };
            let hours = u64::from(days) * 24 + u64::from(hours);
            Cell::Text(format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{}", fraction(micros)))
        }
        Value::Bytes(bytes) if kind == ColumnType::MYSQL_TYPE_BIT => {
            let number = bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
            Cell::Text(number.to_string())
        }
        Value::Bytes(bytes) => {
            let is_text = column.character_set() != BYTES
                || matches!(
                    kind,
                    ColumnType::MYSQL_TYPE_NEWDECIMAL | ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_JSON
                );
            match String::from_utf8(bytes) {
                Ok(text) if is_text => Cell::Text(text),
                Ok(text) => Cell::bytes(text.as_bytes()),
                Err(error) => Cell::bytes(error.as_bytes()),
            }
        }
    }
}

fn fraction(micros: u32) -> String {
    if micros == 0 {
        return String::new();
    }
    format!(".{micros:06}").trim_end_matches('0').to_owned()
}

/// By the number of the error (MySQL and MariaDB manuals, error reference). The message itself may repeat values.
fn failure(error: Error) -> SqlError {
    let Error::MySqlError(said) = error else {
        return match error {
            Error::IoError(_) | Error::DriverError(_) | Error::TlsError(_) | Error::CodecError(_) => {
                SqlError::Down("connection".to_owned())
            }
            _ => SqlError::Failed("driver".to_owned()),
        };
    };
    let code = format!("{} {}", said.code, said.state);
    match said.code {
        1021 | 1037 | 1038 | 1041 | 1114 => SqlError::Full(code),
        1040 | 1044 | 1045 | 1049 | 1053 | 1129 | 1130 | 1203 | 1226 => SqlError::Down(code),
        // Lock waits, deadlocks, time's up, table is being changed.
        1205 | 1213 | 1412 | 1969 | 3024 | 1317 => SqlError::Busy(code),
        1142 | 1143 | 1227 | 1290 | 1370 | 1792 | 1836 => SqlError::Forbidden(code),
        // Keys, missing values, values out of range or of the wrong type, checks, what a trigger says.
        1048
        | 1062
        | 1169
        | 1216
        | 1217
        | 1263..=1265
        | 1292
        | 1364
        | 1366
        | 1406
        | 1411
        | 1451
        | 1452
        | 1557
        | 1644
        | 1690
        | 3140
        | 3819
        | 4025 => SqlError::Refused(code),
        _ => SqlError::Failed(code),
    }
}
