//! Values as a database holds them, and the keys of rows.

use crate::secrets::hex;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One value of one row. PostgreSQL and MySQL values are read as text; SQLite values keep their storage class, so that a key
/// finds its row again and a value is written back as it was.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// No value.
    Null,
    /// A SQLite integer.
    Integer(i64),
    /// A SQLite real, as the shortest text that reads back as the same number.
    Real(String),
    /// A text, or any PostgreSQL or MySQL value in its text form.
    Text(String),
    /// SQLite or MySQL bytes, in hexadecimal.
    Bytes(String),
}

impl Cell {
    /// The value as text; `None` for no value. Bytes are hexadecimal.
    pub fn text(&self) -> Option<String> {
        match self {
            Cell::Null => None,
            Cell::Integer(number) => Some(number.to_string()),
            Cell::Real(text) | Cell::Text(text) | Cell::Bytes(text) => Some(text.clone()),
        }
    }

    /// Whether there is no value, or only white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Null => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell of some bytes.
    pub fn bytes(bytes: &[u8]) -> Self {
        Cell::Bytes(hex(bytes))
    }
}

impl fmt::Debug for Cell {
    /// Values are personal data: only the storage class is printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cell::Null => "Null",
            Cell::Integer(_) => "Integer(…)",
            Cell::Real(_) => "Real(…)",
            Cell::Text(_) => "Text(…)",
            Cell::Bytes(_) => "Bytes(…)",
        })
    }
}

/// The bytes that are written in hexadecimal; what is no digit is passed over.
pub(in crate::sources) fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        hex.chars().filter_map(|digit| digit.to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
    digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect()
}

/// The values of the key columns of one row, in the order the table declares them. Written as JSON, for example
/// `[{"integer":5}]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowKey(pub Vec<Cell>);

impl RowKey {
    /// The values joined by `-`, for `{key}` in a replacement.
    pub fn plain(&self) -> String {
        self.0.iter().map(|cell| cell.text().unwrap_or_default()).collect::<Vec<_>>().join("-")
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for RowKey {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}
