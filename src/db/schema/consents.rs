//! Who agreed to what, who objected.

use super::people::erased_people;

diesel::table! {
    /// Who a row of the ledger is about; deleting a row here takes a person out of it.
    consent_subjects (fingerprint) {
        /// Keyed fingerprint of the address.
        fingerprint -> Text,
        /// A random name that the rows of the ledger carry.
        subject -> Text,
    }
}

diesel::table! {
    /// Every wording ever shown: only ever added to.
    consent_words (activity, lang, hash) {
        /// The activity of the record; `*` for all marketing.
        activity -> Text,
        /// The language of the words.
        lang -> Text,
        /// SHA-256 of the words; `row:` and an id for what was written before there were hashes.
        hash -> Text,
        /// Its number among the wordings of this activity in this language.
        version -> Integer,
        /// The words.
        words -> Text,
        /// When they were first shown, in microseconds since 1970.
        shown_at -> BigInt,
    }
}

diesel::table! {
    /// The ledger: only ever added to.
    consent_events (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Whose decision it is.
        subject -> Text,
        /// The activity of the record; `*` for all marketing.
        activity -> Text,
        /// What happened, a word of `EventKind`.
        event -> Text,
        /// The hash of the words shown.
        words -> Text,
        /// The language of the words.
        lang -> Text,
        /// `portal`, `mail`, `source`, `program`, `banner` or `import`.
        channel -> Text,
        /// By what act, a word of `Mechanism`.
        mechanism -> Text,
        /// The page or form on which it was said.
        form -> Text,
        /// `person`, `parent`, `system`, `import`, `program:ID`.
        actor -> Text,
        /// Where it can be withdrawn.
        withdrawal -> Text,
        /// Where an imported decision comes from.
        origin -> Nullable<Text>,
        /// What proves an imported decision; none is marked so wherever it is shown.
        proof -> Nullable<Text>,
        /// Microseconds since 1970.
        happened_at -> BigInt,
        /// When it was written here, in microseconds since 1970.
        written_at -> BigInt,
    }
}

diesel::table! {
    /// Questions sent by mail that wait for an answer.
    consent_asks (hash) {
        /// SHA-256 of the token in the mail.
        hash -> Text,
        /// Whose consent it is about.
        fingerprint -> Text,
        /// The activity of the record.
        activity -> Text,
        /// `person` or `parent`.
        asked_of -> Text,
        /// The words shown.
        words -> Text,
        /// Their language.
        lang -> Text,
        /// The form on which it began.
        form -> Text,
        /// The program that told of it.
        origin -> Nullable<Text>,
        /// Microseconds since 1970.
        expires_at -> BigInt,
        /// Microseconds since 1970.
        settled_at -> Nullable<BigInt>,
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

diesel::table! {
    /// What the cookie banner was told, a row a decision of a browser: only ever added to.
    cookie_choices (subject, number) {
        /// The hash of the random name that the browser carries; the subject of its rows in the ledger.
        subject -> Text,
        /// The browser's own count of its decisions, from 1.
        number -> Integer,
        /// The origin of the site.
        site -> Text,
        /// The hash of everything the banner says.
        banner -> Text,
        /// The language it was shown in.
        lang -> Text,
        /// `all`, `some`, `none` or `gpc`.
        act -> Text,
        /// Microseconds since 1970.
        happened_at -> BigInt,
        /// When it was written here, in microseconds since 1970.
        written_at -> BigInt,
    }
}

diesel::table! {
    /// Browsers whose person said that they are theirs.
    cookie_ties (subject) {
        /// The subject of the browser's decisions.
        subject -> Text,
        /// The person.
        person -> Text,
        /// Microseconds since 1970.
        tied_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(consent_subjects, consent_words, consent_events);
diesel::allow_tables_to_appear_in_same_query!(consent_subjects, erased_people);
