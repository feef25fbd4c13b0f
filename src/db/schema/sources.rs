//! The state of the sources.

diesel::table! {
    /// What a source was when it was last held against its declaration.
    source_states (source) {
        /// Its name.
        source -> Text,
        /// When it was last asked; microseconds since 1970.
        asked_at -> BigInt,
        /// Why it could not be compared then, as a word; none if it could.
        trouble -> Nullable<Text>,
        /// What its database said, in codes.
        detail -> Nullable<Text>,
        /// When it was last compared; microseconds since 1970.
        compared_at -> Nullable<BigInt>,
        /// Columns there were.
        columns_seen -> BigInt,
        /// Those of them that something explains.
        columns_explained -> BigInt,
        /// The differences, as JSON.
        findings -> Text,
    }
}

diesel::table! {
    /// What may not be needed in a source, when it was last looked into.
    source_doubts (source) {
        /// Its name.
        source -> Text,
        /// When it was last looked into; microseconds since 1970.
        looked_at -> Nullable<BigInt>,
        /// Why it could not be looked into the last time, as a word; none if it could.
        trouble -> Nullable<Text>,
        /// The doubts, as JSON.
        doubts -> Text,
    }
}

diesel::table! {
    /// Why a column is needed in spite of a doubt.
    source_doubt_reasons (source, place_table, place_column) {
        /// The source.
        source -> Text,
        /// The table.
        place_table -> Text,
        /// The column.
        place_column -> Text,
        /// The doubts that were answered, as JSON.
        doubts -> Text,
        /// The reason.
        reason -> Text,
        /// The colleague.
        answered_by -> Text,
        /// When; microseconds since 1970.
        answered_at -> BigInt,
    }
}
