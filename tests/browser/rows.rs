//! `rows FILE SQL [VALUE…]`: the rows that a query gives on an SQLite file, as a JSON list of objects. What the browser
//! tests look at a shop's own database with, as the shop would: not through the portal.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use serde_json::{Map, Value};

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let (Some(file), Some(query)) = (words.next(), words.next()) else {
        anyhow::bail!("usage: rows FILE SQL [VALUE…]");
    };
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = database.prepare(&query)?;
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_string).collect();
    let rows = statement.query_map(params_from_iter(words), |row| {
        let mut object = Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()).into(),
            };
            object.insert(name.clone(), value);
        }
        Ok(Value::Object(object))
    })?;
    let rows: Vec<Value> = rows.collect::<Result<_, _>>()?;
    println!("{}", Value::Array(rows));
    Ok(())
}
