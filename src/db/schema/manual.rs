diesel::table! {
    /// What colleagues do by hand in manual sources.
    manual_tasks (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// A word of `manual::Kind`.
        kind -> Text,
        /// The name of the source.
        source -> Text,
        /// Whom it is about, if the portal knows them; goes with them.
        person -> Nullable<Text>,
        /// The id of what asked for it: a package, an erasure, the item of a request.
        cause -> Text,
        /// What there is one open task for at most; empty once it is over.
        open_for -> Nullable<Text>,
        /// Whom to look for and what to do, sealed; empty once it is over.
        brief -> Nullable<Text>,
        /// A word of `manual::State`.
        state -> Text,
        /// This and all times in microseconds since 1970.
        opened_at -> BigInt,
        /// The day, `2026-03-01`.
        opened_on -> Text,
        /// The day until which it is to be done.
        due_on -> Text,
        /// How many reminders left: see `manual::Stage`.
        reminded -> Integer,
        /// When it was signed.
        signed_at -> Nullable<BigInt>,
        /// The colleague who signed.
        signed_by -> Nullable<Text>,
        /// What was found or done, sealed; empty once nothing needs it.
        answer -> Nullable<Text>,
        /// How it was looked for, in the words of the colleague, sealed.
        note -> Nullable<Text>,
    }
}
