//! When the colleagues of a manual source are reminded: at the opening, at half the time, on the last day, and after it the
//! data protection officer. Which reminder left stands on the task, so that each leaves once whatever restarts.

use super::store;
use crate::db::{Db, Error, Id};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The reminders of a task, in order. The number of the last one that left stands on the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It was opened.
    Opened = 1,
    /// Half of its time is over.
    Half = 2,
    /// It is due today.
    LastDay = 3,
    /// It is late: the data protection officer is told.
    Late = 4,
}

impl Stage {
    /// The word in mails and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Opened => "opened",
            Stage::Half => "half",
            Stage::LastDay => "last-day",
            Stage::Late => "late",
        }
    }

    /// The reminder that a day asks for.
    pub fn of(opened: Date, due: Date, today: Date) -> Self {
        let days = i64::from((due - opened).get_days());
        // Of one day there is no half.
        let half = opened.saturating_add(((days + 1) / 2).max(1).days());
        match () {
            () if today > due => Stage::Late,
            () if today == due => Stage::LastDay,
            () if today >= half => Stage::Half,
            () => Stage::Opened,
        }
    }
}

/// Tasks of which the same is to be said to the same people: one mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// The tasks.
    pub tasks: Vec<Id>,
    /// The soonest last day.
    pub due: Option<Date>,
}

/// The reminders that this day asks for and that did not leave, by source and stage.
pub fn due_reminders(db: &mut Db, today: Date) -> Result<BTreeMap<(String, Stage), Due>, Error> {
    let mut all: BTreeMap<(String, Stage), Due> = BTreeMap::new();
    for task in store::open_tasks(db)? {
        let stage = Stage::of(task.opened, task.due, today);
        if task.reminded >= stage as i32 {
            continue;
        }
        let due = all.entry((task.source, stage)).or_default();
        due.tasks.push(task.id);
        due.due = Some(due.due.map_or(task.due, |known| known.min(task.due)));
    }
    Ok(all)
}

/// Notes that a reminder leaves, in the transaction that hands it over. How many tasks it is about: those of which another
/// process said it meanwhile are not among them.
pub fn mark_reminded(tx: &mut Db, due: &Due, stage: Stage) -> Result<usize, Error> {
    store::mark_reminded(tx, &due.tasks, stage as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_opened_half_over_due_and_late() {
        let (opened, due): (Date, Date) = ("2026-03-01".parse().unwrap(), "2026-03-11".parse().unwrap());
        let on = |day: &str| Stage::of(opened, due, day.parse().unwrap());
        assert_eq!([on("2026-03-01"), on("2026-03-05")], [Stage::Opened; 2]);
        assert_eq!([on("2026-03-06"), on("2026-03-10")], [Stage::Half; 2]);
        assert_eq!((on("2026-03-11"), on("2026-03-12"), on("2026-05-01")), (Stage::LastDay, Stage::Late, Stage::Late));
        let short = Stage::of(opened, "2026-03-02".parse().unwrap(), opened);
        assert_eq!(short, Stage::Opened, "a day has no half");
    }
}
