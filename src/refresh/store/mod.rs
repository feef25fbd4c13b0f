//! What the mailings keep: standings of addresses, imports, campaigns, recipients, pace.

pub(super) mod answers;
pub(super) mod campaigns;
mod pace;
pub(super) mod results;
pub(super) mod sending;
pub(super) mod standings;

#[cfg(test)]
mod tests;
