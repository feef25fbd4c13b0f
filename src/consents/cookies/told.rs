//! What a browser tells of the decisions made in it. Nothing of it is believed that can be known otherwise: the words are
//! named by hash, the site by the header Origin.

use super::Banner;
use crate::consents::Mechanism;
use crate::lang::Lang;
use crate::secrets::sha256_hex;
use jiff::SignedDuration;
use serde::Deserialize;

/// The most bytes that a browser tells at once.
const MOST_BYTES: usize = 8 * 1024;
/// The most decisions: the script keeps no more.
const MOST: usize = 10;
/// Nothing is told later than this after it happened; longer says that a clock is wrong.
const OLDEST: i64 = 190 * 86_400;

/// By what act a browser's decision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// "Accept all".
    All,
    /// Boxes ticked one by one and saved.
    Some,
    /// "Refuse all".
    None,
    /// Global Privacy Control, switched on after a yes.
    Gpc,
}

impl Act {
    /// Every act with its word.
    pub const ALL: &'static [(&'static str, Act)] =
        &[("all", Act::All), ("some", Act::Some), ("none", Act::None), ("gpc", Act::Gpc)];

    /// The word in the database and in what a browser tells.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, act)| *act == self).map_or("", |(word, _)| word)
    }

    /// The act of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, act)| *act)
    }

    /// What the ledger calls it.
    pub fn mechanism(self) -> Mechanism {
        match self {
            Act::All | Act::None => Mechanism::Button,
            Act::Some => Mechanism::Tick,
            Act::Gpc => Mechanism::Gpc,
        }
    }
}

/// The random name of a browser: 32 hexadecimal digits that only it knows, and who reads them there.
#[derive(Clone, PartialEq, Eq)]
pub struct Browser(String);

impl Browser {
    /// As it was told, or typed by a person from the banner: spaces and hyphens do not count.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let plain = plain.to_ascii_lowercase();
        (plain.len() == 32 && plain.bytes().all(|b| b.is_ascii_hexdigit())).then_some(Self(plain))
    }

    /// What is kept: recognises the browser, and is of no use to whoever reads the database.
    pub fn subject(&self) -> String {
        sha256_hex(format!("cookie banner {}", self.0).as_bytes()).chars().take(32).collect()
    }
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The browser's own count, from 1.
    pub number: i32,
    /// How long ago, by the browser's clock.
    pub ago: SignedDuration,
    /// The hash of what the banner said.
    pub banner: String,
    /// The language it was shown in.
    pub lang: Lang,
    /// By what act.
    pub act: Act,
    /// The activities agreed to.
    pub agreed: Vec<String>,
}

/// What a browser tells at once.
pub struct Body {
    /// The browser.
    pub browser: Browser,
    /// Its decisions, in order.
    pub told: Vec<Told>,
}

/// Why it is not taken. No value of what was sent is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not what the script sends.
    #[error("the body is not what the banner tells")]
    Form,
    /// The hash names no banner there ever was, or the answers do not fit its purposes.
    #[error("no banner with these words and purposes was ever shown")]
    Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    id: String,
    q: Vec<SentOne>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SentOne {
    n: i32,
    s: i64,
    v: String,
    l: String,
    m: String,
    p: Vec<String>,
}

impl Body {
    /// Reads what was sent.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() > MOST_BYTES {
            return Err(Fault::Form);
        }
        let sent: Sent = serde_json::from_slice(bytes).map_err(|_| Fault::Form)?;
        let browser = Browser::parse(&sent.id).ok_or(Fault::Form)?;
        if sent.q.is_empty() || sent.q.len() > MOST {
            return Err(Fault::Form);
        }
        let told = sent.q.into_iter().map(read).collect::<Option<Vec<_>>>().ok_or(Fault::Form)?;
        Ok(Self { browser, told })
    }
}

fn read(one: SentOne) -> Option<Told> {
    let hash = one.v.len() == Banner::HASH && one.v.bytes().all(|b| b.is_ascii_hexdigit());
    if !(1..=1_000_000).contains(&one.n) || !hash || one.p.len() > 100 {
        return None;
    }
    let ago = SignedDuration::from_secs(one.s.clamp(0, OLDEST));
    let (lang, act) = (one.l.parse().ok()?, Act::parse(&one.m)?);
    Some(Told { number: one.n, ago, banner: one.v, lang, act, agreed: one.p })
}

