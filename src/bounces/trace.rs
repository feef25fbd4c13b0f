//! The trace of a campaign mail: what a report about it brings back, and nobody can make up.
//!
//! It stands in the Message-ID and in the address that the mail comes back to. It is the id of the mail and a keyed hash of
//! it, in hexadecimal: nothing about the person.

use crate::db::Id;
use crate::secrets::{Keys, Purpose, hex};

/// Digits of the id.
const ID: usize = 32;
/// Digits of the hash: 64 bits, beside an id that nobody can guess either.
const MAC: usize = 16;
/// Digits of a trace.
pub const LENGTH: usize = ID + MAC;
/// The most candidates tried of one report.
pub const MOST: usize = 16;

/// The trace of the mail with this id.
pub fn of(keys: &Keys, mail: &Id) -> String {
    let id: String = mail.to_string().chars().filter(char::is_ascii_hexdigit).collect();
    let mac: String = hex(&keys.mac(Purpose::Trace, id.as_bytes())).chars().take(MAC).collect();
    format!("{id}{mac}")
}

/// The mail whose trace this is; `None` if it was made up.
pub fn open(keys: &Keys, trace: &str) -> Option<Id> {
    let (id, _) = trace.split_at_checked(ID)?;
    let groups = [id.get(..8)?, id.get(8..12)?, id.get(12..16)?, id.get(16..20)?, id.get(20..)?];
    let id: Id = groups.join("-").parse().ok()?;
    let same: bool = subtle::ConstantTimeEq::ct_eq(of(keys, &id).as_bytes(), trace.as_bytes()).into();
    same.then_some(id)
}

/// What may be a trace in a text: the ends of every long enough run of hexadecimal digits, in small letters, as a system on the
/// way may have put others before it (`=2B`) or changed its letters.
pub fn candidates(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|c: char| !c.is_ascii_hexdigit()).filter(|run| (LENGTH..LENGTH + 4).contains(&run.len()));
    let ends = runs.flat_map(|run| [run.get(..LENGTH), run.get(run.len().saturating_sub(LENGTH)..)]);
    ends.flatten().map(str::to_ascii_lowercase).take(4 * MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Random;

    #[test]
    fn a_trace_leads_to_its_mail_and_one_made_up_to_none() {
        let keys = Keys::for_tests();
        let id = Id::at("2026-03-12T13:22:00Z".parse().unwrap(), &Random::seeded(1));
        let trace = of(&keys, &id);
        assert_eq!(trace.len(), LENGTH);
        assert_eq!(open(&keys, &trace), Some(id.clone()));
        let texts =
            [format!("<{trace}@example.fr>"), format!("b+{}@example.fr", trace.to_uppercase()), format!("x=2B{trace}")];
        for text in texts {
            let found: Vec<Id> = candidates(&text).filter_map(|one| open(&keys, &one)).collect();
            assert!(found.contains(&id), "{text}");
        }
        let mut forged = trace.clone();
        forged.replace_range(47.., if trace.ends_with('0') { "1" } else { "0" });
        assert_eq!(open(&keys, &forged), None);
        assert_eq!(open(&keys, &format!("{}{}", "0".repeat(32), "0".repeat(16))), None);
        assert_eq!(open(&keys, "é".repeat(24).as_str()), None);
        assert_eq!(candidates(&"a".repeat(64)).count(), 0, "fingerprints are no traces");
    }
}
