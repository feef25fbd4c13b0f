//! Calls to other systems over HTTP: HTTP sources and webhooks go through here and nowhere else.
//!
//! - [`reach`]: which addresses may be called; loopback, link-local and private ones only where the settings allow them;
//! - [`signature`]: how a call proves who sent it and that nothing was changed on the way;
//! - [`delivery`]: a webhook: signed, under one id, with pauses between tries;
//! - [`Outgoing`]: the client: TLS verified, no redirect followed, no proxy, bounded time and size.
//!
//! An error never holds a URL, a header or a body: they may hold secrets or personal data.

mod client;
pub mod delivery;
pub mod reach;
pub mod signature;

pub use client::{Answer, Call, Outgoing, OutgoingError};
pub use reach::{Allowed, Reach};
pub use signature::{Signed, is_signed, sign};
