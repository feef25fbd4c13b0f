//! An e-mail address: as typed, as compared, as fingerprint.

use crate::secrets::{Keys, Purpose, hex};
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroize;

/// An e-mail address that a mail can be sent to. Two addresses are equal when their normalised forms are: mails to them
/// reach the same mailbox.
///
/// Where several people share a mailbox, the address of one of them says which one is meant ([`Address::of_member`]): it
/// has a fingerprint of its own, so that everything kept by fingerprint or found by address is that person's alone.
#[derive(Clone)]
pub struct Address {
    typed: String,
    normalised: String,
    member: Option<Member>,
}

/// Which of the people who share a mailbox: the value that a source tells them apart by, and where it stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Member {
    /// The source.
    pub source: String,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The value, in text form.
    pub value: String,
}

impl fmt::Debug for Member {
    /// The value is personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Member({}.{}.{})", self.source, self.table, self.column)
    }
}

/// Why a text is not an address. Words for people are in the catalogues under these names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// More than 254 characters (RFC 5321, 4.5.3.1.3).
    #[error("longer than 254 characters")]
    TooLong,
    /// Not `name@domain`.
    #[error("not of the form name@domain")]
    Form,
    /// The domain is none.
    #[error("not a domain name after the @")]
    Domain,
}

impl Address {
    /// Reads an address as a person types it: surrounding spaces are dropped, letters composed (NFC), invisible
    /// characters refused.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let typed: String = text.trim().nfc().collect();
        if typed.is_empty() {
            return Err(AddressError::Empty);
        }
        if typed.chars().count() > 254 || typed.len() > 320 {
            return Err(AddressError::TooLong);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(AddressError::Form)?;
        let bad_local = local.is_empty()
            || local.len() > 64
            || local.starts_with('.')
            || local.ends_with('.')
            || local.contains("..")
            || local
                .chars()
                .any(|c| c.is_control() || c.is_whitespace() || invisible(c) || "()<>[]:;@\\,\"".contains(c));
        if bad_local {
            return Err(AddressError::Form);
        }
        let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| AddressError::Domain)?;
        if !ascii.contains('.') || ascii.ends_with('.') {
            return Err(AddressError::Domain);
        }
        let normalised = format!("{}@{ascii}", fold(local));
        Ok(Self { normalised, typed, member: None })
    }

    /// The address of one of the people who share this mailbox.
    pub fn of_member(&self, member: Member) -> Self {
        Self { typed: self.typed.clone(), normalised: self.normalised.clone(), member: Some(member) }
    }

    /// Which of the people who share the mailbox is meant, if it is one of several.
    pub fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// The mailbox itself, whoever shares it.
    pub fn mailbox(&self) -> Self {
        Self { typed: self.typed.clone(), normalised: self.normalised.clone(), member: None }
    }

    /// The form in which it is kept, sealed: the address and, on a second line, which of several people is meant.
    pub fn kept(&self) -> String {
        let member = self.member.as_ref().and_then(|member| serde_json::to_string(member).ok());
        member.map_or_else(|| self.typed.clone(), |member| format!("{}\n{member}", self.typed))
    }

    /// Reads [`Address::kept`]. Never for what somebody types: nobody says by typing which person they are.
    pub fn read(kept: &str) -> Result<Self, AddressError> {
        let Some((typed, member)) = kept.split_once('\n') else { return Self::parse(kept) };
        let member = serde_json::from_str(member).map_err(|_| AddressError::Form)?;
        Ok(Self::parse(typed)?.of_member(member))
    }

    /// As the person writes it.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// The form in which addresses are compared: letters folded, the domain in ASCII.
    pub fn normalised(&self) -> &str {
        &self.normalised
    }

    /// A keyed hash that recognises the address without telling it, in hexadecimal. Each of the people who share a mailbox
    /// has their own.
    pub fn fingerprint(&self, keys: &Keys) -> String {
        let whose = match &self.member {
            None => self.normalised.clone(),
            // No address, name of a source or of a table has a line break.
            Some(Member { source, table, column, value }) => {
                [&self.normalised, source, table, column, value].map(String::as_str).join("\n")
            }
        };
        hex(&keys.mac(Purpose::Fingerprint, whose.as_bytes()))
    }

    /// Enough for its owner to recognise it: `j…@e….com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.typed.rsplit_once('@').unwrap_or((&self.typed, ""));
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        let end = domain.rsplit_once('.').map_or("", |(_, end)| end);
        format!("{}…@{}….{end}", first(local), first(domain))
    }

    /// The part after the @, in ASCII.
    pub fn domain(&self) -> &str {
        self.normalised.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Case folded and composed: how any identifier is compared.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    text.trim().nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Characters without width or direction marks, which make two addresses look alike.
fn invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.normalised == other.normalised
    }
}

