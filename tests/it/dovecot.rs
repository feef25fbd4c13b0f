//! Debian's dovecot with one mailbox, in a folder of its own; it ends with the test.
//!
//! It is started by root alone; where it is missing, or somebody else runs the tests, they say so and skip.

use crate::program::pause;
use jiff::Timestamp;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

const DOVECOT: &str = "/usr/sbin/dovecot";
/// Debian's user `nobody`, whose the mailbox is.
const NOBODY: u32 = 65_534;

pub const USER: &str = "privacy@maison-lavande.example";
pub const PASSWORD: &str = "three \"quoted\" words";

pub struct Dovecot {
    /// Without TLS, or with STARTTLS.
    pub port: u16,
    /// With TLS from the start.
    pub tls_port: u16,
    folder: PathBuf,
    _temporary: tempfile::TempDir,
}

/// Why there is none to be had.
pub fn is_missing() -> bool {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let missing = !root || !Path::new(DOVECOT).exists();
    if missing {
        eprintln!("SKIPPED: a test with a real dovecot; as root on Debian scripts/test installs it");
    }
    missing
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Dovecot {
    pub fn start() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_path_buf();
        let dovecot = Self { port: free_port(), tls_port: free_port(), folder, _temporary: temporary };
        dovecot.open_up();
        for part in ["run", "mail", "mail/new", "mail/cur", "mail/tmp"] {
            fs::create_dir(dovecot.folder.join(part)).unwrap();
            if part != "run" {
                chown(dovecot.folder.join(part), Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
        let account = format!("{USER}:{{PLAIN}}{PASSWORD}:{NOBODY}:{NOBODY}::{}::\n", dovecot.folder.display());
        fs::write(dovecot.folder.join("accounts"), account).unwrap();
        dovecot.certify();
        fs::write(dovecot.folder.join("dovecot.conf"), dovecot.settings()).unwrap();
        dovecot.go();
        dovecot
    }

    /// The folder of a test is root's alone; the mailbox is not.
    fn open_up(&self) {
        fs::set_permissions(&self.folder, Permissions::from_mode(0o755)).unwrap();
    }

    /// A certificate for `localhost` by an authority that nobody trusts yet.
    fn certify(&self) {
        let openssl = |words: &[&str]| {
            let done = Command::new("openssl").args(words).current_dir(&self.folder).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        openssl(&[
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test",
        ]);
        openssl(&[
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "server.key",
            "-out",
            "server.csr",
            "-subj",
            "/CN=localhost",
        ]);
        fs::write(self.folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
        let sign =
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names";
        openssl(&sign.split(' ').collect::<Vec<_>>());
    }

    fn settings(&self) -> String {
        let (folder, port, tls) = (self.folder.display(), self.port, self.tls_port);
        format!(
            "base_dir = {folder}/run\nlog_path = {folder}/log\nprotocols = imap\nlisten = 127.0.0.1\nssl = yes\n\
             ssl_cert = <{folder}/server.pem\nssl_key = <{folder}/server.key\nauth_failure_delay = 0\n\
             disable_plaintext_auth = no\nmail_location = maildir:{folder}/mail\nfirst_valid_uid = 1\n\
             default_internal_user = nobody\ndefault_login_user = nobody\ndefault_internal_group = nogroup\n\
             passdb {{\n driver = passwd-file\n args = {folder}/accounts\n}}\n\
             userdb {{\n driver = passwd-file\n args = {folder}/accounts\n}}\n\
             service imap-login {{\n inet_listener imap {{\n  port = {port}\n }}\n inet_listener imaps {{\n  port = {tls}\n  ssl = yes\n }}\n}}\n\
             namespace inbox {{\n inbox = yes\n}}\n"
        )
    }

    /// Starts it, for the first time or again.
    pub fn go(&self) {
        // What stays in the background would keep a pipe of ours open.
        let mut command = Command::new(DOVECOT);
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = quiet.arg("-c").arg(self.folder.join("dovecot.conf")).status().unwrap();
        assert!(started.success(), "{}", self.log());
        for _ in 0..600 {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            pause();
        }
        panic!("dovecot does not answer:\n{}", self.log());
    }

    /// Ends it.
    pub fn halt(&self) {
        let Ok(pid) = fs::read_to_string(self.folder.join("run/master.pid")) else { return };
        let pid = pid.trim().to_owned();
        let _ = Command::new("kill").arg(&pid).output();
        for _ in 0..600 {
            if !Path::new("/proc").join(&pid).exists() {
                return;
            }
            pause();
        }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The certificate of the authority behind the server's.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// A mail that arrived at this moment and that nobody has read.
    pub fn deliver(&self, name: &str, at: &str, mail: &str) {
        self.put(&format!("new/{name}"), at, mail);
    }

    /// The same, read by somebody.
    pub fn deliver_read(&self, name: &str, at: &str, mail: &str) {
        self.put(&format!("cur/{name}:2,S"), at, mail);
    }

    fn put(&self, name: &str, at: &str, mail: &str) {
        let path = self.folder.join("mail").join(name);
        fs::write(&path, mail).unwrap();
        chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        let at = at.parse::<Timestamp>().unwrap().as_second().try_into().unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(at);
        fs::File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
    }

    /// The names of the mails that lie there, with whether they are marked as read.
    pub fn lying(&self) -> Vec<(String, bool)> {
        let names =
            ["new", "cur"].into_iter().flat_map(|part| fs::read_dir(self.folder.join("mail").join(part)).unwrap());
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut lying: Vec<(String, bool)> = names
            .map(|name| {
                let (name, flags) = name.split_once(":2,").unwrap_or((&name, ""));
                (name.split(',').next().unwrap().to_owned(), flags.contains('S'))
            })
            .collect();
        lying.sort();
        lying
    }

    /// Numbers every mail anew, all unread, as after a move to another server (RFC 9051, 2.3.1.1).
    pub fn number_anew(&self) {
        for entry in fs::read_dir(self.folder.join("mail/cur")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().split(':').next().unwrap().to_owned();
            fs::rename(&path, self.folder.join("mail/new").join(name)).unwrap();
        }
        for entry in fs::read_dir(self.folder.join("mail")).unwrap() {
            let path = entry.unwrap().path();
            // The last UIDVALIDITY stays: without it dovecot takes the second of the clock, and in the same second the same one.
            let is_validity = path.file_name().unwrap().to_str().unwrap().starts_with("dovecot-uidvalidity");
            if path.is_file() && !is_validity {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.halt();
    }
}
