//! How the portal looks.

diesel::table! {
    /// The company's look; at most one row.
    brands (id) {
        /// Always 1.
        id -> Integer,
        /// A word that changes with the look.
        version -> Text,
        /// The company's colour, `#0b5a63`; none for the one the portal comes with.
        accent -> Nullable<Text>,
        /// `svg` or `png`.
        logo_kind -> Nullable<Text>,
        /// The logo.
        logo -> Nullable<Binary>,
        /// When it was changed; microseconds since 1970.
        changed_at -> BigInt,
    }
}

diesel::table! {
    /// The company's own words on the portal.
    brand_texts (spot, lang) {
        /// Where they stand.
        spot -> Text,
        /// In which language.
        lang -> Text,
        /// The words.
        words -> Text,
    }
}