impl Eq for Address {}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        self.typed.zeroize();
        self.normalised.zeroize();
        if let Some(member) = &mut self.member {
            member.value.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_spaces_and_composition_do_not_tell_people_apart() {
        let one = Address::parse(" LUISG@Embraer.com.BR ").unwrap();
        assert_eq!(one, Address::parse("luisg@embraer.com.br").unwrap());
        assert_eq!(Address::parse("e\u{301}lise@example.fr").unwrap(), Address::parse("ÉLISE@example.fr").unwrap());
        assert_eq!(Address::parse("a@bücher.example").unwrap().domain(), "xn--bcher-kva.example");
        assert_eq!(one.as_str(), "LUISG@Embraer.com.BR");
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, error) in [
            ("", AddressError::Empty),
            ("  ", AddressError::Empty),
            ("nobody", AddressError::Form),
            ("@example.fr", AddressError::Form),
            ("a b@example.fr", AddressError::Form),
            ("a\u{200b}b@example.fr", AddressError::Form),
            ("a@b@example.fr", AddressError::Form),
            ("a@example", AddressError::Domain),
            ("a@exa mple.fr", AddressError::Domain),
            ("a@-.fr", AddressError::Domain),
        ] {
            assert_eq!(Address::parse(text).err(), Some(error), "{text:?}");
        }
        let long = format!("{}@example.fr", "a".repeat(300));
        assert_eq!(Address::parse(&long).err(), Some(AddressError::TooLong));
    }

    #[test]
    fn each_of_those_who_share_a_mailbox_has_an_own_fingerprint_and_none_is_said_by_typing() {
        let keys = Keys::for_tests();
        let mailbox = Address::parse("Family@example.com").unwrap();
        let [one, other] = ["C-1", "C-2"].map(|value| {
            let [source, table, column] = ["shop", "customers", "number"].map(str::to_owned);
            mailbox.of_member(Member { source, table, column, value: value.to_owned() })
        });
        assert_eq!(one, other, "mails to both reach the same mailbox");
        assert_ne!(one.fingerprint(&keys), other.fingerprint(&keys));
        assert_ne!(one.fingerprint(&keys), mailbox.fingerprint(&keys));
        assert_eq!(one.mailbox().fingerprint(&keys), mailbox.fingerprint(&keys));
        let read = Address::read(&one.kept()).unwrap();
        assert_eq!((read.member(), read.as_str()), (one.member(), "Family@example.com"));
        assert_eq!(Address::read(&mailbox.kept()).unwrap().member(), None);
        assert_eq!(Address::parse(&one.kept()).err(), Some(AddressError::Domain));
        assert!(!format!("{one:?} {:?}", one.member()).contains("C-1"));
    }

    #[test]
    fn a_fingerprint_knows_the_address_and_a_mask_does_not_tell_it() {
        let keys = Keys::for_tests();
        let print = |text: &str| Address::parse(text).unwrap().fingerprint(&keys);
        assert_eq!(print("Jean@Example.fr"), print("jean@example.fr"));
        assert_ne!(print("jean@example.fr"), print("jeanne@example.fr"));
        assert_eq!(Address::parse("jean.dupont@example.fr").unwrap().masked(), "j…@e….fr");
        assert!(!format!("{:?}", Address::parse("jean@example.fr").unwrap()).contains("jean"));
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_stays_one_line(text in ".{0,80}") {
            if let Ok(address) = Address::parse(&text) {
                prop_assert!(!address.as_str().contains(['\r', '\n', '\0']));
                prop_assert_eq!(Address::parse(address.as_str()).unwrap(), address.clone());
                prop_assert_eq!(Address::parse(address.normalised()).unwrap(), address);
            }
        }
    }
}
