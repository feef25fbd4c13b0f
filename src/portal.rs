//! The parts that every page and job receives. They are joined in `app`; a part that needs only one of them takes that
//! one.

use crate::api::once;
use crate::audit;
use crate::brand::Brand;
use crate::clock::Clock;
use crate::config;
use crate::consents::Checks;
use crate::db::{self, Database, Id};
use crate::erasure::ledger::Ledger;
use crate::erasure::search::Turns;
use crate::identity;
use crate::living::Living;
use crate::mail::{Carrier, Letterhead, Mailer};
use crate::outgoing::Outgoing;
use crate::people::{self, Person};
use crate::record::Record;
use crate::requests;
use crate::secrets::{Keys, Random};
use crate::sources::Sources;
use crate::web::{self, Look};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The parts. Clones are cheap and share them.
#[derive(Clone)]
pub struct Portal {
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// The keys.
    pub keys: Arc<Keys>,
    /// The portal's database.
    pub db: Database,
    /// The record of processing: the approved version, replaced while the portal runs when another one is approved.
    pub record: Living<Record>,
    /// Which version of the record that is.
    pub record_version: Living<Id>,
    /// The company's colour and logo, replaced when others are chosen.
    pub brand: Living<Brand>,
    /// What pages show of them.
    pub look: Living<Look>,
    /// The sources.
    pub sources: Sources,
    /// The way mails leave; what a capability sends goes through `mail::queue`.
    pub mailer: Mailer,
    /// Calls to other systems: HTTP sources and webhooks.
    pub outgoing: Outgoing,
    /// The erasure ledger.
    pub ledger: Ledger,
    /// Whose turn it is to search a source for what is left of erased people.
    pub searches: Turns,
    /// The acts of programs that are being worked on.
    pub calls: once::Turns,
    /// Whether somebody may be contacted, asked by programs.
    pub checks: Checks,
    /// The settings of the parts.
    pub settings: Arc<Settings>,
}

/// The logo where none was chosen.
pub(crate) fn standard_logo(demo: bool) -> Option<String> {
    demo.then(|| web::asset_address("demo/maison-lavande.svg")).flatten()
}

/// The settings, by the part that reads them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who we are and where.
    pub portal: config::Portal,
    /// How mails leave.
    pub mail: config::Mail,
    /// How customers sign in.
    pub identity: identity::Rules,
    /// How requests are dated.
    pub requests: requests::Rules,
    /// How erasure is carried out.
    pub erasure: config::Erasure,
    /// The mailbox to which people write about their data, if one is read.
    pub inbox: Option<config::Inbox>,
    /// Files that people add.
    pub attachments: config::Attachments,
    /// Data-refresh mailings.
    pub refresh: config::Refresh,
    /// The cookie banner of the company's own sites.
    pub cookies: config::Cookies,
    /// How colleagues sign in.
    pub staff: config::Staff,
    /// The company's own sign-in service, if colleagues use one.
    pub oidc: Option<config::Oidc>,
    /// Background work.
    pub jobs: config::Jobs,
    /// How a key that the record names is found.
    pub variable: fn(&str) -> Option<String>,
    /// Whether this is the demo, with its own pages and its own clock.
    pub demo: bool,
    /// The folder in which files are kept (packages), beside the settings.
    pub folder: std::path::PathBuf,
}

impl Portal {
    /// Where days begin and deadlines end.
    pub fn zone(&self) -> &TimeZone {
        &self.settings.portal.time_zone
    }

    /// How mails begin and end while this record holds.
    pub fn letterhead(&self, record: &Record) -> Letterhead {
        let settings = &self.settings.portal;
        let house = Letterhead::new(&settings.name, &settings.base_url, &settings.time_zone, record);
        house.in_colours(self.brand.colours())
    }

    /// The logo where none was chosen: the fictional shop's in the demo.
    pub fn standard_logo(&self) -> Option<String> {
        standard_logo(self.settings.demo)
    }

    /// The day, where the controller is.
    pub fn today(&self) -> Date {
        self.clock.now().to_zoned_datetime(self.zone().clone()).date()
    }

    /// What "confirmed long ago" is now.
    pub fn measure(&self) -> people::Measure {
        let months = self.settings.refresh.confirm_after_months;
        people::Measure { now: self.clock.now(), zone: self.zone().clone(), months }
    }

    /// What signing the audit log needs.
    pub fn signer(&self) -> audit::Signer {
        audit::Signer {
            clock: self.clock.clone(),
            db: self.db.clone(),
            keys: Arc::clone(&self.keys),
            origin: audit::origin(&self.settings.portal.host),
        }
    }

    /// The person with this id; [`crate::db::Error::NotFound`] once they are forgotten.
    pub async fn person(&self, id: &Id) -> Result<Person, db::Error> {
        let id = id.clone();
        self.db.read(move |db| people::by_id(db, &id)).await?.ok_or(db::Error::NotFound)
    }

    /// What the outbox needs to send.
    pub fn carrier(&self) -> Carrier {
        Carrier {
            clock: self.clock.clone(),
            db: self.db.clone(),
            keys: Arc::clone(&self.keys),
            mailer: self.mailer.clone(),
        }
    }
}
