//! How fast a campaign goes: how many mails are in hand at once, and when to come back with one that must wait.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most mails in hand at once, and so the most connections of one process.
const MOST: usize = 16;
/// The pace one mail in hand at a time is enough for.
const PACE_OF_ONE: i32 = 100_000;
/// After how many minutes a mail that the server asked to bring later is brought again, the first time and so on.
const LATER: [i64; 5] = [5, 15, 60, 120, 240];
/// For how long a domain that asked for patience is remembered after it was over: who asks again meanwhile gets longer.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(6);

/// How many mails may be in hand at once at this pace.
pub(super) fn in_hand(per_hour: i32) -> usize {
    let connections = per_hour.max(1).saturating_sub(1) / PACE_OF_ONE + 1;
    usize::try_from(connections).unwrap_or(1).clamp(1, MOST)
}

/// When to come back with a mail that the server asked to bring later, after so many tries.
pub(super) fn later(now: Timestamp, tries: usize) -> Timestamp {
    let minutes = LATER.get(tries).or(LATER.last()).copied().unwrap_or(240);
    now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

/// Until when each mail domain asked for patience, and how often it did. Known to one process, in memory only; clones
/// share it.
#[derive(Clone, Default)]
pub(super) struct Patience(Arc<Mutex<HashMap<String, (Timestamp, u32)>>>);

impl Patience {
    /// Notes that a domain asked to slow down (SMTP 421): five minutes, then twice as long each time, up to two hours.
    pub(super) fn ask(&self, domain: &str, now: Timestamp) -> Timestamp {
        let mut domains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        domains.retain(|_, (until, _)| until.saturating_add(REMEMBERED).unwrap_or(Timestamp::MAX) > now);
        let (until, times) = domains.entry(domain.to_owned()).or_insert((now, 0));
        if *until <= now {
            let minutes = 5i64.saturating_mul(1 << (*times).min(5)).min(120);
            *times = times.saturating_add(1);
            *until = now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX);
        }
        *until
    }

    /// Until when a domain is left in peace, if it is.
    pub(super) fn until(&self, domain: &str, now: Timestamp) -> Option<Timestamp> {
        let domains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        domains.get(domain).map(|(until, _)| *until).filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-03-12T13:00:00Z".parse().unwrap()
    }

    fn minutes(minutes: i64) -> Timestamp {
        now() + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn a_slow_pace_leaves_one_mail_in_doubt_and_a_fast_one_fills_the_connections() {
        assert_eq!([1, 600, 100_000, 100_001, 1_000_000, 10_000_000].map(in_hand), [1, 1, 1, 2, 10, 16]);
    }

    #[test]
    fn a_mail_that_must_wait_waits_longer_each_time() {
        assert_eq!([0, 1, 4, 9].map(|tries| later(now(), tries)), [5, 15, 240, 240].map(minutes));
    }

    #[test]
    fn a_domain_that_asks_again_gets_longer_and_one_that_kept_quiet_is_forgotten() {
        let patience = Patience::default();
        assert_eq!(patience.ask("a.example", now()), minutes(5));
        assert_eq!(patience.ask("a.example", minutes(1)), minutes(5), "those already on their way say it once");
        assert_eq!(patience.until("a.example", minutes(4)), Some(minutes(5)));
        assert_eq!((patience.until("a.example", minutes(5)), patience.until("b.example", now())), (None, None));
        assert_eq!(patience.ask("a.example", minutes(5)), minutes(15));
        for n in 1..10 {
            patience.ask("a.example", minutes(130 * n));
        }
        assert_eq!(patience.ask("a.example", minutes(1400)), minutes(1520), "never longer than two hours");
        assert_eq!(patience.ask("a.example", minutes(2000)), minutes(2005));
    }
}
