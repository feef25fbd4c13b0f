//! Who agreed to what, who objected.

diesel::table! {
    /// The ledger: only ever added to.
    consent_events (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Keyed fingerprint of the address.
        fingerprint -> Text,
        /// The activity of the record; `*` for all marketing.
        activity -> Text,
        /// `given`, `withdrawn`, `objected` or `objection-ended`.
        event -> Text,
        /// The words shown.
        words -> Text,
        /// The language of the words.
        lang -> Text,
        /// `portal`, `mail` or `source`.
        channel -> Text,
        /// Microseconds since 1970.
        happened_at -> BigInt,
    }
}

diesel::table! {
    /// The present state: who may not be contacted for what.
    suppressions (fingerprint, activity) {
        /// Keyed fingerprint of the address.
        fingerprint -> Text,
        /// The activity of the record; `*` for all marketing.
        activity -> Text,
        /// The event of the ledger that it follows from.
        event -> Text,
        /// Microseconds since 1970.
        since -> BigInt,
    }
}
