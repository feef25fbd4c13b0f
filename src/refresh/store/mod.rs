//! What the mailings keep: standings of addresses, reasons given by hand, imports, campaigns, recipients, pace.

pub(super) mod aged;
pub(super) mod answers;
pub(super) mod bars;
pub(super) mod campaigns;
pub(super) mod candidates;
mod counts;
pub(super) mod enrol;
mod pace;
mod reminders;
pub(super) mod reports;
pub(super) mod results;
pub(super) mod segments;
pub(super) mod sending;
pub(super) mod standings;
pub(super) mod waiting;

#[cfg(test)]
mod aged_tests;
#[cfg(test)]
mod audience_tests;
#[cfg(test)]
mod enrol_tests;
#[cfg(test)]
mod family_tests;
#[cfg(test)]
mod reminder_tests;
#[cfg(test)]
mod report_tests;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod schedule_tests;
#[cfg(test)]
mod tests;
