//! Programs that use the API.

diesel::table! {
    /// A token of a program.
    api_tokens (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What the program is called by the company.
        name -> Text,
        /// SHA-256 of the token.
        hash -> Text,
        /// The scopes, separated by spaces.
        scopes -> Text,
        /// Microseconds since 1970.
        created_at -> BigInt,
        /// From then on it opens nothing.
        expires_at -> BigInt,
        /// The last hour in which it was used.
        used_at -> Nullable<BigInt>,
        /// Since when it opens nothing.
        revoked_at -> Nullable<BigInt>,
    }
}
