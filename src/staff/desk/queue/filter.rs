//! What the queue is narrowed to, as it stands in addresses.

use crate::requests::Right;
use crate::requests::clock::Band;

/// Which part of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All of it but what is put aside, which comes back by itself.
    #[default]
    All,
    /// What is due then, as far as it is not put aside.
    Band(Band),
    /// What waits for the person.
    Waiting,
    /// What is put aside.
    Aside,
    /// What has a refusal that waits for a second person, which the colleague who looks can be.
    Second,
}

impl View {
    /// Every part that has a name of its own.
    pub const NAMED: [View; 7] = [
        View::Band(Band::Overdue),
        View::Band(Band::Soon),
        View::Band(Band::Near),
        View::Band(Band::Later),
        View::Waiting,
        View::Aside,
        View::Second,
    ];

    /// The word in addresses and message keys; empty for the whole.
    pub fn as_str(self) -> &'static str {
        match self {
            View::All => "",
            View::Band(band) => band.as_str(),
            View::Waiting => "waiting",
            View::Aside => "aside",
            View::Second => "second",
        }
    }

    /// The view of a word; the whole for a word that is none.
    pub fn read(word: &str) -> View {
        View::NAMED.into_iter().find(|view| view.as_str() == word).unwrap_or_default()
    }

    /// Whether requests that are put aside stay out of it.
    fn hides_aside(self) -> bool {
        matches!(self, View::All | View::Band(_) | View::Waiting)
    }
}

/// Whose requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taken {
    /// Whoever has them.
    #[default]
    Anyone,
    /// Those of the colleague who looks.
    Me,
    /// Those that nobody took.
    Nobody,
}

impl Taken {
    /// Every narrower one.
    pub const NAMED: [Taken; 2] = [Taken::Me, Taken::Nobody];

    /// The word in addresses and message keys; empty for anyone.
    pub fn as_str(self) -> &'static str {
        match self {
            Taken::Anyone => "",
            Taken::Me => "me",
            Taken::Nobody => "nobody",
        }
    }

    /// The word's; anyone for a word that is none.
    pub fn read(word: &str) -> Taken {
        Taken::NAMED.into_iter().find(|taken| taken.as_str() == word).unwrap_or_default()
    }
}

/// The reference that is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sought {
    /// None.
    #[default]
    Nothing,
    /// This one, or every one that ends so: `R-2026-0012`, `-0012`.
    Ending(String),
    /// Something that is no reference.
    Unreadable,
}

impl Sought {
    /// A reference as people type it: whole, without its letter, or its number alone.
    pub fn read(typed: &str) -> Sought {
        let text = typed.trim().to_ascii_uppercase();
        if text.is_empty() {
            return Sought::Nothing;
        }
        let digits = text.strip_prefix('R').unwrap_or(&text);
        let parts: Vec<&str> = digits.split(['-', ' ', '/', '.']).filter(|part| !part.is_empty()).collect();
        let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        match parts.as_slice() {
            [one] => number(one).map_or(Sought::Unreadable, |one| Sought::Ending(format!("-{one:04}"))),
            [year, one] if year.len() == 4 => match (number(year), number(one)) {
                (Some(year), Some(one)) => Sought::Ending(format!("R-{year}-{one:04}")),
                _ => Sought::Unreadable,
            },
            _ => Sought::Unreadable,
        }
    }
}

/// What the queue is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// To a part.
    pub view: View,
    /// To those of somebody.
    pub taken: Taken,
    /// To those that ask for a right.
    pub right: Option<Right>,
    /// To a reference.
    pub sought: Sought,
}

impl Filter {
    /// Whether requests that are put aside stay out: not from who looks for one by its reference.
    pub(in crate::staff::desk) fn hides_aside(&self) -> bool {
        self.view.hides_aside() && self.sought == Sought::Nothing
    }
}
