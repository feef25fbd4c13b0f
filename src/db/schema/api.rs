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

diesel::table! {
    /// What was answered to the calls of programs that are done once.
    api_answers (token, key) {
        /// The token of the program.
        token -> Text,
        /// The keyed mark of the idempotency key, in hexadecimal.
        key -> Text,
        /// The keyed mark of the address and the body.
        body -> Text,
        /// The status of the answer; 0 until there is one.
        status -> Integer,
        /// The answer; ids, references, dates and words of a list, never what anybody wrote.
        answer -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
    }
}
