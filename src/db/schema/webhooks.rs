//! Webhooks of requests.

diesel::table! {
    /// A system of the company that hears what happens to requests.
    webhooks (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What the company calls the system.
        name -> Text,
        /// The address that is called.
        url -> Text,
        /// The events it listens to, separated by spaces.
        events -> Text,
        /// The secret that signs, sealed; empty once it was removed.
        secret -> Text,
        /// The secret before, sealed.
        old_secret -> Nullable<Text>,
        /// Until when that signs too. This and all times in microseconds since 1970.
        old_until -> Nullable<BigInt>,
        /// Since when.
        created_at -> BigInt,
        /// Since when nothing is told any more.
        removed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What a webhook is told: one row for each event and webhook, without anything of a person.
    webhook_deliveries (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The webhook.
        webhook -> Text,
        /// The id of the event, the same for every webhook and at each try.
        event -> Text,
        /// A word of `webhooks::Event`.
        kind -> Text,
        /// The id of the request.
        request -> Text,
        /// Its reference.
        reference -> Text,
        /// Its status then.
        status -> Text,
        /// Its last day then, `2026-03-31`.
        due_on -> Text,
        /// When it happened.
        happened_at -> BigInt,
        /// `waiting`, `delivered` or `failed`.
        state -> Text,
        /// How often it was tried.
        attempts -> Integer,
        /// Not to be tried before; empty if at once.
        next_at -> Nullable<BigInt>,
        /// What stood in the way the last time: a word of `outgoing::delivery::Problem`.
        problem -> Nullable<Text>,
        /// When it was delivered or given up.
        settled_at -> Nullable<BigInt>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(webhooks, webhook_deliveries);
