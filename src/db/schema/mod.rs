//! The tables, one file for each capability, kept by hand to match both sets of migrations (a test compares).

pub mod access;
pub mod api;
pub mod attachments;
pub mod audit;
pub mod brand;
pub mod breaches;
pub mod consents;
pub mod directives;
pub mod erasure;
pub mod facts;
pub mod identity;
pub mod inbox;
pub mod jobs;
pub mod mail;
pub mod manual;
pub mod notifications;
pub mod people;
pub mod record;
pub mod redaction;
pub mod refresh;
pub mod requests;
pub mod restriction;
pub mod retention;
pub mod sources;
pub mod staff;
pub mod webhooks;
