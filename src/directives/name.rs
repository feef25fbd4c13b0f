//! Whether two names are one person's, as far as writing goes.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether two names have the same words, in any order, whatever their case, accents and hyphens. A name without letters is
/// nobody's.
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    !one.is_empty() && one == other
}

fn words(name: &str) -> BTreeSet<String> {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_any_order_case_and_accent_and_another_is_not() {
        for other in ["Éloïse Martin-Duval", "MARTIN DUVAL Eloise", "eloi\u{308}se  martin duval"] {
            assert!(same("Éloïse Martin-Duval", other), "{other}");
        }
        for other in ["Éloïse Martin", "Louise Martin-Duval", "", " - "] {
            assert!(!same("Éloïse Martin-Duval", other), "{other}");
        }
        assert!(!same("", ""), "no name names nobody");
    }
}
