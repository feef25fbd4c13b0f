//! The proof of a campaign is kept for five years after its end (law.md REFR-14).

/// For so many years after the end of a campaign its proof is kept: a claim can be made as long (law.md REFR-14; C. civ. 2224).
pub(crate) const YEARS: i64 = 5;
