//! Mails: what they say, how they look, how they leave.
//!
//! - [`Mail`] is every mail the portal writes, each with what it must be told; its templates are in
//!   `templates/mail/<name>/`, its words in `locales/*/mail.ftl`.
//! - [`Mailer`] renders a mail (text and HTML), builds the message with its headers, and hands it to a mail server, a
//!   folder or memory. What went wrong is told by [`SendError`]: not sent, refused, or nobody can tell.
//! - [`Tally`] counts what mail domains take, delay and refuse.
//! - [`queue`] puts a mail into the outbox in the transaction of its cause; [`jobs`] send what is in the outbox.

mod check;
mod columns;
mod envelope;
mod folder;
mod foreign;
mod kinds;
mod letterhead;
mod letters;
mod made_of;
mod mailer;
mod outbox;
mod render;
mod samples;
mod smtp;
mod store;
mod tally;
mod words;

pub use check::{Check, Links, Permitted};
pub use envelope::{BuildError, Envelope};
pub use foreign::{answers_by_itself, parse};
pub use letterhead::{Colours, Letterhead, Officer};
pub use letters::{Change, Due, Kept, Mail, Outcome, Urgency, Verdict};
pub use made_of::check_made_of;
pub use mailer::{Delivered, Mailer, MailerError, SendError, Sent, Step, Written};
pub use outbox::{Carrier, jobs, queue, schedules};
pub use render::{RenderError, Rendered};
pub use store::{Departure, Waiting, departure, waiting};
pub use tally::{Domains, Taken, Tally, Took, taken};
