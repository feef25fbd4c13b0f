use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How often one place may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Requests in an hour.
    pub per_hour: u32,
}

/// Counts by route and place in this process, in windows of an hour. Precise limits that matter for safety are in the
/// database; these keep one place from tiring the server.
#[derive(Default)]
pub(super) struct Limits(Mutex<HashMap<(&'static str, String), Window>>);

struct Window {
    began: Timestamp,
    used: u32,
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Past this many places, windows that ended are dropped.
const MANY: usize = 10_000;

impl Limits {
    /// Counts one use; if it is one too many, from when on another is allowed.
    pub(super) fn allow(
        &self,
        limit: Limit,
        route: &'static str,
        place: String,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let over = |window: &Window| now.duration_since(window.began) >= HOUR;
        if windows.len() >= MANY {
            windows.retain(|_, window| !over(window));
        }
        let window = windows.entry((route, place)).or_insert(Window { began: now, used: 0 });
        if over(window) {
            *window = Window { began: now, used: 0 };
        }
        if window.used >= limit.per_hour {
            return Err(window.began.saturating_add(HOUR).unwrap_or(now));
        }
        window.used += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_is_stopped_for_the_rest_of_the_hour_and_others_are_not() {
        let (limits, limit) = (Limits::default(), Limit { per_hour: 2 });
        let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let ask = |place: &str, at| limits.allow(limit, "/x", place.to_owned(), at);
        assert_eq!((ask("a", now), ask("a", now)), (Ok(()), Ok(())));
        assert_eq!(ask("a", now + SignedDuration::from_mins(59)), Err(now + HOUR));
        assert_eq!(ask("b", now), Ok(()));
        assert_eq!(ask("a", now + HOUR), Ok(()));
    }
}
