diesel::table! {
    /// Sign-ins asked for, for a day.
    sign_ins (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Hash of the cookie of the asking browser.
        cookie -> Text,
        /// Keyed hash of the address.
        fingerprint -> Text,
        /// The address, sealed.
        address -> Text,
        /// The language of the page and the mail.
        lang -> Text,
        /// Browser and system in words.
        device -> Text,
        /// Keyed hash of where it came from.
        place -> Text,
        /// The page to go to afterwards; empty for "my data".
        next_page -> Text,
        /// Keyed hash of the code, once it is made.
        code -> Nullable<Text>,
        /// Hash of the token in the link, once it is made.
        link -> Nullable<Text>,
        /// Codes tried.
        tries -> Integer,
        /// Microseconds since 1970.
        asked_at -> BigInt,
        /// Microseconds since 1970.
        ends_at -> BigInt,
        /// `open`, `used`, `replaced` or `refused`.
        state -> Text,
    }
}

diesel::table! {
    /// Customers who are or were signed in.
    customer_sessions (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Hash of the token in the cookie.
        token -> Text,
        /// Whose.
        person -> Text,
        /// Browser and system in words.
        device -> Text,
        /// Microseconds since 1970.
        began_at -> BigInt,
        /// The last use that was noted.
        seen_at -> BigInt,
        /// When the mailbox was last proven.
        proven_at -> BigInt,
        /// When it was ended by hand.
        ended_at -> Nullable<BigInt>,
        /// Whether several people share the mailbox, and it is open which of them this is.
        choosing -> Bool,
    }
}

diesel::table! {
    /// How often somebody tried to say which of those who share a mailbox they are.
    mailbox_tries (person) {
        /// The mailbox, as a person.
        person -> Text,
        /// The first try of a day; microseconds since 1970.
        since -> BigInt,
        /// How many.
        tries -> Integer,
    }
}

diesel::table! {
    /// Changes of the address people sign in with.
    address_changes (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Whose.
        person -> Text,
        /// The address before, sealed.
        former -> Text,
        /// The address wanted, sealed.
        wanted -> Text,
        /// Keyed hash of the address before.
        former_fingerprint -> Text,
        /// Keyed hash of the address wanted.
        fingerprint -> Text,
        /// The language of the page and the mails.
        lang -> Text,
        /// Keyed hash of the code, once it is made.
        code -> Nullable<Text>,
        /// Hash of the token that takes it back, once it is changed.
        revert -> Nullable<Text>,
        /// Codes tried.
        tries -> Integer,
        /// Microseconds since 1970.
        asked_at -> BigInt,
        /// Until when the code works.
        ends_at -> BigInt,
        /// When the address was changed.
        changed_at -> Nullable<BigInt>,
        /// Until when it can be taken back.
        revert_until -> Nullable<BigInt>,
        /// `asked`, `acting`, `done`, `failed`, `reverting`, `reverted` or `replaced`.
        state -> Text,
    }
}
