//! Mails that people wrote to the company about their data.

diesel::table! {
    /// A mail, until a colleague said what it is and a while after.
    inbox_mails (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Keyed hash of the whole mail: the same one is taken once.
        mark -> Text,
        /// When it reached the company, in microseconds since 1970.
        arrived_at -> BigInt,
        /// Fingerprint of the address it says it is from; goes with the content.
        sender -> Nullable<Text>,
        /// What it says, sealed; empty once it became something, or its time is over.
        content -> Nullable<Text>,
        /// A word of `inbox::State`.
        state -> Text,
        /// The request it became or was added to.
        request -> Nullable<Text>,
        /// Whether all of it was kept, so that it may leave the mailbox.
        whole -> Bool,
        /// The colleague who said what it is.
        settled_by -> Nullable<Text>,
        /// When, in microseconds since 1970.
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// How far a mailbox was read.
    inbox_mailboxes (mailbox) {
        /// Keyed hash of server, account and folder.
        mailbox -> Text,
        /// UIDVALIDITY (RFC 9051, 2.3.1.1): another one numbers the mails anew.
        validity -> BigInt,
        /// The number of the last mail that was read; empty before the first reading has ended.
        last_uid -> Nullable<BigInt>,
        /// When it was last read to its end, in microseconds since 1970.
        read_at -> BigInt,
        /// A word of `inbox::Problem` if it could not be read since.
        problem -> Nullable<Text>,
        /// Since when, in microseconds since 1970.
        problem_since -> Nullable<BigInt>,
    }
}
