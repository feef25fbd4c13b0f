//! `habeas demo`: the invented shop, ready to be served on this machine.

use crate::app::StartError;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{Prepared, personas, prepare};
use crate::secrets::Random;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the demo listens unless told otherwise; if it is taken, at one of the next.
const PORT: u16 = 8080;

/// The most customers one shop is invented with.
pub const MOST_PEOPLE: u32 = 1_000_000;

/// A demo that has its address and waits to be served.
pub struct Demo {
    /// The folder.
    pub prepared: Prepared,
    /// Its settings, for this address.
    pub config: Config,
    /// The clock of its folder: ahead by the days that were let pass.
    pub clock: Clock,
    /// The address, taken.
    pub listener: TcpListener,
}

/// Why the demo does not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The demo is for this machine only.
    #[error(
        "the demo listens on this machine only, and {0} can be reached from others\n  cure: use 127.0.0.1 and a port"
    )]
    NotLoopback(SocketAddr),
    /// The address is taken.
    #[error("cannot listen on {address}: {error}\n  cure: choose another port with `--listen 127.0.0.1:PORT`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system answered.
        error: io::Error,
    },
    /// The folder cannot be made or read.
    #[error("the folder of the demo cannot be made: {0}")]
    Folder(#[from] io::Error),
    /// Its settings were changed into something wrong.
    #[error(transparent)]
    Settings(StartError),
}

/// Makes the folder or finds it, and takes an address. `HABEAS_…` variables are not looked at, so that a demo never opens
/// a real database.
pub fn demo(dir: &Path, people: u32, seed: u64, listen: Option<SocketAddr>) -> Result<Demo, DemoError> {
    if let Some(address) = listen.filter(|address| !address.ip().is_loopback()) {
        return Err(DemoError::NotLoopback(address));
    }
    let listener = take(listen)?;
    let address = listener.local_addr()?;
    let clock = Clock::system();
    let prepared = prepare(&absolute(dir)?, people, seed, &clock, &Random::system())?;
    prepared.made.set(&clock);
    let text = std::fs::read_to_string(&prepared.config)?;
    let own = BTreeMap::from([
        ("HABEAS_PORTAL__LISTEN".to_owned(), address.to_string()),
        ("HABEAS_PORTAL__BASE_URL".to_owned(), format!("http://{address}")),
    ]);
    let (config, found) = Config::parse(&prepared.config, &text, &own);
    let config = config.ok_or(DemoError::Settings(StartError::Mistakes(found)))?;
    Ok(Demo { prepared, config, clock, listener })
}

fn absolute(dir: &Path) -> io::Result<PathBuf> {
    std::path::absolute(dir)
}

/// The address asked for, or the first free one from [`PORT`] on.
fn take(listen: Option<SocketAddr>) -> Result<TcpListener, DemoError> {
    let addresses: Vec<SocketAddr> = match listen {
        Some(address) => vec![address],
        None => (PORT..PORT + 20).map(|port| (Ipv4Addr::LOCALHOST, port).into()).collect(),
    };
    let mut last = None;
    for address in addresses {
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(DemoError::Listen { address, error }),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::other("no address was tried").into()))
}

impl Demo {
    /// Where to begin.
    pub fn start_page(&self) -> String {
        format!("{}/demo", self.config.portal.base_url)
    }

    /// What the terminal says when the portal answers: where to look and whom to sign in as.
    pub fn welcome(&self, now: Timestamp) -> String {
        let base = &self.config.portal.base_url;
        let mut text = String::new();
        let people = self.prepared.made.people;
        let _ = writeln!(text, "{} is open: an invented shop with {people} customers.\n", self.config.portal.name);
        let _ = writeln!(text, "  Begin here   {}", self.start_page());
        let _ = writeln!(text, "  Start page   {base}/fr/ or {base}/en/");
        let _ = writeln!(text, "  Mailbox      {base}/demo/mail");
        let _ = writeln!(text, "  Colleagues   {base}/staff/sign-in\n");
        let _ = writeln!(text, "Customers; the code arrives in the mailbox:");
        for persona in personas() {
            let _ = writeln!(text, "  {:<70} {}", persona.email, persona.name);
        }
        let _ = writeln!(text, "\nColleagues, with password and present code; {} shows new codes:", self.start_page());
        for colleague in &self.prepared.made.colleagues {
            let code = colleague.code(now);
            let _ = writeln!(text, "  {:<9} {:<46} {:<30} {code}", colleague.role, colleague.email, colleague.password);
        }
        let shop = self.prepared.dir.join("shop.sqlite");
        let _ = write!(
            text,
            "\nThe shop's database is {}. Ctrl-C stops; the next start goes on from here.",
            shop.display()
        );
        text
    }
}

/// Shows an address in the person's browser, if there is a screen; nothing if not.
pub fn open_browser(address: &str) {
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if screen {
        "xdg-open"
    } else {
        return;
    };
    let quiet =
        Command::new(program).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Ok(mut child) = quiet {
        // Only so that no dead process stays behind; how it went is the browser's business.
        std::thread::spawn(move || child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_for_this_machine_only() {
        let dir = tempfile::tempdir().unwrap();
        let outside: SocketAddr = "0.0.0.0:0".parse().unwrap();
        assert!(matches!(demo(&dir.path().join("shop"), 20, 1, Some(outside)), Err(DemoError::NotLoopback(_))));
        assert!(!dir.path().join("shop").exists());
    }

    #[test]
    fn the_terminal_says_where_to_begin_and_whom_to_sign_in_as() {
        let dir = tempfile::tempdir().unwrap();
        let here: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let demo = demo(&dir.path().join("shop"), 20, 1, Some(here)).unwrap();
        let port = demo.listener.local_addr().unwrap().port();
        let text = demo.welcome(demo.clock.now());
        assert!(text.contains(&format!("http://127.0.0.1:{port}/demo\n")));
        assert!(text.contains("camille.aubry@example.com"));
        for colleague in &demo.prepared.made.colleagues {
            assert!(text.contains(&colleague.password) && text.contains(&colleague.code(demo.clock.now())));
        }
        assert_eq!(demo.config.portal.listen.port(), port);
    }

    #[test]
    fn a_taken_port_is_named_with_a_cure() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let refused = take(Some(taken.local_addr().unwrap())).unwrap_err();
        assert!(refused.to_string().contains("--listen"));
    }
}
