diesel::table! {
    /// Restrictions of processing (Art. 18).
    restrictions (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The person; their rows go with them.
        person -> Text,
        /// The person again, while it is open.
        open_for -> Nullable<Text>,
        /// The request that it answers.
        reference -> Text,
        /// A word of `restriction::Ground`.
        ground -> Text,
        /// Since when; this and all times in microseconds since 1970.
        began_at -> BigInt,
        /// When the person was told that it ends.
        told_at -> Nullable<BigInt>,
        /// What they were told, sealed.
        why -> Nullable<Text>,
        /// When it is lifted.
        lifts_at -> Nullable<BigInt>,
        /// When it was.
        lifted_at -> Nullable<BigInt>,
    }
}
