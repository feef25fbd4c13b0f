//! The rights a person has over an activity, as they follow from its legal basis.

use super::{Activity, Basis, Record};
use serde::{Deserialize, Serialize};

/// A right of a person over what is held about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// See it and get a copy (Art. 15).
    Access,
    /// Have it corrected (Art. 16).
    Rectify,
    /// Have it erased (Art. 17).
    Erase,
    /// Have its use frozen (Art. 18).
    Restrict,
    /// Take it elsewhere in a machine's format (Art. 20).
    Portability,
    /// Object to its use (Art. 21).
    Object,
    /// Take consent back (Art. 7(3)).
    Withdraw,
}

impl Right {
    /// Every right, in the order of the notice.
    pub const ALL: &'static [Right] = &[
        Right::Access,
        Right::Rectify,
        Right::Erase,
        Right::Restrict,
        Right::Portability,
        Right::Object,
        Right::Withdraw,
    ];

    /// The word used in templates and catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Right::Access => "access",
            Right::Rectify => "rectify",
            Right::Erase => "erase",
            Right::Restrict => "restrict",
            Right::Portability => "portability",
            Right::Object => "object",
            Right::Withdraw => "withdraw",
        }
    }

    /// The term of the GDPR extension of the Data Privacy Vocabulary 2.3 (W3C DPVCG).
    pub fn term(self) -> &'static str {
        match self {
            Right::Access => "eu-gdpr:A15",
            Right::Rectify => "eu-gdpr:A16",
            Right::Erase => "eu-gdpr:A17",
            Right::Restrict => "eu-gdpr:A18",
            Right::Portability => "eu-gdpr:A20",
            Right::Object => "eu-gdpr:A21",
            Right::Withdraw => "eu-gdpr:A7-3",
        }
    }
}

impl Basis {
    /// The rights over data processed on this basis, in the order of [`Right::ALL`].
    ///
    /// Art. 17(3)(b) excludes erasure where a law or a public task asks for the data; Art. 20(1)(a) gives portability
    /// on consent and contract only; Art. 21(1) gives objection on legitimate interest and public task only.
    pub fn rights(self) -> &'static [Right] {
        use Right::{Access, Erase, Object, Portability, Rectify, Restrict, Withdraw};
        match self {
            Basis::Contract => &[Access, Rectify, Erase, Restrict, Portability],
            Basis::Consent => &[Access, Rectify, Erase, Restrict, Portability, Withdraw],
            Basis::LegalObligation => &[Access, Rectify, Restrict],
            Basis::LegitimateInterest => &[Access, Rectify, Erase, Restrict, Object],
            Basis::VitalInterest => &[Access, Rectify, Erase, Restrict],
            Basis::PublicTask => &[Access, Rectify, Restrict, Object],
        }
    }
}

impl Activity {
    /// Whether a person has this right over the activity: by its basis, or to object because it is direct marketing
    /// (Art. 21(2)), whatever its basis.
    pub fn gives(&self, right: Right) -> bool {
        self.basis.rights().contains(&right) || (right == Right::Object && self.marketing)
    }

    /// The rights of a person over the activity, in the order of [`Right::ALL`].
    pub fn rights(&self) -> Vec<Right> {
        Right::ALL.iter().copied().filter(|right| self.gives(*right)).collect()
    }
}

impl Record {
    /// Whether data of a category may be taken along: at least one of its activities rests on consent or contract.
    pub fn is_portable(&self, category: &str) -> bool {
        self.activities_of(category).any(|activity| activity.gives(Right::Portability))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mapping of legal bases to rights of the Data Privacy Vocabulary's EU-GDPR extension (W3C DPVCG), its columns for
    /// Arts 15, 16, 17, 18, 20, 21 and 7(3). Arts 13, 14, 22 and 77 are not a choice of the person over a fact: the notice gives
    /// the information, and complaint is always open.
    const DPV: &[(&str, Basis, &str)] = &[
        ("A6-1-a", Basis::Consent, "YYYYYNY"),
        ("A6-1-b", Basis::Contract, "YYYYYNN"),
        ("A6-1-c", Basis::LegalObligation, "YYNYNNN"),
        ("A6-1-d", Basis::VitalInterest, "YYYYNNN"),
        ("A6-1-e", Basis::PublicTask, "YYNYNYN"),
        ("A6-1-f", Basis::LegitimateInterest, "YYYYNYN"),
    ];

    #[test]
    fn the_rights_of_each_basis_are_those_of_the_published_dpv_table_row_by_row() {
        assert_eq!(DPV.len(), Basis::ALL.len());
        for (term, basis, row) in DPV {
            let ours: String =
                Right::ALL.iter().map(|right| if basis.rights().contains(right) { 'Y' } else { 'N' }).collect();
            assert_eq!(ours, *row, "{term}");
        }
    }

    #[test]
    fn portability_follows_from_consent_and_contract_only() {
        let portable: Vec<_> =
            Basis::ALL.iter().filter(|(_, b)| b.rights().contains(&Right::Portability)).map(|(w, _)| *w).collect();
        assert_eq!(portable, ["contract", "consent"]);
    }

    #[test]
    fn what_a_law_or_a_public_task_asks_for_is_not_erased_on_request() {
        let kept: Vec<_> =
            Basis::ALL.iter().filter(|(_, b)| !b.rights().contains(&Right::Erase)).map(|(w, _)| *w).collect();
        assert_eq!(kept, ["legal-obligation", "public-task"]);
    }

    #[test]
    fn only_consent_is_withdrawn_and_everyone_may_see_correct_and_restrict() {
        for (word, basis) in Basis::ALL {
            assert_eq!(basis.rights().contains(&Right::Withdraw), *word == "consent", "{word}");
            for right in [Right::Access, Right::Rectify, Right::Restrict] {
                assert!(basis.rights().contains(&right), "{word}");
            }
        }
    }
}
