//! The record of processing.

diesel::table! {
    /// The versions of the record, whole. One is approved at a time; what was ever approved does not change.
    record_versions (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Counted from 1.
        number -> Integer,
        /// `draft`, `review`, `approved`, `replaced` or `removed`.
        state -> Text,
        /// Where it came from: the `file`, the `command` line or a `colleague`.
        origin -> Text,
        /// The colleague who wrote it, for that origin.
        author -> Nullable<Text>,
        /// The content, as `record.toml` has it.
        content -> Text,
        /// SHA-256 of the content.
        hash -> Text,
        /// This and the following in microseconds since 1970.
        created_at -> BigInt,
        /// When it was given to review.
        submitted_at -> Nullable<BigInt>,
        /// The colleague who approved it; none for the first, which came with the installation.
        approver -> Nullable<Text>,
        /// When it was approved.
        approved_at -> Nullable<BigInt>,
        /// When it was replaced or removed.
        ended_at -> Nullable<BigInt>,
    }
}
