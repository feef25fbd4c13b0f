diesel::table! {
    /// Mails on their way. What was sealed is erased as soon as the mail has left.
    outbox (id) {
        /// Time-ordered UUID; also the part before the @ of the Message-ID.
        id -> Text,
        /// The name of the mail, such as `sign-in-code`.
        mail -> Text,
        /// `signin`, `statutory` or `campaign`: what happens when nobody can tell whether it left.
        urgency -> Text,
        /// `en` or `fr`.
        lang -> Text,
        /// The recipient and what the mail says, sealed; absent once the mail has left or was given up.
        sealed -> Nullable<Text>,
        /// `planned`, `sending`, `sent`, `failed` or `unknown`.
        state -> Text,
        /// How often it was begun.
        attempts -> Integer,
        /// The mail server's last refusal, such as 550.
        code -> Nullable<Integer>,
        /// Microseconds since 1970.
        created_at -> BigInt,
        /// Microseconds since 1970.
        changed_at -> BigInt,
    }
}
