//! What the mailings keep: standings of addresses, reasons given by hand, imports, campaigns, recipients, pace by hour, by mail provider and by day.

pub(super) mod aged;
pub(super) mod answers;
pub(super) mod bars;
pub(super) mod calendar;
pub(super) mod campaigns;
pub(super) mod candidates;
mod counts;
pub(super) mod ended;
pub(super) mod enrol;
pub(super) mod evidence;
pub(super) mod freshness;
pub(super) mod hours;
mod lanes;
mod pace;
pub(super) mod places;
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
mod directory_tests;
#[cfg(test)]
mod ended_tests;
#[cfg(test)]
mod enrol_tests;
#[cfg(test)]
mod evidence_tests;
#[cfg(test)]
mod family_tests;
#[cfg(test)]
mod hours_tests;
#[cfg(test)]
mod pace_tests;
#[cfg(test)]
mod reminder_tests;
#[cfg(test)]
mod report_tests;
#[cfg(test)]
mod results_tests;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod schedule_tests;
#[cfg(test)]
mod silence_tests;
#[cfg(test)]
mod stop_tests;
#[cfg(test)]
mod tests;
