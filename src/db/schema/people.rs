diesel::table! {
    /// Who must stay erased: an import that brings them back is stopped.
    erased_people (fingerprint) {
        /// Keyed hash of the normalised address.
        fingerprint -> Text,
        /// Microseconds since 1970.
        erased_at -> BigInt,
        /// When they came back by themselves, in microseconds since 1970.
        back_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Persons known to the portal.
    persons (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Keyed hash of the normalised address.
        fingerprint -> Text,
        /// The address, sealed.
        address -> Text,
        /// The language of pages and mails.
        lang -> Text,
        /// When the portal first knew of them; this and all times in microseconds since 1970.
        created_at -> BigInt,
        /// When they last confirmed that their details are correct, by a POST.
        confirmed_at -> Nullable<BigInt>,
        /// The last date of the relation, as the directory tells it.
        related_at -> Nullable<BigInt>,
        /// The last contact, as the directory tells it or the portal saw it.
        contacted_at -> Nullable<BigInt>,
        /// Since when the processing of their data is restricted (Art. 18).
        restricted_at -> Nullable<BigInt>,
        /// When the erasure they asked for begins; until then everything about them is frozen.
        leaves_at -> Nullable<BigInt>,
        /// The source whose directory named them.
        source -> Nullable<Text>,
        /// The pass of the directory that last named them.
        seen_at -> Nullable<BigInt>,
        /// The end of the day on which they last gave or confirmed their details themselves, as the directory says.
        checked_at -> Nullable<BigInt>,
        /// How many silent cycles of mails that do not name them any more there were.
        silent_cycles -> Integer,
        /// Until when nothing was heard of them in these.
        silent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// When a person last said of a category of their data that it is correct (Art. 5(1)(d)).
    confirmations (person, category) {
        /// The person.
        person -> Text,
        /// The category of the record.
        category -> Text,
        /// Microseconds since 1970.
        confirmed_at -> BigInt,
        /// `answer`, `page` or `correction`.
        how -> Text,
    }
}
