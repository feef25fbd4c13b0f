//! The time, as an argument: whatever needs to know it takes a [`Clock`], so that a test or the demo can move it.

use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time in UTC, truncated to microseconds (what the databases hold). Clones share one time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    /// The machine's clock plus an offset in microseconds (zero outside the demo).
    System { offset: AtomicI64 },
    /// Stands still until it is moved; microseconds since 1970.
    Fixed { now: AtomicI64 },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Source::System { offset: AtomicI64::new(0) }))
    }

    /// A clock that shows `now` until [`Clock::advance`] moves it.
    pub fn fixed(now: Timestamp) -> Self {
        Self(Arc::new(Source::Fixed { now: AtomicI64::new(now.as_microsecond()) }))
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        let micros = match &*self.0 {
            Source::System { offset } => {
                Timestamp::now().as_microsecond().saturating_add(offset.load(Ordering::Relaxed))
            }
            Source::Fixed { now } => now.load(Ordering::Relaxed),
        };
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
    }

    /// Moves the time of this clock and all its clones forward.
    pub fn advance(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        let (Source::System { offset: moved } | Source::Fixed { now: moved }) = &*self.0;
        moved.fetch_add(micros, Ordering::Relaxed);
    }

    /// How far this clock is ahead of the machine's; zero for a fixed one.
    pub fn offset(&self) -> SignedDuration {
        match &*self.0 {
            Source::System { offset } => SignedDuration::from_micros(offset.load(Ordering::Relaxed)),
            Source::Fixed { .. } => SignedDuration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_moved_and_its_clones_follow() {
        let start: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let clock = Clock::fixed(start);
        let clone = clock.clone();
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_hours(24));
        assert_eq!(clone.now(), "2026-03-02T10:00:00Z".parse().unwrap());
    }

    #[test]
    fn the_system_clock_runs_ahead_by_what_it_was_moved() {
        let (plain, moved) = (Clock::system(), Clock::system());
        moved.advance(SignedDuration::from_hours(48));
        assert!(moved.now().duration_since(plain.now()) >= SignedDuration::from_hours(47));
        assert_eq!(moved.offset(), SignedDuration::from_hours(48));
        assert_eq!(plain.now().as_nanosecond() % 1_000, 0);
    }
}
