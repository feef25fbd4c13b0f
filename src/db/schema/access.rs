diesel::table! {
    /// Packages of a person's data.
    packages (id) {
        /// Time-ordered UUID; the name of the file.
        id -> Text,
        /// The person.
        person -> Text,
        /// The request it answers.
        request -> Nullable<Text>,
        /// The person while it is prepared: at most one each.
        open_for -> Nullable<Text>,
        /// `en` or `fr`.
        lang -> Text,
        /// `preparing`, `ready`, `failed` or `expired`.
        state -> Text,
        /// Microseconds since 1970.
        asked_at -> BigInt,
        /// When it was ready.
        ready_at -> Nullable<BigInt>,
        /// Until when it can be fetched.
        expires_at -> Nullable<BigInt>,
        /// Bytes.
        size -> Nullable<BigInt>,
        /// How many facts are in it.
        facts -> Nullable<BigInt>,
        /// Names of the sources that did not answer, with spaces between.
        missing -> Nullable<Text>,
        /// When it was last fetched.
        fetched_at -> Nullable<BigInt>,
    }
}
