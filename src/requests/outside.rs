//! Asking without signing in (C16): who lost their mailbox, never had one, or acts for somebody else. The request counts
//! from its arrival like any other; a code of sixteen digits, given once, follows it.

use super::word::words;
use super::{Arrival, Channel, Checked, New, Opened, Request, Rules, store};
use crate::db::{Db, Error};
use crate::secrets::{Keys, Purpose, Random, hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// For whom somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whom {
    /// For themselves.
    Myself,
    /// For their child.
    Child,
    /// For an adult they are the guardian of.
    Ward,
    /// For somebody who has died.
    Deceased,
    /// With a mandate.
    Client,
    /// A company, for somebody who works for it. It has no right to: the person is told how to ask themselves.
    Employee,
}

words!(Whom { Myself = "myself", Child = "child", Ward = "ward", Deceased = "deceased", Client = "client", Employee = "employee" });

/// How somebody who asked without signing in is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A word of [`Whom`].
    pub whom: String,
    /// Who asks.
    pub name: String,
    /// Whose data it is, when somebody else asks.
    pub about: String,
    /// An address, a telephone number or a mail address, as typed.
    pub reach: String,
    /// The mail address of somebody who died, as typed by who asks for them: it finds the file, nothing is sent there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How their identity was checked, once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Checked>,
}

impl Contact {
    /// A company that asks for somebody who works for it, as it is named and reached.
    pub fn employer(company: &str) -> Self {
        let name = company.lines().next().unwrap_or_default().trim().to_owned();
        let (whom, reach) = (Whom::Employee.to_string(), company.to_owned());
        Self { whom, name, about: String::new(), reach, address: None, checked: None }
    }

    /// Whether they ask for somebody who died.
    pub fn is_after_death(&self) -> bool {
        self.whom == Whom::Deceased.as_str()
    }

    /// Whether a company asks for somebody who works for it (law.md SP-7).
    pub fn is_employer(&self) -> bool {
        self.whom == Whom::Employee.as_str()
    }
}

/// Digits of a code.
const DIGITS: u32 = 16;

/// The code as people type it: spaces and dashes do not count.
pub fn read_code(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let whole = digits.len() == 16 && digits.chars().all(|c| c.is_ascii_digit());
    whole.then_some(digits)
}

/// A code in groups of four.
pub fn written(code: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn mark(keys: &Keys, reference: &str, code: &str) -> String {
    hex(&keys.mac(Purpose::Code, format!("request:{reference}:{code}").as_bytes()))
}

/// Takes in what somebody asks without signing in; the request and its code, which is kept as a mark only.
pub fn ask(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    new: New,
    contact: &Contact,
) -> Result<(Opened, String), Error> {
    let arrival = Arrival { at: now, channel: Channel::Form, logged_by: None };
    arrived(tx, now, random, keys, rules, new, contact, &arrival)
}

/// The same for what arrived at another time or in another way, written down by a colleague.
#[expect(clippy::too_many_arguments, reason = "each is a different kind of thing")]
pub fn arrived(
    tx: &mut Db,
    now: Timestamp,
    random: &Random,
    keys: &Keys,
    rules: &Rules,
    new: New,
    contact: &Contact,
    arrival: &Arrival,
) -> Result<(Opened, String), Error> {
    let opened = super::arrived(tx, now, random, keys, rules, new, arrival)?;
    let code = format!("{:016}", random.below(10_u64.pow(DIGITS)));
    store::keep_contact(tx, random, keys, &opened.request, &mark(keys, &opened.request.reference, &code), contact)?;
    Ok((opened, code))
}

/// The request that this reference and this code follow.
pub fn follow(db: &mut Db, keys: &Keys, reference: &str, code: &str) -> Result<Option<Request>, Error> {
    let Some(code) = read_code(code) else { return Ok(None) };
    let reference = reference.trim().to_ascii_uppercase();
    let Some(request) = store::by_reference(db, &reference)? else { return Ok(None) };
    let known = store::code_mark(db, &request.id)?;
    Ok(known.filter(|known| *known == mark(keys, &reference, &code)).map(|_| request))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Id;
    use crate::db::testing::each_database;
    use crate::lang::Lang;
    use crate::requests::{Right, clock};
    use jiff::tz::TimeZone;

    #[test]
    fn a_code_is_read_with_spaces_and_dashes_and_nothing_else() {
        assert_eq!(read_code(" 1234 5678-9012 3456 ").as_deref(), Some("1234567890123456"));
        assert_eq!(read_code("123456789012345"), None);
        assert_eq!(read_code("123456789012345x"), None);
        assert_eq!(written("1234567890123456"), "1234 5678 9012 3456");
    }

    #[test]
    fn only_reference_and_code_together_follow_a_request_and_the_contact_is_sealed() {
        each_database(|database| {
            let (random, keys): (_, Keys) = (Random::system(), Keys::for_tests());
            let now: Timestamp = "2026-03-05T10:00:00Z".parse().unwrap();
            let regime = clock::Regime::named("eu").unwrap();
            let rules = Rules::new(&TimeZone::UTC, regime, "FR".parse().unwrap(), 10);
            let contact = Contact {
                whom: "child".into(),
                name: "Ana Ruiz".into(),
                about: "Luz Ruiz".into(),
                reach: "1 rue Haute, Lyon".into(),
                address: None,
                checked: None,
            };
            let person = Id::at(now, &random);
            let new = New { person, right: Right::Access, lang: Lang::Fr, subject: None, message: "Tout".into() };
            let asked = |tx: &mut Db| ask(tx, now, &random, &keys, &rules, new.clone(), &contact);
            let (opened, code) = database.write_now(asked).unwrap();
            let reference = opened.request.reference.clone();
            let find = |reference: &str, code: &str| {
                database.read_now(|db| follow(db, &keys, reference, code)).unwrap().map(|request| request.reference)
            };
            assert_eq!(find(&reference.to_lowercase(), &written(&code)), Some(reference.clone()));
            assert_eq!(find(&reference, "0000 0000 0000 0000"), None);
            assert_eq!(find("R-2026-0099", &code), None);
            let kept = database.read_now(|db| store::contact(db, &keys, &opened.request.id)).unwrap();
            assert_eq!(kept.as_ref(), Some(&contact));
            assert_eq!(opened.request.due_on.to_string(), "2026-04-07");
        });
    }
}
