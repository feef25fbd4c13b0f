//! Words that stay hidden in what a person receives.

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
