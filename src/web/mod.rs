//! HTTP, the same for every capability: who may open a page, in which language, with which form and headers.
//!
//! - [`Route`]: a capability's `pages.rs` gives a list of them; each says who may open it ([`Who`]);
//! - [`Visit`]: what a handler knows about the request, and how it answers: `visit.page("…", json!({…}))`;
//! - [`Form`]: a sent form, its anti-forgery token checked; [`Upload`]: one with files, read piece by piece;
//! - [`PageError`]: what a handler refuses with; the frame turns it into a page with a reference;
//! - [`Web`]: what all this needs, joined in `app`.

mod agent;
mod assets;
mod banner;
mod client;
mod cookies;
mod display;
mod download;
mod error;
mod form;
mod frame;
mod gate;
mod limits;
mod problem;
mod route;
mod session;
mod upload;
mod view;
mod visit;

pub use agent::device_words;
pub use assets::{address as asset_address, serve as serve_asset};
pub use banner::Banner;
pub use client::ClientIp;
pub use cookies::CookieJar;
pub use display::display;
pub use download::{Pieces, attachment};
pub use error::PageError;
pub use form::{Choices, FieldError, Form, Nothing, many};
pub use frame::frame;
pub use limits::Limit;
pub use problem::{Body, Keyed, Refusal, refused};
pub use route::{Route, Who, register};
pub use session::{Colleague, Customer, Door, Doors};
pub use upload::{Upload, UploadedFile};
pub use view::View;
pub use visit::{NavItem, Section, Visit};

use crate::api::Program;
use crate::clock::Clock;
use crate::config::Network;
use crate::db::Database;
use crate::lang::Lang;
use crate::living::Living;
use crate::secrets::{Keys, Random};
use jiff::{SignedDuration, Timestamp};
use limits::Limits;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

/// What pages need to be served. One for the whole process.
pub struct Web {
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// The keys.
    pub keys: Arc<Keys>,
    /// The portal's database.
    pub database: Database,
    /// Templates.
    pub view: View,
    /// Who we are and where.
    pub site: Site,
    /// How sessions are recognised.
    pub doors: Doors,
    /// The navigation of colleagues.
    pub nav: Vec<NavItem>,
    limits: Limits,
    /// Programs seen in the last seconds, by the hash of their token: an API call need not look its token up.
    programs: Mutex<HashMap<String, (Timestamp, Program)>>,
}

/// How pages look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The image shown instead of the name, an address on this origin.
    pub logo: Option<String>,
    /// The stylesheet with the company's colour, an address on this origin.
    pub theme_css: Option<String>,
    /// What the service is called, where it has a name of the company's own.
    pub service: BTreeMap<Lang, String>,
}

/// Who we are and where, for pages.
#[derive(Clone, Debug)]
pub struct Site {
    /// The name customers know.
    pub name: String,
    /// `https://host`, without a slash at the end.
    pub base_url: String,
    /// What the Host header must say.
    pub host: String,
    /// Whether cookies can be Secure.
    pub secure: bool,
    /// The languages offered; never empty.
    pub languages: Vec<Lang>,
    /// The language of who never said.
    pub default_language: Lang,
    /// The proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<Network>,
    /// How long a customer's proof of their mailbox counts as fresh.
    pub fresh: SignedDuration,
    /// The most bytes that one form with files may send.
    pub most_upload: u64,
    /// How it looks, replaced while the portal runs.
    pub look: Living<Look>,
    /// Whether this is the demo, which has pages of its own.
    pub demo: bool,
}

impl Web {
    /// Joins the parts.
    #[expect(clippy::too_many_arguments, reason = "each is one part, joined in one place")]
    pub fn new(
        clock: Clock,
        random: Random,
        keys: Arc<Keys>,
        database: Database,
        view: View,
        site: Site,
        doors: Doors,
        nav: Vec<NavItem>,
    ) -> Self {
        Self {
            clock,
            random,
            keys,
            database,
            view,
            site,
            doors,
            nav,
            limits: Limits::default(),
            programs: Mutex::default(),
        }
    }
}
