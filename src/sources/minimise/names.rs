//! What the name of a column, or of its table, says about it, in English and French.

use super::super::describe::Family;
use super::super::guess::{self, Meaning};
use super::subjects::Subject;

/// What a column of this name seems to hold; its type may rule that out.
pub(super) fn subject(table: &str, column: &str, family: Option<Family>) -> Option<Subject> {
    let words = guess::words(column);
    let fits = |subject: Subject| family.is_none_or(|family| subject.can_be(family));
    let named = Subject::ALL.iter().map(|(subject, _)| *subject);
    let by_column = named.clone().find(|subject| fits(*subject) && guess::finds(&words, subject.names()));
    // "allergies.label": the table says what its texts are about.
    let by_table = || {
        let words = guess::words(table);
        let of_table = named.clone().find(|subject| subject.is_protected() && guess::finds(&words, subject.names()));
        of_table.filter(|_| family.is_none_or(is_text) && is_free(column))
    };
    by_column.or_else(by_table)
}

/// Whether anything may be written in a column of this name: it is none for a name, an address, a date and the like.
pub(super) fn is_free(column: &str) -> bool {
    let words = guess::words(column);
    match guess::meaning(column, Family::Text) {
        // The note of a customer is one, the author of a comment is none.
        Some(Meaning::Message) => !words.last().is_some_and(|last| guess::finds(std::slice::from_ref(last), OF_PEOPLE)),
        None => !guess::finds(&words, OF_PEOPLE),
        Some(_) => false,
    }
}

/// Words of columns that hold names of people or things: Juif, Church and Halal are surnames and shops too.
const OF_PEOPLE: &[&str] = &[
    "author",
    "auteur",
    "customer",
    "client",
    "recipient",
    "destinataire",
    "sender",
    "buyer",
    "owner",
    "user",
    "nicename",
    "slug",
    "url",
    "file",
    "filename",
    "photo",
    "image",
    "code",
    "key",
    "type",
    "brand",
    "marque",
    "title",
    "titre",
];

pub(super) fn is_text(family: Family) -> bool {
    matches!(family, Family::Text | Family::Other | Family::Json)
}
