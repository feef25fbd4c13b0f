//! Words that stay hidden in what a person receives.

use super::requests::requests;

diesel::table! {
    /// Marks of colleagues.
    redactions (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The person who does not read the words; the row goes with them.
        person -> Text,
        /// The case in which they were marked.
        reference -> Text,
        /// A word of `redaction::Reason`.
        reason -> Text,
        /// Sealed JSON: the words, and the places in which they stay.
        body -> Text,
        /// The colleague who marked them.
        colleague -> Text,
        /// Microseconds since 1970.
        made_at -> BigInt,
    }
}

diesel::table! {
    /// What is hidden in documents of a case.
    document_redactions (document) {
        /// The document, a file of the case; the row goes with it.
        document -> Text,
        /// The request of the case.
        request -> Text,
        /// Sealed JSON: what is hidden and why, and what the proof found.
        body -> Text,
        /// `open`, `proven`, `released` or `given`.
        state -> Text,
        /// The copy in which it is hidden.
        result -> Nullable<Text>,
        /// The colleague who made the copy.
        proven_by -> Nullable<Text>,
        /// Counts changes.
        version -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(document_redactions, requests);
