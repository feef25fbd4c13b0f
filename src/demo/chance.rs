//! Reproducible draws for invented people: the same seed and number give the same person, whoever came before.

/// A stream of draws. Fast and predictable: for invented data only, never for a secret.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of the person with this number under this seed.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut start = Self(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self(start.next())
    }

    /// The next 64 bits (SplitMix64, Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `bound`; 0 if `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        let scaled = (self.next() >> 32).wrapping_mul(u64::from(bound)) >> 32;
        u32::try_from(scaled).unwrap_or(0)
    }

    /// A number from `low` to `high`, both possible.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in `percent` of 100 draws.
    pub fn happens(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of the items; the default of the type if there is none.
    pub fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let at = self.below(u32::try_from(items.len()).unwrap_or(u32::MAX));
        items.get(at as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_the_same_for_the_same_seed_and_number_only() {
        let draws = |seed, number| {
            let mut chance = Chance::of(seed, number);
            [chance.below(1000), chance.below(1000), chance.below(1000)]
        };
        assert_eq!(draws(1, 7), draws(1, 7));
        assert_ne!(draws(1, 7), draws(2, 7));
        assert_ne!(draws(1, 7), draws(1, 8));
    }

    #[test]
    fn draws_stay_in_their_bounds_and_reach_both_ends() {
        let mut chance = Chance::of(3, 3);
        let seen: std::collections::BTreeSet<_> = (0..500).map(|_| chance.between(2, 5)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.pick::<&str>(&[]), "");
        assert!((0..100).all(|_| !chance.happens(0) && chance.happens(100)));
    }
}
