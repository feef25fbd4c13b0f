//! Whether somebody may be contacted, asked by other systems all the time and by many at once.

use super::{Standing, standings};
use crate::clock::Clock;
use crate::db::{Database, Db, Error, Gather};
use crate::record::Activity;

/// Answers them. Clones share it.
#[derive(Clone)]
pub struct Checks(Gather<(String, Activity), Standing>);

impl Checks {
    /// Reads from this database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self(Gather::new(database, move |db: &mut Db, questions: &[(String, Activity)]| {
            let asked: Vec<(&str, &Activity)> =
                questions.iter().map(|(print, activity)| (print.as_str(), activity)).collect();
            standings(db, clock.now(), &asked)
        }))
    }

    /// How the person under a fingerprint stands to an activity now.
    pub async fn standing(&self, fingerprint: String, activity: Activity) -> Result<Standing, Error> {
        self.0.ask((fingerprint, activity)).await
    }
}
