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

diesel::table! {
    /// What a mail domain did with our mails in an hour; kept for a day.
    mail_domains (hour, domain) {
        /// Hours since 1970.
        hour -> BigInt,
        /// Keyed hash of the domain.
        domain -> Text,
        /// The domain, sealed.
        name -> Text,
        /// Mails it took.
        accepted -> BigInt,
        /// Mails it asked to bring later.
        delayed -> BigInt,
        /// Mails it refused.
        refused -> BigInt,
        /// A bit for each of 64 groups of addresses that were written to: how many people stand behind the figures, at least.
        addressees -> BigInt,
        /// Until when it asked for patience; microseconds since 1970.
        slowed_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What the last look at the DNS and at the mail server found; at most one row.
    mail_looks (id) {
        /// Always 1.
        id -> Integer,
        /// Microseconds since 1970.
        looked_at -> BigInt,
        /// The findings, as JSON.
        found -> Text,
    }
}
