//! The whole portal for a test: the demo's shop, settings and record in a folder of its own, a fresh database, a clock that
//! the test moves, seeded randomness, mails in memory, real HTTP on a free port. Nothing is shared with another test.

use crate::visitor::{Page, Visitor};
use habeas::app::App;
use habeas::clock::Clock;
use habeas::config::{Config, DatabaseUrl, MailTransport};
use habeas::db::testing::{Fresh, made_once, portal_databases};
use habeas::lang::Lang;
use habeas::mail::Delivered;
use habeas::people::Address;
use habeas::roles::Role;
use habeas::secrets::Random;
use habeas::staff::{self, NewAccount, factor, password};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread::JoinHandle;
use tokio::sync::watch;

/// A Tuesday morning in Paris, far from any change of the clocks.
pub const START: &str = "2026-03-10T09:00:00Z";

/// Someone of the demo with orders, tickets, a newsletter, text messages.
pub const CAMILLE: &str = "camille.aubry@example.com";

/// The password of every colleague the harness hires.
const PASSWORD: &str = "seven lavender fields in june";

/// A running portal. Dropping it stops the server and fails the test if a job failed.
pub struct House {
    pub app: App,
    pub url: String,
    pub clock: Clock,
    pub random: Random,
    pub folder: PathBuf,
    pub database: &'static str,
    fresh: Fresh,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
    runtime: tokio::runtime::Runtime,
    _temporary: tempfile::TempDir,
}

/// Runs a test on a portal over SQLite and on one over PostgreSQL.
pub fn each_house(test: impl Fn(&House)) {
    for fresh in portal_databases() {
        let house = House::open(fresh, |_| {});
        test(&house);
    }
}

impl House {
    /// A portal over one database, its settings changed by `change`.
    pub fn open(fresh: Fresh, change: impl FnOnce(&mut Config)) -> Self {
        Self::of(60, fresh, change)
    }

