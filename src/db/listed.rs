//! A statement with lists of values in it that is prepared once. Diesel prepares every statement with a list anew, as each length of
//! it is another statement; for one that is asked all the time, planning it would cost a server more than answering it.

use super::Db;
use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Nullable, Text};
use std::marker::PhantomData;

/// A piece of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    /// SQL.
    Sql(&'static str),
    /// The list of texts with this number, without parentheses.
    List(usize),
}

/// A statement whose rows are of the SQL types `ST`. The lengths of its lists are powers of two, the last value repeated, so that
/// there are few statements; a list without a value is one of NULL.
#[derive(Debug)]
pub struct Listed<'v, ST> {
    pieces: &'static [Piece],
    lists: Vec<Vec<Option<&'v str>>>,
    rows: PhantomData<ST>,
}

impl<'v, ST> Listed<'v, ST> {
    /// `pieces` refer to `lists` by their places.
    pub fn new(pieces: &'static [Piece], lists: &[&[&'v str]]) -> Self {
        let lists = lists.iter().map(|values| {
            let count = values.len().next_power_of_two();
            let last = std::iter::repeat(values.last().copied());
            values.iter().copied().map(Some).chain(last).take(count).collect()
        });
        Self { pieces, lists: lists.collect(), rows: PhantomData }
    }
}

impl<ST, DB> QueryFragment<DB> for Listed<'_, ST>
where
    DB: Backend + HasSqlType<Nullable<Text>>,
    for<'t> Option<&'t str>: ToSql<Nullable<Text>, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for piece in self.pieces {
            match piece {
                Piece::Sql(text) => out.push_sql(text),
                Piece::List(number) => {
                    for (place, value) in self.lists.get(*number).into_iter().flatten().enumerate() {
                        if place > 0 {
                            out.push_sql(", ");
                        }
                        out.push_bind_param::<Nullable<Text>, _>(value)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl<ST> QueryId for Listed<'_, ST> {
    type QueryId = ();

    // Known by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for Listed<'_, ST> {
    type SqlType = ST;
}

impl<ST> RunQueryDsl<Db> for Listed<'_, ST> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Error;
    use crate::db::testing::each_database;
    use diesel::connection::SimpleConnection;

    const STATEMENT: &[Piece] = &[
        Piece::Sql("SELECT name FROM listed WHERE name IN ("),
        Piece::List(0),
        Piece::Sql(") AND kind IN ("),
        Piece::List(1),
        Piece::Sql(") ORDER BY name"),
    ];

    #[test]
    fn each_length_of_a_list_finds_what_is_in_it() {
        each_database(|database| {
            let found: Result<(), Error> = database.write_now(|tx| {
                tx.batch_execute("CREATE TEMPORARY TABLE listed (name TEXT, kind TEXT)")?;
                let all: Vec<String> = (0..20).map(|number| format!("n{number:02}")).collect();
                for name in &all {
                    tx.batch_execute(&format!("INSERT INTO listed VALUES ('{name}', 'k'), ('{name}''s', 'other')"))?;
                }
                for _ in 0..8 {
                    for count in 0..=all.len() {
                        let names: Vec<&str> = all.iter().take(count).map(String::as_str).chain(["nobody"]).collect();
                        let kinds: &[&str] = if count % 2 == 0 { &["k"] } else { &["k", "x", "y"] };
                        let rows: Vec<String> = Listed::<Text>::new(STATEMENT, &[&names, kinds]).load(tx)?;
                        assert_eq!(rows, all[..count]);
                    }
                }
                let nothing: Vec<String> = Listed::<Text>::new(STATEMENT, &[&[], &["k"]]).load(tx)?;
                assert!(nothing.is_empty());
                let quoted: Vec<String> = Listed::<Text>::new(STATEMENT, &[&["n03's"], &["other"]]).load(tx)?;
                assert_eq!(quoted, ["n03's"]);
                Ok(())
            });
            found.unwrap();
        });
    }
}
