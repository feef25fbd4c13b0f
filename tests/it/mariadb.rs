//! A MariaDB database for one test.

use mysql::prelude::Queryable;

/// A database on the test server that ends with the test.
pub struct MariaDb {
    server: String,
    name: String,
}

impl MariaDb {
    /// A fresh one. Without a server the run fails, unless a person chose `HABEAS_TEST_SQLITE_ONLY=1`: then `None`.
    pub fn fresh() -> Option<Self> {
        let set = |name: &str| std::env::vars().find(|(known, value)| known == name && !value.is_empty());
        let Some((_, server)) = set("HABEAS_TEST_MARIADB") else {
            let chosen = set("HABEAS_TEST_SQLITE_ONLY").is_some_and(|(_, value)| value == "1");
            assert!(chosen, "HABEAS_TEST_MARIADB is not set: run `scripts/test`, which starts a server");
            return None;
        };
        let random = habeas::secrets::Random::system().bytes::<8>();
        let name = format!("habeas_test_{}", habeas::secrets::hex(&random));
        let fresh = Self { server, name };
        fresh.admin(&format!("CREATE DATABASE {} CHARACTER SET utf8mb4", fresh.name));
        Some(fresh)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        let mut url: url::Url = self.server.parse().unwrap();
        url.set_path(&self.name);
        url.to_string()
    }

    fn admin(&self, sql: &str) {
        mysql::Conn::new(mysql::Opts::from_url(&self.server).unwrap()).unwrap().query_drop(sql).unwrap();
    }

    fn connect(&self) -> mysql::Conn {
        mysql::Conn::new(mysql::Opts::from_url(&self.url()).unwrap()).unwrap()
    }

    /// Runs statements.
    pub fn batch(&self, sql: &str) {
        let mut connection = self.connect();
        let mut results = connection.query_iter(sql).unwrap();
        while let Some(result) = results.iter() {
            result.for_each(|row| drop(row.unwrap()));
        }
    }

    /// The rows of a query, each value as text, empty for NULL.
    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let rows: Vec<mysql::Row> = self.connect().query(sql).unwrap();
        let text = |value: mysql::Value| match value {
            mysql::Value::NULL => String::new(),
            mysql::Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            other => other.as_sql(true),
        };
        rows.into_iter().map(|row| row.unwrap().into_iter().map(text).collect()).collect()
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.admin(&format!("DROP DATABASE IF EXISTS {}", self.name));
        }
    }
}