impl Told {
    /// Whether this decision could be made at a banner with these purposes.
    pub fn fits(&self, purposes: &[&str]) -> bool {
        let known = self.agreed.iter().all(|id| purposes.contains(&id.as_str()));
        let whole = purposes.iter().all(|id| self.agreed.iter().any(|yes| yes == id));
        match self.act {
            Act::All => known && whole,
            Act::Some => known,
            Act::None | Act::Gpc => self.agreed.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00112233445566778899aabbccddeeff";

    fn body(change: impl Fn(&mut serde_json::Value)) -> Result<Body, Fault> {
        let mut sent = serde_json::json!({
            "id": ID,
            "q": [{ "n": 1, "s": 3, "v": "0123456789abcdef", "l": "fr", "m": "some", "p": ["audience"] }],
        });
        change(&mut sent);
        Body::parse(sent.to_string().as_bytes())
    }

    #[test]
    fn what_the_script_sends_is_read_and_nothing_else() {
        let read = body(|_| {}).unwrap();
        assert_eq!((read.told.len(), read.told[0].act, read.told[0].lang), (1, Act::Some, Lang::Fr));
        let wrong: [fn(&mut serde_json::Value); 10] = [
            |sent| sent["id"] = "x".into(),
            |sent| sent["more"] = 1.into(),
            |sent| sent["q"] = serde_json::json!([]),
            |sent| sent["q"] = vec![sent["q"][0].clone(); 11].into(),
            |sent| sent["q"][0]["n"] = 0.into(),
            |sent| sent["q"][0]["v"] = "0123".into(),
            |sent| sent["q"][0]["l"] = "xx".into(),
            |sent| sent["q"][0]["m"] = "every".into(),
            |sent| sent["q"][0]["p"] = vec!["a"; 101].into(),
            |sent| sent["q"][0]["words"] = "mine".into(),
        ];
        for change in wrong {
            assert_eq!(body(change).err(), Some(Fault::Form));
        }
        assert_eq!(Body::parse(&vec![b' '; 9000]).err(), Some(Fault::Form));
    }

    #[test]
    fn a_clock_that_is_wrong_moves_nothing_into_the_future_or_the_far_past() {
        let ago = |seconds: i64| body(|sent| sent["q"][0]["s"] = seconds.into()).unwrap().told[0].ago;
        assert_eq!(ago(-5), SignedDuration::ZERO);
        assert_eq!(ago(60), SignedDuration::from_secs(60));
        assert_eq!(ago(i64::MAX), SignedDuration::from_secs(OLDEST));
    }

    #[test]
    fn an_answer_fits_the_button_it_came_from() {
        let purposes = ["audience", "videos"];
        let fits = |act: &str, agreed: &[&str]| {
            let agreed: Vec<String> = agreed.iter().map(|id| (*id).to_owned()).collect();
            let told = body(|_| {}).unwrap().told.remove(0);
            Told { act: Act::parse(act).unwrap(), agreed, ..told }.fits(&purposes)
        };
        assert!(fits("all", &["videos", "audience"]) && fits("some", &["videos"]) && fits("some", &[]));
        assert!(fits("none", &[]) && fits("gpc", &[]));
        assert!(!fits("all", &["audience"]) && !fits("none", &["audience"]) && !fits("gpc", &["audience"]));
        assert!(!fits("some", &["advertising"]) && !fits("all", &["audience", "videos", "advertising"]));
    }

    #[test]
    fn the_name_of_a_browser_is_read_as_it_is_typed_and_kept_as_a_hash() {
        let typed = Browser::parse(" 00112233-44556677 8899AABB-CCDDEEFF\n").unwrap();
        assert!(typed == Browser::parse(ID).unwrap());
        assert_eq!(typed.subject().len(), 32);
        assert_ne!(typed.subject(), ID);
        assert!(Browser::parse("0011").is_none() && Browser::parse(&"g".repeat(32)).is_none());
    }
}