    /// The same for a shop with so many customers.
    pub fn of(people: u32, fresh: Fresh, change: impl FnOnce(&mut Config)) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("demo");
        let clock = Clock::fixed(START.parse::<Timestamp>().unwrap());
        let random = Random::seeded(8);
        copy_folder(&shop_of(people, &clock), &folder);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = habeas::app::settings(&folder.join("habeas.toml")).unwrap();
        let url = format!("http://{address}");
        config.portal.base_url = url;
        config.portal.host = address.to_string();
        config.portal.listen = address;
        config.portal.secure = false;
        config.database.url = fresh.url();
        config.database.pool_size = 4;
        config.mail.transport = MailTransport::Memory;
        change(&mut config);
        let url = config.portal.base_url.clone();
        let app = App::open(config, clock.clone(), random.clone(), false).unwrap();
        let (stop, stopped) = watch::channel(false);
        let serving = app.clone();
        let server = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move { serving.serve(listener, stopped).await.unwrap() });
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let database = if matches!(fresh.url(), DatabaseUrl::Sqlite(_)) { "SQLite" } else { "PostgreSQL" };
        let server = Some(server);
        Self { app, url, clock, random, folder, database, fresh, stop, server, runtime, _temporary: temporary }
    }

    /// A new browser.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.url)
    }

    /// Runs every job that is due, and what these cause, until nothing is.
    pub fn work(&self) -> usize {
        let count = self.runtime.block_on(self.app.worker().run_until_idle()).unwrap();
        let troubled = self.query("SELECT kind, last_error FROM jobs WHERE last_error <> 'put off'");
        assert!(troubled.is_empty(), "jobs in trouble: {troubled:?}");
        count
    }

    /// [`House::work`] where a test makes jobs fail for now.
    pub fn work_despite_trouble(&self) -> usize {
        self.runtime.block_on(self.app.worker().run_until_idle()).unwrap()
    }

    /// Lets time pass, then runs what became due.
    pub fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
        self.work();
    }

    /// The mails of the portal, newest first, but for those that bring the head of the audit log each day, and those that tell
    /// a colleague of their own way to sign in.
    pub fn mails(&self) -> Vec<Delivered> {
        let all = self.app.portal().mailer.recent(1000).unwrap();
        all.into_iter().filter(|mail| !is_of_log(mail) && !is_of_sign_in(mail)).collect()
    }

    /// What an address was told about its own way to sign in as a colleague: the texts, newest first.
    pub fn told_of_sign_in(&self, address: &str) -> Vec<String> {
        let all = self.app.portal().mailer.recent(1000).unwrap();
        let theirs = all.into_iter().filter(|mail| is_of_sign_in(mail) && mail.to.eq_ignore_ascii_case(address));
        theirs.map(|mail| mail.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// The mails that bring the head of the audit log, newest first.
    pub fn mailed_heads(&self) -> Vec<Delivered> {
        self.app.portal().mailer.recent(1000).unwrap().into_iter().filter(is_of_log).collect()
    }

    /// The newest mail to an address.
    #[track_caller]
    pub fn mail_to(&self, address: &str) -> Delivered {
        let all = self.mails();
        let seen: Vec<(String, String)> = all.iter().map(|mail| (mail.to.clone(), mail.subject.clone())).collect();
        let found = all.into_iter().find(|mail| mail.to.eq_ignore_ascii_case(address));
        found.unwrap_or_else(|| panic!("no mail to {address}, only {seen:?}"))
    }

    /// The code of the newest mail to an address, as digits alone.
    #[track_caller]
    pub fn code(&self, address: &str) -> String {
        let mail = self.mail_to(address);
        code_in(&mail.text).unwrap_or_else(|| panic!("no code in:\n{}", mail.text))
    }

    /// The address in the newest mail to someone that begins so, as `/l/`.
    #[track_caller]
    pub fn link(&self, address: &str, beginning: &str) -> String {
        let mail = self.mail_to(address);
        let found = addresses_in(&mail.text)
            .into_iter()
            .find_map(|url| url.strip_prefix(&self.url).filter(|path| path.starts_with(beginning)).map(str::to_string));
        found.unwrap_or_else(|| panic!("no {beginning} in:\n{}", mail.text))
    }

    /// A browser in which the person at this address has just signed in with a code.
    pub fn sign_in(&self, address: &str, lang: &str) -> Visitor {
        self.sign_in_when(address, lang, || self.work())
    }

    /// [`House::sign_in`] where a test makes jobs fail for now.
    pub fn sign_in_despite_trouble(&self, address: &str, lang: &str) -> Visitor {
        self.sign_in_when(address, lang, || self.work_despite_trouble())
    }

    fn sign_in_when(&self, address: &str, lang: &str, work: impl FnOnce() -> usize) -> Visitor {
        let visitor = self.visitor();
        let asked = visitor.open(&format!("/{lang}/sign-in")).expect(200);
        // A code that somebody asked for before would come with ours.
        self.work_despite_trouble();
        let known: Vec<String> = self.mails().into_iter().map(|mail| mail.id).collect();
        let sent = visitor.submit(asked.form("/sign-in"), &[("email", address)]).expect(200);
        work();
        let mut new = self.mails().into_iter().filter(|mail| !known.contains(&mail.id));
        let code = new.find_map(|mail| code_in(&mail.text).filter(|_| mail.to.eq_ignore_ascii_case(address)));
        let code = code.unwrap_or_else(|| panic!("no code came for {address}; the page says:\n{}", sent.text()));
        let inside = visitor.send(sent.form("/code"), &[("code", &code)]).expect(303);
        assert_eq!(inside.location(), Some(&*format!("/{lang}/me")), "signing in leads to the data");
        visitor
    }

    /// A browser of a colleague who has shown the password and has no second factor yet.
    pub fn half_colleague(&self) -> Visitor {
        let visitor = self.visitor();
        enter(&visitor, &self.hire(Role::Support), PASSWORD);
        visitor
    }

    /// A browser of a colleague with this role, signed in with both factors.
    pub fn colleague(&self, role: Role) -> Visitor {
        let email = self.hire(role);
        enrol(self.visitor(), &email, PASSWORD, self.clock.now())
    }

    /// Opens an account; its address.
    fn hire(&self, role: Role) -> String {
        let (random, now) = (self.random.clone(), self.clock.now());
        let email = format!("{role}.{}@maison-lavande.example", random.below(u64::MAX));
        let address = Address::parse(&email).unwrap();
        let new = NewAccount { email: address, name: format!("A {role}"), role, lang: Lang::En };
        // A hash is slow on purpose, and it is of the same password each time.
        static PHC: OnceLock<String> = OnceLock::new();
        let phc = PHC.get_or_init(|| password::hash(PASSWORD, &random).unwrap());
        let added = self.app.portal().db.write_now(|tx| {
            let id = staff::add(tx, now, &random, &new)?;
            staff::set_password(tx, &id, phc)
        });
        added.unwrap();
        email
    }

    /// The shop's own database, as the shop sees it.
    pub fn shop(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.join("shop.sqlite")).unwrap()
    }

    /// An order confirms the details of who made it: the last one of everybody was in January at the latest.
    pub fn nobody_ordered_of_late(&self) {
        let set = "UPDATE customers SET last_order_at = '2026-01-20 10:00:00' WHERE last_order_at > '2026-01-20'";
        self.shop().execute(set, []).unwrap();
    }

    /// Every row of the sources.
    pub fn shop_rows(&self) -> BTreeMap<String, Vec<Vec<String>>> {
        self.everything().into_iter().filter(|(table, _)| !table.starts_with("portal.")).collect()
    }

    /// One text of the shop's database, empty for NULL.
    pub fn in_shop(&self, query: &str) -> String {
        let rows = sqlite_rows(&self.shop(), query);
        rows.first().and_then(|row| row.first().cloned()).unwrap_or_default()
    }

    /// Where the portal's database is.
    pub fn database_url(&self) -> DatabaseUrl {
        self.fresh.url()
    }

    /// Takes a backup of the portal's database.
    pub fn backup(&self) {
        match self.fresh.url() {
            DatabaseUrl::Sqlite(path) => copy(&path, &self.folder.join("portal.backup")),
            DatabaseUrl::Postgres(url) => {
                let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
                client.batch_execute("CREATE SCHEMA backup").unwrap();
                for table in portal_tables(&mut client) {
                    client
                        .batch_execute(&format!("CREATE TABLE backup.{table} AS SELECT * FROM public.{table}"))
                        .unwrap();
                }
            }
        }
    }

    /// Puts the backup back: everything since is lost.
    pub fn restore(&self) {
        match self.fresh.url() {
            DatabaseUrl::Sqlite(path) => copy(&self.folder.join("portal.backup"), &path),
            DatabaseUrl::Postgres(url) => {
                let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
                let tables = portal_tables(&mut client);
                let mut restored =
                    format!("BEGIN; SET session_replication_role = replica; TRUNCATE {};", tables.join(", "));
                for table in tables {
                    restored += &format!("INSERT INTO public.{table} SELECT * FROM backup.{table};");
                }
                client.batch_execute(&(restored + "COMMIT")).unwrap();
            }
        }
    }

    /// Takes note of jobs of a kind that failed, as the test meant them to.
    pub fn expect_failed(&self, kind: &str) {
        let failed = format!("DELETE FROM jobs WHERE state = 'failed' AND kind = '{kind}'");
        let gone = match self.fresh.url() {
            DatabaseUrl::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute(&failed, ()).unwrap() as u64,
            DatabaseUrl::Postgres(url) => {
                postgres::Client::connect(url.expose(), postgres::NoTls).unwrap().execute(&failed, &[]).unwrap()
            }
        };
        assert!(gone > 0, "no {kind} failed");
    }

    /// The rows that a query gives on the portal's database, each value as text.
    pub fn query(&self, query: &str) -> Vec<Vec<String>> {
        rows_of(&self.fresh.url(), query)
    }

    /// Every row of every table of the portal and of its sources: what must be the same before and after a GET.
    pub fn everything(&self) -> BTreeMap<String, Vec<Vec<String>>> {
        let tables = match self.fresh.url() {
            DatabaseUrl::Sqlite(_) => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            DatabaseUrl::Postgres(_) => {
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            }
        };
        let mut all = BTreeMap::new();
        for table in self.query(tables).into_iter().flatten() {
            let mut rows = self.query(&format!("SELECT * FROM {table}"));
            rows.sort();
            all.insert(format!("portal.{table}"), rows);
        }
        for source in ["shop", "newsletter"] {
            let file = rusqlite::Connection::open(self.folder.join(format!("{source}.sqlite"))).unwrap();
            let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            for table in sqlite_rows(&file, tables).into_iter().flatten() {
                let mut rows = sqlite_rows(&file, &format!("SELECT * FROM {table}"));
                rows.sort();
                all.insert(format!("{source}.{table}"), rows);
            }
        }
        all
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // The server may have ended already, when it panicked: then there is nobody to tell.
        let _ = self.stop.send(true);
        let ended = self.server.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            assert!(ended.is_some_and(|ended| ended.is_ok()), "the server panicked");
            let failed = self.query("SELECT kind, last_error FROM jobs WHERE state = 'failed'");
            assert!(failed.is_empty(), "jobs that failed: {failed:?}");
        }
    }
}

