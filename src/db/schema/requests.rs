//! What persons asked for.

use super::people::persons;

diesel::table! {
    /// A request; its facts outlive the person's data.
    requests (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What people quote, such as `R-2026-0001`.
        reference -> Text,
        /// Whose request it is.
        person -> Text,
        /// The language to answer in.
        lang -> Text,
        /// One of the six public statuses.
        status -> Text,
        /// When it arrived, microseconds since 1970.
        received_at -> BigInt,
        /// The law's last day, `2026-04-07`.
        due_on -> Text,
        /// The company's own last day.
        target_on -> Text,
        /// The colleague who took it.
        owner -> Nullable<Text>,
        /// Counts the changes, so that a change made on an old view is noticed.
        version -> BigInt,
        /// Microseconds since 1970.
        changed_at -> BigInt,
        /// Microseconds since 1970.
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// The last number given in a year.
    request_numbers (year) {
        /// The year.
        year -> Integer,
        /// The number.
        last -> BigInt,
    }
}

diesel::table! {
    /// One right asked for in a request.
    request_items (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The request.
        request -> Text,
        /// The right.
        right_asked -> Text,
        /// What it is about, without personal data; two open items with the same topic are one.
        topic -> Nullable<Text>,
        /// Sealed JSON.
        subject -> Nullable<Text>,
        /// `open`, `proposed` (a refusal that a second person must agree to), `approved` (being carried out), `granted`,
        /// `refused` or `cancelled`.
        state -> Text,
        /// The ground of a refusal.
        ground -> Nullable<Text>,
        /// Sealed facts of a refusal.
        reason -> Nullable<Text>,
        /// The colleague who proposed a refusal.
        proposed_by -> Nullable<Text>,
        /// The colleague who decided.
        decided_by -> Nullable<Text>,
        /// Microseconds since 1970.
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What was written on a request.
    request_messages (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The request.
        request -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
        /// `person`, `staff` or `note` (internal).
        author -> Text,
        /// The colleague who wrote it.
        colleague -> Nullable<Text>,
        /// Sealed text.
        body -> Text,
    }
}

diesel::table! {
    /// What happened to a request.
    request_events (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The request.
        request -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
        /// What happened.
        kind -> Text,
        /// The colleague who did it.
        colleague -> Nullable<Text>,
        /// Whether the person sees it.
        public -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(requests, request_items, request_messages, request_events, persons);
