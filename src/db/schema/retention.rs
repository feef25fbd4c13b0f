//! Retention: nights, cases, holds.

diesel::table! {
    /// Whether purging is switched on: one row at most.
    retention_switch (id) {
        /// Always 1.
        id -> Integer,
        /// Microseconds since 1970.
        armed_at -> BigInt,
        /// The colleague.
        armed_by -> Text,
    }
}

diesel::table! {
    /// Nights.
    retention_runs (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The day, in the controller's time zone.
        day -> Text,
        /// The key of the row after which it goes on.
        at_key -> Nullable<Text>,
        /// People looked at.
        looked -> BigInt,
        /// People whose relation is over.
        due -> BigInt,
        /// People of those whom a hold covers.
        held -> BigInt,
        /// People of those whose request is open.
        asking -> BigInt,
        /// Why it does not go on.
        problem -> Nullable<Text>,
        /// Microseconds since 1970.
        started_at -> BigInt,
        /// Microseconds since 1970.
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Rows deleted by a run, by table.
    retention_rows (run, source, place) {
        /// The run.
        run -> Text,
        /// The source.
        source -> Text,
        /// The table.
        place -> Text,
        /// The rule.
        rule -> Text,
        /// Rows that went.
        gone -> BigInt,
        /// Rows that are over and stay, because others point to them.
        kept -> BigInt,
    }
}

diesel::table! {
    /// People whose relation is over.
    retention_cases (person) {
        /// The id of the person.
        person -> Text,
        /// The run that changed it last.
        run -> Text,
        /// The rule.
        rule -> Text,
        /// `noticed` or `erasing`.
        stage -> Text,
        /// The last contact the decision rests on.
        contact -> Text,
        /// The day the notice left.
        noticed_on -> Nullable<Text>,
        /// SHA-256 of the token in the notice.
        token -> Nullable<Text>,
        /// The erasure.
        erasure -> Nullable<Text>,
        /// Microseconds since 1970.
        changed_at -> BigInt,
    }
}

diesel::table! {
    /// What stops a purge.
    retention_holds (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Keyed fingerprint of the address of one person.
        fingerprint -> Nullable<Text>,
        /// The address, sealed, while the hold stands.
        address -> Nullable<Text>,
        /// A rule of the record.
        rule -> Nullable<Text>,
        /// Why, sealed.
        reason -> Text,
        /// The colleague who answers for it.
        owner -> Text,
        /// Microseconds since 1970.
        since -> BigInt,
        /// Microseconds since 1970.
        until -> BigInt,
        /// Microseconds since 1970.
        lifted_at -> Nullable<BigInt>,
    }
}
