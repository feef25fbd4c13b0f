diesel::table! {
    /// What recipients must be told (Art. 19).
    notifications (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// `rectification`, `erasure`, `restriction` or `lift`.
        kind -> Text,
        /// The id of the correction, erasure or restriction.
        cause -> Text,
        /// The id of the recipient in the record.
        recipient -> Text,
        /// The categories of the record, as a JSON list.
        categories -> Text,
        /// The address by which the recipient knows the person, sealed; empty once it is over.
        subject -> Nullable<Text>,
        /// A word of `notifications::State`.
        state -> Text,
        /// This and all times in microseconds since 1970.
        made_at -> BigInt,
        /// Until when it is to be told, `2026-03-31`.
        due_on -> Text,
        /// When it was.
        sent_at -> Nullable<BigInt>,
        /// When it was over.
        settled_at -> Nullable<BigInt>,
        /// The colleague who said so.
        settled_by -> Nullable<Text>,
        /// Why it was not told, sealed.
        why -> Nullable<Text>,
        /// How often the recipient was tried to be told by webhook.
        attempts -> Integer,
        /// Not to be tried before; empty if at once.
        next_at -> Nullable<BigInt>,
        /// What stood in the way the last time: a word of `outgoing::delivery::Problem`.
        problem -> Nullable<Text>,
        /// The mail of the outbox that tells the recipient.
        mail -> Nullable<Text>,
        /// SHA-256 of the secret of the link that confirms, in hexadecimal.
        token -> Nullable<Text>,
    }
}
