//! The laws that count days, as parameters: one file each in `config/regimes/`, with a version.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

static REGIMES: LazyLock<Vec<Regime>> = LazyLock::new(|| {
    let files = [
        ("eu", include_str!("../../../config/regimes/eu.toml")),
        ("eu-omnibus", include_str!("../../../config/regimes/eu-omnibus.toml")),
        ("uk", include_str!("../../../config/regimes/uk.toml")),
        ("ch", include_str!("../../../config/regimes/ch.toml")),
        ("ccpa", include_str!("../../../config/regimes/ccpa.toml")),
        ("lgpd", include_str!("../../../config/regimes/lgpd.toml")),
        ("quebec", include_str!("../../../config/regimes/quebec.toml")),
    ];
    let read = |(name, text): (&'static str, &str)| {
        toml::from_str::<Regime>(text).ok().map(|regime| Regime { name: name.to_owned(), ..regime })
    };
    files.into_iter().filter_map(read).collect()
});

/// A length of time as a law writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Calendar months.
    Months(i32),
    /// Calendar days.
    Days(i32),
    /// Days on which offices work.
    WorkingDays(i32),
}

/// What a question to the person does to the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PauseRule {
    /// Nothing.
    None,
    /// The days between question and answer may be added, if it was asked soon enough (law.md CLK-8).
    Credit {
        /// At most so many working days after the request arrived.
        asked_within_working_days: i32,
    },
    /// The clock starts when identity is proven, and stands still while the scope is clarified (UK).
    Stop,
}

/// What no answer at the end of the term means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// The answer is late.
    Late,
    /// The request counts as refused, and the person may go to the authority (Quebec).
    DeemedRefusal,
}

/// The law that counts, with its version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Its name in settings and on the command line.
    #[serde(skip)]
    pub name: String,
    /// Which text of it, with the date from which it holds.
    pub version: String,
    /// Whether it is law; a proposal ships switched off.
    pub in_force: bool,
    /// The time zone where none is set.
    pub zone: String,
    /// The calendar where none is set.
    pub holidays: String,
    /// The term for the answer.
    pub answer: Span,
    /// The longest term once extended, from the day the request arrived; `None` if the company cannot extend by itself.
    pub extension: Option<Span>,
    /// Whether a term that ends on a weekend or holiday ends on the next working day.
    pub rolls: bool,
    /// What a question does.
    pub pause: PauseRule,
    /// The term for confirming that the request arrived.
    pub acknowledgement: Option<Span>,
    /// The term within which an opt-out must take effect.
    pub opt_out: Option<Span>,
    /// The term for confirming that a complaint arrived.
    pub complaint_acknowledgement: Option<Span>,
    /// What silence means.
    pub silence: Silence,
    /// Hours in which the authority learns of a breach.
    pub breach_notice_hours: Option<u32>,
}

/// No regime has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a regime")]
pub struct UnknownRegime;

impl Regime {
    /// The regime of this name.
    pub fn named(name: &str) -> Result<&'static Regime, UnknownRegime> {
        REGIMES.iter().find(|regime| regime.name == name).ok_or(UnknownRegime)
    }

    /// The names of all regimes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        REGIMES.iter().map(|regime| regime.name.as_str())
    }

    /// Whether silence counts as a refusal on `today` for a term that ended on `due`.
    pub fn deemed_refused(&self, due: Date, today: Date) -> bool {
        self.silence == Silence::DeemedRefusal && today > due
    }
}
