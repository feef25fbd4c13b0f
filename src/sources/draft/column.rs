//! What to write about a column, from what it probably means.

use super::write::quoted;
use super::{Erase, Guess};
use crate::sources::describe::{Family, LiveColumn, LiveTable};
use crate::sources::guess::{Meaning, Subject};

/// Words of a guess, in English and French.
type Words = (&'static str, &'static str);

/// The category of the starter record that a column probably belongs to: what a table is about decides, except for
/// what is a choice or a trace wherever it stands.
pub(super) fn category(subject: Option<Subject>, meaning: Option<Meaning>) -> &'static str {
    match (subject, meaning) {
        (_, Some(Meaning::Consent)) => "preferences",
        (Some(Subject::Accounting), _) => "invoices",
        (Some(Subject::Orders), _) => "orders",
        (Some(Subject::Support), _) => "support",
        (_, Some(Meaning::Visit)) | (Some(Subject::SignIns), _) => "account",
        (_, Some(Meaning::Account | Meaning::Status | Meaning::Date)) => "account",
        (_, Some(Meaning::Amount | Meaning::Quantity)) => "orders",
        (_, Some(Meaning::Message)) => "support",
        _ => "contact",
    }
}

pub(super) fn kind(column: &LiveColumn, meaning: Option<Meaning>) -> &'static str {
    let text = matches!(column.family, Family::Text | Family::Other);
    match (meaning, column.family) {
        (Some(Meaning::Email), _) if text => "\"email\"",
        (Some(Meaning::Phone | Meaning::Fax), Family::Text | Family::Whole) => "\"phone\"",
        (Some(Meaning::Country), _) if text => "\"country\"",
        (Some(Meaning::Language), _) if text => "\"language\"",
        (Some(Meaning::Amount), Family::Decimal | Family::Whole) => "\"money\", currency = \"EUR\"",
        (Some(Meaning::Consent), Family::Whole) => "\"boolean\"",
        (Some(Meaning::Birth), _) if text => "\"date\"",
        (_, Family::Whole) => "\"integer\"",
        (_, Family::Decimal) => "\"decimal\"",
        (_, Family::Day) => "\"date\"",
        (_, Family::Moment) => "\"datetime\"",
        (_, Family::Boolean) => "\"boolean\"",
        (_, Family::Bytes) => "\"binary\"",
        (_, Family::Json) => "\"json\"",
        _ => "\"text\"",
    }
}

/// Who may probably change it; `None` for nobody. Names and birth dates deserve a look, an address to sign in with too.
pub(super) fn edit(guess: &Guess, meaning: Option<Meaning>) -> Option<&'static str> {
    use Meaning as M;
    if !matches!(guess.subject, Some(Subject::Customers | Subject::Addresses) | None) {
        return None;
    }
    match meaning? {
        M::Phone | M::Fax | M::Company | M::Street | M::City | M::Region | M::Postcode | M::Country | M::Language => {
            Some("self")
        }
        M::FirstName | M::LastName | M::FullName | M::Birth | M::Gender | M::Email => Some("review"),
        _ => None,
    }
}

/// What erasure probably does with a value of a row that stays.
pub(super) fn erase(table: &LiveTable, guess: &Guess, column: &LiveColumn, meaning: Option<Meaning>) -> Vec<String> {
    let harmless =
        matches!(meaning, Some(Meaning::Amount | Meaning::Quantity | Meaning::Status | Meaning::Date) | None);
    if guess.erase == Erase::Archive && harmless {
        return vec!["erase = \"keep\"".to_owned()];
    }
    if column.generated {
        return vec!["erase = \"keep\"".to_owned()];
    }
    if column.nullable {
        return Vec::new();
    }
    let replacement = match (meaning, column.family) {
        (Some(Meaning::Email), _) => "erased-{key}@erased.invalid",
        (_, Family::Text | Family::Other) if table.is_unique(&column.name) => "erased-{key}",
        (_, Family::Text | Family::Other) => "erased",
        (_, Family::Day) => "1970-01-01",
        (_, Family::Moment) => "1970-01-01 00:00:00",
        (_, Family::Json) => "{}",
        _ => "0",
    };
    vec!["erase = \"replace\"".to_owned(), format!("replace = {}", quoted(replacement))]
}

pub(super) fn label(meaning: Meaning) -> Option<Words> {
    Some(match meaning {
        Meaning::Email => ("E-mail", "E-mail"),
        Meaning::Phone => ("Phone", "Téléphone"),
        Meaning::Fax => ("Fax", "Télécopie"),
        Meaning::FirstName => ("First name", "Prénom"),
        Meaning::LastName => ("Last name", "Nom"),
        Meaning::FullName => ("Name", "Nom"),
        Meaning::Company => ("Company", "Société"),
        Meaning::Street => ("Address", "Adresse"),
        Meaning::City => ("Town", "Ville"),
        Meaning::Region => ("State or region", "État ou région"),
        Meaning::Postcode => ("Postcode", "Code postal"),
        Meaning::Country => ("Country", "Pays"),
        Meaning::Birth => ("Date of birth", "Date de naissance"),
        Meaning::Gender => ("Title or gender", "Civilité"),
        Meaning::Language => ("Language", "Langue"),
        Meaning::Consent => ("Newsletter", "Lettre d’information"),
        Meaning::Quantity => ("Quantity", "Quantité"),
        Meaning::Status => ("Status", "État"),
        _ => return None,
    })
}
