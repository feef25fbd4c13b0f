//! Whose data a breach is about: some categories of a source, counted where they lie, or addresses that somebody typed.

use crate::portal::Portal;
use crate::sources::{Reach, Reached, SourceError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whose data it is about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Affected {
    /// Everybody of whom a source holds such data.
    Reach {
        /// The source.
        source: String,
        /// The categories of the record.
        categories: Vec<String>,
        /// Only rows dated on or after this day.
        from: Option<Date>,
        /// Only rows dated on or before this day.
        to: Option<Date>,
    },
    /// Who has these addresses.
    Listed {
        /// As they were typed.
        addresses: Vec<String>,
    },
}

/// Asks a source how many people and records that are; nothing is copied. `None` if there is no such source any more.
pub async fn count(
    portal: &Portal,
    source: &str,
    categories: &[String],
    (from, to): (Option<Date>, Option<Date>),
) -> Option<Result<Reached, SourceError>> {
    let (categories, zone) = (categories.to_vec(), portal.zone().clone());
    let counted = portal.sources.run(source, move |source| {
        let reach = Reach { categories: &categories, from, to, zone: &zone };
        source.session(|session| session.count_reached(&reach))
    });
    counted.await
}