fn is_of_log(mail: &Delivered) -> bool {
    ["Journal d’audit", "Audit log"].iter().any(|beginning| mail.subject.starts_with(beginning))
}

fn is_of_sign_in(mail: &Delivered) -> bool {
    ["Votre connexion au portail", "Your sign-in to the data portal"]
        .iter()
        .any(|start| mail.subject.starts_with(start))
}

/// The folder of the demo with so many customers, made by the first test that asks.
fn shop_of(people: u32, clock: &Clock) -> PathBuf {
    made_once(&format!("shop-{people}"), |making| {
        habeas::demo::prepare(making, people, 7, clock, &Random::seeded(7)).unwrap();
    })
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    // The folder of the keys is for its owner alone.
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Copies a SQLite database, whoever has it open.
fn copy(from: &Path, to: &Path) {
    let from = rusqlite::Connection::open(from).unwrap();
    let mut to = rusqlite::Connection::open(to).unwrap();
    let copied = rusqlite::backup::Backup::new(&from, &mut to).unwrap();
    copied.run_to_completion(10_000, std::time::Duration::ZERO, None).unwrap();
}

fn portal_tables(client: &mut postgres::Client) -> Vec<String> {
    let query = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";
    client.query(query, &[]).unwrap().iter().map(|row| row.get(0)).collect()
}

/// What is in one and not the same in the other, table by table, for messages.
pub fn changes(before: &BTreeMap<String, Vec<Vec<String>>>, after: &BTreeMap<String, Vec<Vec<String>>>) -> Vec<String> {
    let mut found = Vec::new();
    for (table, rows) in after {
        let old = before.get(table).map_or(&[][..], Vec::as_slice);
        found.extend(rows.iter().filter(|row| !old.contains(row)).map(|row| format!("{table} now has {row:?}")));
        found.extend(old.iter().filter(|row| !rows.contains(row)).map(|row| format!("{table} had {row:?}")));
    }
    found
}

/// A new colleague's first sign-in: the password, then the second factor that it asks to set up. A browser that is inside.
pub fn enrol(visitor: Visitor, email: &str, password: &str, now: Timestamp) -> Visitor {
    let page = enter(&visitor, email, password).expect(200);
    let spelled = page.body().split("<code>").nth(1).and_then(|rest| rest.split("</code>").next());
    let secret = of_base32(spelled.expect("the page spells the secret"));
    let code = factor::code_at(&secret, now).unwrap();
    visitor.submit(page.form("/staff/enrol"), &[("code", &code)]).expect(200);
    visitor.get("/staff").expect(200);
    visitor
}

/// Signs a colleague in with the password; the page it led to.
fn enter(visitor: &Visitor, email: &str, password: &str) -> Page {
    let form = visitor.open("/staff/sign-in").expect(200).form("/staff/sign-in");
    visitor.submit(form, &[("email", email), ("password", password)])
}

/// Runs work of the portal to its end, as the command line does.
pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}

