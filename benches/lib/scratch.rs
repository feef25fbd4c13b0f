//! Databases of one run, and what this process held at most.

use anyhow::Context as _;
use postgres::{Client, NoTls};

/// A database of this run; it is dropped with it.
pub struct Scratch {
    server: String,
    name: String,
    pub url: String,
}

impl Scratch {
    pub fn make(server: &str, name: &str) -> anyhow::Result<Self> {
        let name = format!("habeas_bench_{}_{name}", std::process::id());
        Client::connect(server, NoTls)?.batch_execute(&format!("CREATE DATABASE {name}"))?;
        let (start, _) = server.rsplit_once('/').context("the URL names no database")?;
        Ok(Self { server: server.to_owned(), url: format!("{start}/{name}"), name })
    }

    pub fn client(&self) -> anyhow::Result<Client> {
        Ok(Client::connect(&self.url, NoTls)?)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Ok(mut client) = Client::connect(&self.server, NoTls) {
            let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}
