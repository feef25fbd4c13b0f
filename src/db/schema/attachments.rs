//! Files that people add to what they ask for.

diesel::table! {
    /// A file; its bytes lie in pieces.
    attachments (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What kind of thing it belongs to.
        owner_kind -> Text,
        /// Which one.
        owner -> Text,
        /// The person it is about; it goes with them.
        person -> Nullable<Text>,
        /// The name of the file, sealed.
        name -> Text,
        /// `pdf`, `png`, `jpeg` or `text`, as its content says.
        kind -> Text,
        /// Bytes kept.
        size -> BigInt,
        /// SHA-256 of the bytes kept, in hexadecimal.
        sha256 -> Text,
        /// `arriving` or `kept`.
        state -> Text,
        /// Microseconds since 1970.
        added_at -> BigInt,
    }
}

diesel::table! {
    /// The bytes of a file, piece by piece.
    attachment_pieces (attachment, place) {
        /// The file.
        attachment -> Text,
        /// From 0.
        place -> Integer,
        /// Sealed for this file and place.
        sealed -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(attachments, attachment_pieces);
