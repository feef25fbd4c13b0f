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
        /// How it came in.
        channel -> Text,
        /// The colleague who typed it in, or the token of the program that brought it.
        logged_by -> Nullable<Text>,
        /// When the term was extended, microseconds since 1970.
        extended_at -> Nullable<BigInt>,
        /// On which ground.
        extension_ground -> Nullable<Text>,
        /// Sealed words of the extension.
        extension_reason -> Nullable<Text>,
        /// The day until which it is put aside at the desk.
        snoozed_until -> Nullable<Text>,
        /// When the person wrote after the end and nobody has answered yet, microseconds since 1970.
        written_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// A question to the person that may stop the clock; its words are a message.
    request_questions (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The request.
        request -> Text,
        /// `identity` or `scope`.
        about -> Text,
        /// Microseconds since 1970.
        asked_at -> BigInt,
        /// The colleague who asked.
        asked_by -> Text,
        /// Microseconds since 1970.
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What the desk sent by itself, under keys that are written once.
    desk_reminders (kind, subject) {
        /// `digest`, `near`, `late` or `question`.
        kind -> Text,
        /// What it was about: ids and days.
        subject -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
    }
}

diesel::table! {
    /// Who asked without signing in.
    request_contacts (request) {
        /// The request.
        request -> Text,
        /// The keyed mark of the tracking code.
        code -> Text,
        /// Sealed JSON: for whom, name, how to be reached.
        body -> Text,
    }
}

diesel::table! {
    /// That a document was asked for to show who asks; never the document.
    request_documents (request) {
        /// The request.
        request -> Text,
        /// The colleague who asked.
        asked_by -> Text,
        /// Microseconds since 1970.
        asked_at -> BigInt,
        /// When what was sent was deleted.
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// The checklist of an access request, a row a part.
    request_checks (item, part) {
        /// The item.
        item -> Text,
        /// A part of the answer (Art. 15).
        part -> Text,
        /// `given` or `none`.
        answered -> Text,
        /// The colleague who ticked it.
        colleague -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
    }
}

diesel::table! {
    /// How a source that answers by itself stood when it was asked for the copy of a request.
    request_sources (request, source) {
        /// The request.
        request -> Text,
        /// The name of the source.
        source -> Text,
        /// `found`, `none`, `shared` (several people have the mailbox, and nothing of any of them is given) or `silent`.
        state -> Text,
        /// How many rows of the person it holds.
        entries -> BigInt,
        /// Microseconds since 1970.
        asked_at -> BigInt,
    }
}

diesel::table! {
    /// Old cases that were brought along from another system.
    request_imports (mark) {
        /// A keyed hash of their number there.
        mark -> Text,
        /// The request.
        request -> Text,
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
        /// The colleague who wrote it, or the token of the program that did.
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
        /// The colleague who did it, or the token of the program that did.
        colleague -> Nullable<Text>,
        /// Whether the person sees it.
        public -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    requests,
    request_items,
    request_messages,
    request_events,
    request_questions,
    request_contacts,
    persons
);