/// The rows that a query gives on a database, each value as text.
pub fn rows_of(database: &DatabaseUrl, query: &str) -> Vec<Vec<String>> {
    match database {
        DatabaseUrl::Sqlite(path) => sqlite_rows(&rusqlite::Connection::open(path).unwrap(), query),
        DatabaseUrl::Postgres(url) => {
            let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
            let rows = client.simple_query(query).unwrap();
            rows.iter()
                .filter_map(|message| match message {
                    postgres::SimpleQueryMessage::Row(row) => {
                        Some((0..row.len()).map(|at| row.get(at).unwrap_or("").to_string()).collect())
                    }
                    _ => None,
                })
                .collect()
        }
    }
}

pub fn sqlite_rows(connection: &rusqlite::Connection, query: &str) -> Vec<Vec<String>> {
    use rusqlite::types::ValueRef;
    let mut statement = connection.prepare(query).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns)
            .map(|at| {
                Ok(match row.get_ref(at)? {
                    ValueRef::Null => String::new(),
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Real(number) => number.to_string(),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    ValueRef::Blob(bytes) => format!("{bytes:?}"),
                })
            })
            .collect::<rusqlite::Result<Vec<String>>>()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Six digits that stand as a code, "482 915" or "482915".
pub fn code_in(text: &str) -> Option<String> {
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).find_map(|start| {
        let before = start.checked_sub(1).map(|at| chars[at]);
        let end = [7, 6].into_iter().map(|length| start + length).find(|end| {
            let run: Vec<char> = chars.get(start..*end).unwrap_or(&[]).to_vec();
            let shape = match run.len() {
                7 => run[3] == ' ' && run.iter().filter(|c| c.is_ascii_digit()).count() == 6,
                6 => run.iter().all(char::is_ascii_digit),
                _ => false,
            };
            let after = chars.get(*end).copied();
            shape && !after.is_some_and(|c| c.is_alphanumeric() || c == '-') && run[0] != ' '
        })?;
        let alone = !before.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '/');
        alone.then(|| chars[start..end].iter().filter(|c| c.is_ascii_digit()).collect())
    })
}

/// The bytes that letters and digits of base 32 spell.
fn of_base32(spelled: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letters = spelled.chars().filter(|c| !c.is_whitespace());
    let bits: String = letters.map(|c| format!("{:05b}", LETTERS.find(c).unwrap())).collect();
    let bytes = bits.as_bytes().chunks_exact(8).map(|byte| std::str::from_utf8(byte).unwrap());
    bytes.map(|byte| u8::from_str_radix(byte, 2).unwrap()).collect()
}

/// Every address that stands in a text, on a line of its own or not.
pub fn addresses_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || "<>()\"".contains(c));
    words.filter(|word| word.starts_with("http://") || word.starts_with("https://")).map(str::to_string).collect()
}

#[test]
fn codes_and_links_are_found_in_a_mail() {
    let text = "Order 1234567 of 2026-03-10\n\n    482 915\n\nhttp://127.0.0.1:1/l/abc\nuntil 10:15";
    assert_eq!(code_in(text).as_deref(), Some("482915"));
    assert_eq!(code_in("ref 482915-1 and /482915"), None);
    assert_eq!(addresses_in(text), ["http://127.0.0.1:1/l/abc"]);
}
