//! What people want to become of their data after their death.

diesel::table! {
    /// One for each person at most.
    directives (person) {
        /// The person; the row goes with them.
        person -> Text,
        /// Sealed JSON: whom they name, what that person may have, their words.
        body -> Text,
        /// When it was written, microseconds since 1970.
        made_at -> BigInt,
    }
}
