diesel::table! {
    /// Who did what, in the order in which it was done.
    audit_events (idx) {
        /// The place in the tree, from 0.
        idx -> BigInt,
        /// Microseconds since 1970.
        at -> BigInt,
        /// `person:ID`, `colleague:ID`, `system` or `command`; empty once the person was forgotten and it named them.
        actor -> Nullable<Text>,
        /// What was done, `capability.verb`.
        action -> Text,
        /// Id or reference of what it was done to.
        object -> Nullable<Text>,
        /// The person it concerns.
        person -> Nullable<Text>,
        /// JSON without personal data.
        detail -> Nullable<Text>,
        /// 256 random bits in hexadecimal; empty once the person was forgotten.
        salt -> Nullable<Text>,
        /// Hash of the leaf in hexadecimal.
        leaf -> Text,
    }
}

diesel::table! {
    /// The right edge of the tree; one row.
    audit_head (id) {
        /// Always 1.
        id -> Integer,
        /// How many leaves.
        size -> BigInt,
        /// The roots of the complete subtrees in hexadecimal, largest first, separated by spaces.
        frontier -> Text,
    }
}

diesel::table! {
    /// Signed heads of the tree.
    audit_checkpoints (size) {
        /// How many leaves.
        size -> BigInt,
        /// The root over them in hexadecimal.
        root -> Text,
        /// The signed note.
        note -> Text,
        /// When it was signed, microseconds since 1970.
        at -> BigInt,
    }
}

diesel::table! {
    /// The days on which the signed head was mailed.
    audit_mails (day) {
        /// The day where the controller is, `2026-03-10`.
        day -> Text,
        /// How many leaves the mailed head has.
        size -> BigInt,
        /// When the mail was put into the outbox, microseconds since 1970.
        queued_at -> BigInt,
    }
}
