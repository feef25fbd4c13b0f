//! The record of processing (GDPR Art. 30): the single description of what is held, why, who receives it and until when.
//!
//! Everything the portal says about a processing comes from here: the facts' why, who and until, the rights a person
//! has, the privacy notice, the access answer, the retention dates.
//!
//! - [`Record`] and its parts: what `record.toml` says;
//! - [`Record::parse`]: reads the file and finds every mistake;
//! - [`Basis::rights`]: the rights that follow from a legal basis;
//! - [`Retention::end`]: until when, as a date;
//! - [`form`] and [`edit`]: its parts as forms, and what was typed put into the file;
//! - [`store`]: its versions, of which one is approved; [`difference()`] says what another one changes;
//! - [`notice`]: the privacy notice, the register and the access answer as values that pages and packages render.

mod cookies;
mod countries;
mod coverage;
mod difference;
pub mod edit;
pub mod export;
pub mod form;
mod model;
mod nature;
pub mod notice;
mod on_behalf;
mod parse;
mod retention;
mod rights;
pub mod store;
#[cfg(test)]
mod store_tests;
pub mod template;
mod terms;
mod told;
pub mod version;

pub use cookies::Cookie;
pub use countries::Protection;
pub use difference::{Entry, Field, Said, difference, said};
pub use model::{
    Activity, Authority, Basis, Card, Category, Contact, Controller, Keep, Notice, Phase, Recipient, RecipientRole,
    Record, Retention, SecurityMeasure, StartsFrom, Text,
};
pub use nature::{Nature, Sensitive};
pub use on_behalf::OnBehalf;
pub use retention::{End, Period, PeriodError};
pub use rights::Right;
pub use terms::{ConsentTerms, age_of_consent};
pub use told::{Told, check_webhooks};
