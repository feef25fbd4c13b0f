diesel::table! {
    /// Work to do in the background. A job that is done is deleted.
    jobs (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What to do: the name of a handler.
        kind -> Text,
        /// `signin`, `default` or `campaign`.
        lane -> Text,
        /// JSON with ids only.
        payload -> Text,
        /// At most one waiting job has this key.
        unique_key -> Nullable<Text>,
        /// Not before, in microseconds since 1970.
        run_at -> BigInt,
        /// How often it was begun.
        attempts -> Integer,
        /// How often it may be begun.
        max_attempts -> Integer,
        /// `waiting`, `running` or `failed`.
        state -> Text,
        /// Random text of the worker's claim.
        lease -> Nullable<Text>,
        /// When the claim ends, in microseconds since 1970.
        leased_until -> Nullable<BigInt>,
        /// Microseconds since 1970.
        created_at -> BigInt,
        /// The error of the last attempt, without personal data.
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    /// When a repeated job is due next.
    job_schedules (kind) {
        /// The kind of the job.
        kind -> Text,
        /// Microseconds since 1970.
        next_at -> BigInt,
    }
}
