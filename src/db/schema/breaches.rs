//! The register of breaches.

use super::mail::outbox;

diesel::table! {
    /// Breaches, and drafts of what may be one.
    breaches (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Such as `B-2026-0001`.
        reference -> Text,
        /// A word of `breaches::Origin`.
        origin -> Text,
        /// What opened it by itself, so that it does once.
        cause -> Nullable<Text>,
        /// A word of `breaches::State`.
        state -> Text,
        /// When the company became aware; this and all times in microseconds since 1970.
        aware_at -> BigInt,
        /// The end of the term for the authority.
        due_at -> BigInt,
        /// What is written about it, sealed.
        sealed -> Text,
        /// About how many people.
        people -> Nullable<BigInt>,
        /// About how many records.
        records -> Nullable<BigInt>,
        /// The one person whose data it is about, where it is one.
        person -> Nullable<Text>,
        /// Counts its changes.
        version -> BigInt,
        /// The colleague who opened it; none if the portal did.
        opened_by -> Nullable<Text>,
        /// When.
        opened_at -> BigInt,
        /// When it last changed.
        changed_at -> BigInt,
        /// The colleague who closed it.
        closed_by -> Nullable<Text>,
        /// When.
        closed_at -> Nullable<BigInt>,
        /// Whose data it is about (JSON of `breaches::Affected`), sealed.
        affected -> Nullable<Text>,
        /// When the sources last counted them.
        counted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Decisions about a breach.
    breach_decisions (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The breach.
        breach -> Text,
        /// `authority` or `people`.
        about -> Text,
        /// A word of `breaches::Authority` or of `breaches::People`.
        outcome -> Text,
        /// When they were told.
        told_at -> Nullable<BigInt>,
        /// Whether the authority was told after the end of the term.
        late -> Bool,
        /// The reasons, sealed.
        sealed -> Text,
        /// The colleague.
        decided_by -> Text,
        /// When.
        decided_at -> BigInt,
    }
}

diesel::table! {
    /// Reminders that left.
    breach_reminders (breach, stage) {
        /// The breach.
        breach -> Text,
        /// A word of `breaches::Stage`.
        stage -> Text,
        /// When.
        sent_at -> BigInt,
    }
}

diesel::table! {
    /// The last number of each year.
    breach_numbers (year) {
        /// The year.
        year -> Integer,
        /// The number.
        last -> BigInt,
    }
}

diesel::table! {
    /// Letters to the people of a breach.
    breach_mailings (breach) {
        /// The breach.
        breach -> Text,
        /// A word of `breaches::Stand`.
        state -> Text,
        /// The letter in each language (JSON), sealed.
        letters -> Text,
        /// Counts its changes and the batches that left.
        step -> BigInt,
        /// How far the list of people is (JSON), sealed.
        place -> Nullable<Text>,
        /// The colleague who asked for it to leave.
        asked_by -> Nullable<Text>,
        /// When.
        asked_at -> Nullable<BigInt>,
        /// The second colleague, who agreed.
        approved_by -> Nullable<Text>,
        /// When.
        approved_at -> Nullable<BigInt>,
        /// When the last one was put into the outbox.
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// To whom a letter left.
    breach_letters (breach, fingerprint) {
        /// The breach.
        breach -> Text,
        /// Keyed hash of the address.
        fingerprint -> Text,
        /// Its id in the outbox.
        mail -> Nullable<Text>,
        /// A word of `breaches::Skipped`, where none left.
        skipped -> Nullable<Text>,
        /// When.
        at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(breaches, breach_decisions, breach_mailings, breach_letters, outbox);
