//! How a request came in, and when: it counts from its arrival at the company, not from the moment somebody types it in
//! (law.md INT-2).

use super::word::words;
use crate::audit::Actor;
use crate::db::Id;
use jiff::Timestamp;

/// The way a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The person asked on the portal.
    Portal,
    /// The form for who cannot sign in.
    Form,
    /// A letter.
    Post,
    /// A call.
    Phone,
    /// In a shop, or to a colleague in person.
    Shop,
    /// A message on a social network.
    Social,
    /// A mail.
    Email,
    /// An old case, brought along from another system.
    Import,
}

words!(Channel {
    Portal = "portal",
    Form = "form",
    Post = "post",
    Phone = "phone",
    Shop = "shop",
    Social = "social",
    Email = "email",
    Import = "import",
});

impl Channel {
    /// The ways in which a colleague may say that a request arrived.
    pub const LOGGED: [Channel; 5] = [Channel::Phone, Channel::Post, Channel::Email, Channel::Shop, Channel::Social];
}

/// How and when a request arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When it reached the company.
    pub at: Timestamp,
    /// How.
    pub channel: Channel,
    /// The colleague who typed it in, or the program that brought it.
    pub logged_by: Option<Actor>,
}

impl Arrival {
    /// The id of the colleague who typed it in, or of the token of the program that brought it.
    pub fn by(&self) -> Option<&Id> {
        match self.logged_by.as_ref()? {
            Actor::Colleague(id) | Actor::Program(id) => Some(id),
            Actor::Person(_) | Actor::System | Actor::Command => None,
        }
    }

    /// Just now, by the person on the portal.
    pub fn now(now: Timestamp) -> Arrival {
        Arrival { at: now, channel: Channel::Portal, logged_by: None }
    }
}
