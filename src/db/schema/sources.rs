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
