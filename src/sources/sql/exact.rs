//! What MySQL needs to compare values as the other databases do: letter by letter. By itself it compares texts as the
//! collation of the column likes (often without case, accents and spaces at the end), and numbers with texts as
//! floating-point numbers.

use super::catalog::Shape;
use super::cell::Cell;
use super::statement::Statement;

/// What matters about a type for comparing and binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    Letters,
    Signed,
    Unsigned,
    Exact,
    Inexact,
    Instant,
    Plain,
}

fn bound(kind: &str) -> Bound {
    let kind = kind.to_ascii_lowercase();
    match kind.split(['(', ' ']).next().unwrap_or_default() {
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set" | "json" => {
            Bound::Letters
        }
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" if kind.contains("unsigned") => Bound::Unsigned,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" => Bound::Signed,
        "bit" => Bound::Unsigned,
        "decimal" => Bound::Exact,
        "float" | "double" => Bound::Inexact,
        "timestamp" => Bound::Instant,
        _ => Bound::Plain,
    }
}

impl Statement {
    /// Binds a value as the type of a column. A text that is no such value is left to the database to refuse.
    pub(super) fn mysql_value(&mut self, kind: &str, value: Cell) -> &mut Self {
        let (words, value) = match (bound(kind), value) {
            (Bound::Signed, Cell::Text(text)) => ("?", text.parse().map_or(Cell::Text(text), Cell::Integer)),
            (Bound::Unsigned, Cell::Text(text)) => match text.parse::<u64>() {
                Ok(number) => match i64::try_from(number) {
                    Ok(number) => ("?", Cell::Integer(number)),
                    Err(_) => ("CAST(? AS UNSIGNED)", Cell::Text(text)),
                },
                Err(_) => ("?", Cell::Text(text)),
            },
            (Bound::Exact, Cell::Text(text)) if is_decimal(&text) => ("CAST(? AS DECIMAL(65,30))", Cell::Text(text)),
            // An instant is read with its zone, which MariaDB does not take back.
            (Bound::Instant, Cell::Text(text)) => {
                let plain = text.strip_suffix("+00").unwrap_or(&text).to_owned();
                ("?", Cell::Text(plain))
            }
            (_, value) => ("?", value),
        };
        self.values.push(value);
        self.push(words)
    }

    /// Adds "the column is this value", letter by letter. `words` is the operator: ` = ` or ` <=> `.
    pub(super) fn mysql_equal(&mut self, kind: &str, column: &str, words: &str, value: Cell) -> &mut Self {
        match bound(kind) {
            Bound::Letters => {
                self.letters(column).push(words).push("CAST(");
                self.values.push(value);
                self.push("? AS BINARY)")
            }
            Bound::Inexact => {
                self.push("CAST(").name(column).push(" AS CHAR)").push(words);
                self.values.push(value);
                self.push("CAST(? AS CHAR)")
            }
            _ => self.name(column).push(words).mysql_value(kind, value),
        }
    }

    /// Adds "the column is one of these values": first as an index finds them, then letter by letter.
    pub(super) fn mysql_one_of(&mut self, shape: &Shape, column: &str, values: Vec<Cell>) -> &mut Self {
        let kind = shape.kind(column);
        let is_letters = bound(kind) == Bound::Letters;
        self.push(if is_letters { "(" } else { "" }).name(column).push(" IN (");
        for (index, value) in values.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" }).mysql_value(kind, value.clone());
        }
        self.push(")");
        if is_letters {
            self.push(" AND ").letters(column).push(" IN (");
            for (index, value) in values.into_iter().enumerate() {
                self.push(if index > 0 { ", CAST(? AS BINARY)" } else { "CAST(? AS BINARY)" });
                self.values.push(value);
            }
            self.push("))");
        }
        self
    }

    /// Adds "this address, in small letters, is written in the column".
    pub(in crate::sources) fn mentions(&mut self, column: &str, address: &str) -> &mut Self {
        self.push("LOCATE(CAST(").text_value(address).push(" AS BINARY), CAST(LOWER(CONVERT(").name(column);
        self.push(" USING utf8mb4)) AS BINARY)) > 0")
    }

    fn letters(&mut self, column: &str) -> &mut Self {
        self.push("CAST(CONVERT(").name(column).push(" USING utf8mb4) AS BINARY)")
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    plain && digits.matches('.').count() <= 1 && digits.chars().any(|letter| letter.is_ascii_digit())
}
