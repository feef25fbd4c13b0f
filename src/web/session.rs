use super::PageError;
use crate::api::Program;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::roles::{Permission, Role};
use crate::secrets::TokenHash;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use jiff::Timestamp;
use std::future::{Ready, ready};
use std::sync::Arc;

/// A signed-in customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Id of the person.
    pub person: Id,
    /// Id of the session.
    pub session: Id,
    /// When the person last proved that the mailbox is theirs.
    pub proven_at: Timestamp,
    /// Whether several people share the mailbox, and it is open which of them this is.
    pub choosing: bool,
    /// When the session ends if nothing is clicked.
    pub idle_end: Timestamp,
    /// Whether the last use was noted so long ago that this one must be.
    pub stale: bool,
}

/// A colleague who is signed in with both factors, or is about to enrol the second.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Id of the account.
    pub id: Id,
    /// Id of the session.
    pub session: Id,
    /// Name shown to colleagues.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// The language of their pages.
    pub lang: Lang,
    /// Whether the second factor was shown in this session.
    pub second_factor: bool,
    /// When the colleague proved last who they are.
    pub proven_at: Timestamp,
    /// When the session ends if nothing is clicked.
    pub idle_end: Timestamp,
    /// Whether the last use was noted so long ago that this one must be.
    pub stale: bool,
}

impl Colleague {
    /// Whether the role may, and both factors were shown.
    pub fn may(&self, permission: Permission) -> bool {
        self.second_factor && self.role.may(permission)
    }
}

type Find<T> = Arc<dyn Fn(&mut Db, &TokenHash, Timestamp) -> Result<Option<T>, Error> + Send + Sync>;
type Touch = Arc<dyn Fn(&mut Db, &Id, Timestamp) -> Result<(), Error> + Send + Sync>;

/// How a session token becomes somebody: two functions of the capability that keeps the sessions. `find` gives `None`
/// for a session that has ended; `touch` notes its use, so that an idle session ends.
pub struct Door<T> {
    pub(super) find: Find<T>,
    pub(super) touch: Touch,
}

impl<T> Clone for Door<T> {
    fn clone(&self) -> Self {
        Self { find: Arc::clone(&self.find), touch: Arc::clone(&self.touch) }
    }
}

impl<T> Door<T> {
    /// From the two functions.
    pub fn new(
        find: impl Fn(&mut Db, &TokenHash, Timestamp) -> Result<Option<T>, Error> + Send + Sync + 'static,
        touch: impl Fn(&mut Db, &Id, Timestamp) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        Self { find: Arc::new(find), touch: Arc::new(touch) }
    }
}

/// The doors of customers, colleagues and programs.
#[derive(Clone)]
pub struct Doors {
    /// Customers, by the cookie of the customer's pages.
    pub customer: Door<Customer>,
    /// Colleagues, by the cookie of the staff's pages.
    pub colleague: Door<Colleague>,
    /// Programs, by the token they show.
    pub program: Door<Program>,
}

macro_rules! from_the_gate {
    ($type:ty) => {
        impl FromRequest for $type {
            type Error = PageError;
            type Future = Ready<Result<Self, PageError>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(request.extensions().get::<Self>().cloned().ok_or(PageError::Forbidden))
            }
        }
    };
}

from_the_gate!(Customer);
from_the_gate!(Colleague);
from_the_gate!(Program);
