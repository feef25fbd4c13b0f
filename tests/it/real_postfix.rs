//! Debian's postfix between the portal and its customers: it takes a whole campaign, delivers a part of it and bounces the rest.
//! The signature of what was delivered is verified by opendkim, and what bounced is read as it came back.
//!
//! Postfix must be started by root; where it or opendkim is missing, or somebody else runs the tests, this says so and skips.

use crate::campaign_relay::approved;
use crate::harness::House;
use crate::program::pause;
use habeas::commands::{Brought, mail_report};
use habeas::config::{Dkim, MailTransport, Secret, Smtp, Tls};
use habeas::db::testing::Fresh;
use habeas::refresh;
use habeas::refresh::campaign::State;
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const POSTFIX: &str = "/usr/sbin/postfix";
const OPENDKIM: &str = "/usr/sbin/opendkim";
/// Debian's user `nobody`, as whom postfix writes into mailboxes.
const NOBODY: u32 = 65_534;

/// A postfix of our own, in a folder of its own; it ends with the test.
struct Postfix {
    port: u16,
    folder: PathBuf,
    _temporary: tempfile::TempDir,
}

impl Postfix {
    /// Mails to example.org arrive; nobody has a mailbox at any other shop customer's domain; bounces arrive.
    fn start() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_path_buf();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        for name in ["etc", "queue", "data", "arrived", "back"] {
            fs::create_dir(folder.join(name)).unwrap();
        }
        for name in ["arrived", "back"] {
            chown(folder.join(name), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let owned = run(Command::new("chown").arg("postfix").arg(folder.join("data")));
        assert!(owned.status.success(), "{owned:?}");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        fs::write(folder.join("etc/boxes"), "/@example\\.org$/ arrived/\n/@back\\.example\\.test$/ back/\n").unwrap();
        fs::write(folder.join("etc/here"), "/^example\\.(com|net)$/ here\n/\\.example$/ here\n").unwrap();
        fs::write(folder.join("etc/main.cf"), settings(&folder)).unwrap();
        fs::write(folder.join("etc/master.cf"), services(port)).unwrap();
        let postfix = Self { port, folder, _temporary: temporary };
        let started = postfix.control("start");
        assert!(started.status.success(), "{started:?}\n{}", postfix.log());
        postfix
    }

    fn control(&self, word: &str) -> Output {
        run(Command::new(POSTFIX).arg("-c").arg(self.folder.join("etc")).arg(word))
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// How many mails to customers bounced, once it is known of so many whether they did.
    fn bounced(&self, count: usize) -> usize {
        for _ in 0..6_000 {
            let log = self.log();
            // Not what the portal writes to its own colleagues, and nothing that comes back.
            let ours = |line: &&str| line.contains("to=<bounces+") || line.contains("@maison-lavande.example>, relay");
            let ends = log.lines().filter(|line| line.contains(" status=") && !ours(line));
            let ends: Vec<&str> = ends.collect();
            if ends.len() >= count {
                return ends.iter().filter(|line| line.contains("status=bounced")).count();
            }
            pause();
        }
        panic!("not every mail came to an end:\n{}", self.log());
    }

    /// The mails in a mailbox, once there are so many.
    fn mails(&self, mailbox: &str, count: usize) -> Vec<PathBuf> {
        let new = self.folder.join(mailbox).join("new");
        for _ in 0..6_000 {
            let mails: Vec<PathBuf> =
                fs::read_dir(&new).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
            if mails.len() >= count {
                return mails;
            }
            pause();
        }
        panic!("{mailbox} never held {count} mails:\n{}", self.log());
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("stop");
    }
}

fn settings(folder: &Path) -> String {
    let folder = folder.display();
    let (prefix, logs) = (std::env::temp_dir(), format!("{folder}/log"));
    format!(
        "compatibility_level = 3.6\nconfig_directory = {folder}/etc\nqueue_directory = {folder}/queue\n\
         data_directory = {folder}/data\ncommand_directory = /usr/sbin\ndaemon_directory = /usr/lib/postfix/sbin\n\
         mail_owner = postfix\nsetgid_group = postdrop\nmaillog_file = {logs}\nmaillog_file_prefixes = {prefix}\n\
         myhostname = relay.example.test\nmydestination = regexp:{folder}/etc/here\nlocal_recipient_maps =\n\
         alias_maps =\nalias_database =\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nrecipient_delimiter = +\n\
         virtual_mailbox_domains = example.org, back.example.test\nvirtual_mailbox_maps = regexp:{folder}/etc/boxes\n\
         virtual_mailbox_base = {folder}\nvirtual_uid_maps = static:{NOBODY}\nvirtual_gid_maps = static:{NOBODY}\n\
         virtual_minimum_uid = 1\ndefault_transport = error:no way out\nrelay_transport = error:no way out\n\
         disable_dns_lookups = yes\nbiff = no\n",
        prefix = prefix.display(),
    )
}

fn services(port: u16) -> String {
    format!(
        "127.0.0.1:{port} inet n - n - - smtpd\npickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\n\
         qmgr unix n - n 300 1 qmgr\nrewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\n\
         defer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nverify unix - - n - 1 verify\n\
         flush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nerror unix - - n - - error\n\
         retry unix - - n - - error\nlocal unix - n n - - local\nvirtual unix - n n - - virtual\n\
         anvil unix - - n - 1 anvil\npostlog unix-dgram n - n - 1 postlogd\n"
    )
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn openssl(words: &[&str], folder: &Path) -> String {
    let done = run(Command::new("openssl").args(words).current_dir(folder));
    assert!(done.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// What opendkim says about the signature of a mail.
fn judged(mail: &Path, settings: &Path) -> String {
    let said = run(Command::new(OPENDKIM).arg("-x").arg(settings).args(["-vvv", "-t"]).arg(mail));
    String::from_utf8_lossy(&said.stdout).into_owned()
}

fn is_missing() -> Option<&'static str> {
    let root = run(Command::new("id").arg("-u")).stdout == b"0\n";
    [
        (!root, "somebody but root runs the tests"),
        (!Path::new(POSTFIX).exists(), "there is no postfix"),
        (!Path::new(OPENDKIM).exists(), "there is no opendkim"),
    ]
    .into_iter()
    .find_map(|(missing, words)| missing.then_some(words))
}

#[test]
fn postfix_delivers_a_signed_campaign_and_its_bounces_are_understood() {
    if let Some(why) = is_missing() {
        eprintln!("SKIPPED: the test with a real postfix, because {why}; as root on Debian scripts/test installs both");
        return;
    }
    let postfix = Postfix::start();
    let keys = &postfix.folder.join("etc");
    let key = openssl(&["genrsa", "-traditional", "2048"], keys);
    fs::write(keys.join("key.pem"), &key).unwrap();
    let public = openssl(&["rsa", "-in", "key.pem", "-pubout"], keys);
    let public: String = public.lines().filter(|line| !line.starts_with('-')).collect();
    let named = format!("habeas._domainkey.maison-lavande.example v=DKIM1; k=rsa; p={public}\n");
    fs::write(keys.join("dns"), named).unwrap();
    let judge = keys.join("opendkim.conf");
    fs::write(&judge, format!("Mode v\nTestPublicKeys {}\n", keys.join("dns").display())).unwrap();

    let server = Smtp { host: "127.0.0.1".to_owned(), port: postfix.port, tls: Tls::None, credentials: None };
    // The database is not what is tried here: one is enough.
    let house = House::open(Fresh::sqlite(), |config| {
        config.mail.transport = MailTransport::Smtp(server);
        config.mail.bounce_address = Some("bounces@back.example.test".to_owned());
        config.mail.dkim = Some(Dkim { selector: "habeas".to_owned(), key: Secret::new(key) });
    });
    let (campaign, due) = approved(&house);
    house.work();
    let state = house.app.portal().db.read_now(|db| refresh::one(db, &campaign)).unwrap().state;
    assert_eq!(state, State::Done, "{}", postfix.log());

    let whose = "SELECT count(*) FROM refresh_recipients WHERE state = 'sent'";
    assert_eq!(house.query(whose)[0][0], due.to_string(), "postfix took them all");
    let due = usize::try_from(due).unwrap();
    let bounced = postfix.bounced(due);
    let back = postfix.mails("back", bounced);
    let arrived = postfix.mails("arrived", due - bounced);
    assert!(bounced > 5 && arrived.len() > 5, "{bounced} came back, {} arrived", arrived.len());

    for mail in arrived.iter().take(3) {
        assert!(judged(mail, &judge).contains("succeeded"), "{}", judged(mail, &judge));
    }
    let changed = keys.join("changed.eml");
    fs::write(
        &changed,
        fs::read_to_string(&arrived[0]).unwrap().replace("List-Unsubscribe: <", "List-Unsubscribe: <x"),
    )
    .unwrap();
    assert!(judged(&changed, &judge).contains("failed"), "the stop link is signed, too");

    let portal = house.app.portal();
    for mail in &back {
        let noted = mail_report(portal, &fs::read(mail).unwrap()).unwrap();
        assert_eq!(noted, Brought::Noted { kind: "hard", cause: "unknown" }, "{}", mail.display());
    }
    let dead: BTreeSet<Vec<String>> =
        house.query("SELECT fingerprint FROM refresh_standings WHERE bounced_at IS NOT NULL").into_iter().collect();
    assert_eq!(dead.len(), bounced, "each address that came back, and no other");
    let failed = "SELECT count(*) FROM refresh_recipients WHERE state = 'failed'";
    assert_eq!(house.query(failed)[0][0], bounced.to_string());
}
