//! The fields of each part.

use super::{Field, Kind, Part};
use crate::record::{Basis, Card, Nature, Phase, RecipientRole, Sensitive, StartsFrom};

const fn field(section: &'static str, key: &'static str, kind: Kind) -> Field {
    Field { key, kind, required: false, section }
}

const fn must(section: &'static str, key: &'static str, kind: Kind) -> Field {
    Field { key, kind, required: true, section }
}

fn words<T>(all: &'static [(&'static str, T)]) -> Vec<&'static str> {
    all.iter().map(|(word, _)| *word).collect()
}

fn bases() -> Vec<&'static str> {
    words(Basis::ALL)
}

fn cards() -> Vec<&'static str> {
    words(Card::ALL)
}

fn natures() -> Vec<&'static str> {
    words(Nature::ALL)
}

fn sensitives() -> Vec<&'static str> {
    words(Sensitive::ALL)
}

fn roles() -> Vec<&'static str> {
    words(RecipientRole::ALL)
}

fn starts_from() -> Vec<&'static str> {
    words(StartsFrom::ALL)
}

fn phases() -> Vec<&'static str> {
    words(Phase::ALL)
}

const CONTROLLER: &[Field] = &[
    must("", "name", Kind::Line),
    must("", "address", Kind::Line),
    must("", "email", Kind::Email),
    must("", "country", Kind::Country),
    field("", "phone", Kind::Line),
    field("", "website", Kind::Web),
];

const CONTACT: &[Field] = &[
    must("", "name", Kind::Line),
    must("", "email", Kind::Email),
    field("", "address", Kind::Line),
    field("", "phone", Kind::Line),
];

const AUTHORITY: &[Field] =
    &[must("", "name", Kind::Line), must("", "website", Kind::Web), field("", "address", Kind::Line)];

const CATEGORY: &[Field] = &[
    must("", "id", Kind::Id),
    must("", "label", Kind::Text),
    must("", "card", Kind::Choice(cards)),
    field("", "nature", Kind::Choice(natures)),
    field("", "sensitive", Kind::Choice(sensitives)),
    field("", "estate", Kind::Flag),
];

const RECIPIENT: &[Field] = &[
    must("", "id", Kind::Id),
    must("", "name", Kind::Line),
    must("", "role", Kind::Choice(roles)),
    must("", "purpose", Kind::Text),
    must("", "country", Kind::Country),
    field("", "safeguard", Kind::Line),
    field("", "contact", Kind::Line),
    field("", "document", Kind::Line),
];

const SECURITY: &[Field] =
    &[must("", "id", Kind::Id), must("", "label", Kind::Text), field("", "organisational", Kind::Flag)];

const RETENTION: &[Field] = &[
    must("", "id", Kind::Id),
    must("", "label", Kind::Text),
    must("", "starts", Kind::Event),
    field("", "from", Kind::Choice(starts_from)),
    field("", "duration", Kind::Length),
    field("", "criteria", Kind::Text),
    field("", "law", Kind::Line),
    field("", "phase", Kind::Choice(phases)),
    field("", "warn_before", Kind::Length),
    field("", "recontact", Kind::Length),
];

const COOKIE: &[Field] = &[
    must("", "id", Kind::Id),
    must("", "name", Kind::Line),
    must("", "activity", Kind::One(Part::Activity)),
    field("", "recipient", Kind::One(Part::Recipient)),
    must("", "purpose", Kind::Text),
    field("", "life", Kind::Length),
];

const ON_BEHALF: &[Field] = &[
    must("whom", "id", Kind::Id),
    must("whom", "name", Kind::Line),
    must("whom", "email", Kind::Email),
    field("whom", "address", Kind::Line),
    field("whom", "phone", Kind::Line),
    field("whom", "representative", Kind::Line),
    field("whom", "dpo", Kind::Line),
    must("done", "processing", Kind::Text),
    field("done", "recipients", Kind::Many(Part::Recipient)),
    field("protected", "security", Kind::Many(Part::Security)),
    field("protected", "contract", Kind::Line),
    field("protected", "review", Kind::Day),
];

const ACTIVITY: &[Field] = &[
    must("why", "id", Kind::Id),
    must("why", "name", Kind::Text),
    must("why", "purpose", Kind::Text),
    field("why", "sub_purposes", Kind::Texts(5)),
    must("basis", "basis", Kind::Choice(bases)),
    field("basis", "interest", Kind::Text),
    field("basis", "law", Kind::Line),
    field("basis", "consent_wording", Kind::Text),
    field("basis", "consent_max_age", Kind::Length),
    field("basis", "double_opt_in", Kind::Flag),
    field("basis", "marketing", Kind::Flag),
    must("data", "categories", Kind::Many(Part::Category)),
    must("data", "persons", Kind::Text),
    must("data", "origin", Kind::Text),
    field("data", "mandatory", Kind::Text),
    field("data", "automated", Kind::Text),
    field("who", "recipients", Kind::Many(Part::Recipient)),
    field("who", "departments", Kind::Text),
    field("who", "owner", Kind::Line),
    field("who", "software", Kind::Line),
    must("until", "retention", Kind::One(Part::Retention)),
    field("protected", "security", Kind::Many(Part::Security)),
    field("protected", "impact", Kind::Text),
    field("protected", "review", Kind::Day),
];

pub(super) fn of(part: Part) -> &'static [Field] {
    match part {
        Part::Controller => CONTROLLER,
        Part::JointController | Part::Representative | Part::Dpo => CONTACT,
        Part::Authority => AUTHORITY,
        Part::Category => CATEGORY,
        Part::Recipient => RECIPIENT,
        Part::Security => SECURITY,
        Part::Retention => RETENTION,
        Part::Activity => ACTIVITY,
        Part::Cookie => COOKIE,
        Part::OnBehalf => ON_BEHALF,
    }
}
