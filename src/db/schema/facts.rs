//! What persons corrected.

diesel::table! {
    /// Corrections that persons made in sources.
    corrections (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Corrections sent together share it.
        batch -> Text,
        /// Who made it.
        person -> Text,
        /// The category of the record.
        category -> Text,
        /// The name of the source.
        source -> Text,
        /// Table, row, column, the value before and after: sealed.
        sealed -> Text,
        /// `acting`, `done`, `failed` or `undone`.
        state -> Text,
        /// Microseconds since 1970.
        made_at -> BigInt,
        /// Until when it can be undone.
        undo_until -> BigInt,
        /// Microseconds since 1970.
        undone_at -> Nullable<BigInt>,
        /// Since when it is being taken back.
        undoing_at -> Nullable<BigInt>,
        /// The campaign whose question led to it.
        campaign -> Nullable<Text>,
    }
}
