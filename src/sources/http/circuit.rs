//! A source that fails again and again is left in peace for a while, so that pages do not wait for it each time.

use jiff::{SignedDuration, Timestamp};

/// After how many failures in a row it is left in peace.
const FAILURES: u32 = 5;
/// For how long.
const PEACE: SignedDuration = SignedDuration::from_secs(30);

/// What is known of the last calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Circuit {
    failures: u32,
    closed_until: Option<Timestamp>,
}

impl Circuit {
    /// Whether it may be called now. When the time is over one call tries; if it fails, the peace begins again.
    pub(super) fn may_call(&mut self, now: Timestamp) -> bool {
        if self.closed_until.is_some_and(|until| now < until) {
            return false;
        }
        if self.closed_until.is_some() {
            self.closed_until = now.checked_add(PEACE).ok();
        }
        true
    }

    /// Notes how a call ended.
    pub(super) fn note(&mut self, now: Timestamp, answered: bool) {
        if answered {
            *self = Self::default();
            return;
        }
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES {
            self.closed_until = now.checked_add(PEACE).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_close_it_one_call_tries_again_and_an_answer_opens_it() {
        let mut circuit = Circuit::default();
        let start: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let at = |seconds| start + SignedDuration::from_secs(seconds);
        for _ in 0..4 {
            circuit.note(start, false);
        }
        assert!(circuit.may_call(start));
        circuit.note(start, false);
        assert!(!circuit.may_call(start) && !circuit.may_call(at(29)));
        assert!(circuit.may_call(at(30)), "one call tries");
        assert!(!circuit.may_call(at(31)), "and the others wait for how it ends");
        circuit.note(at(32), true);
        assert!(circuit.may_call(at(32)));
        assert_eq!(circuit, Circuit::default());
    }
}
