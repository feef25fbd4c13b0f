//! Colleagues and their tasks.

diesel::table! {
    /// An account of a colleague.
    colleagues (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The normalised address.
        email -> Text,
        /// The name other colleagues see.
        name -> Text,
        /// The role.
        role -> Text,
        /// The language of the pages.
        lang -> Text,
        /// Argon2id as a PHC text; none until one was set.
        password -> Nullable<Text>,
        /// The sealed secret of the second factor; none until enrolled.
        totp -> Nullable<Text>,
        /// The last time step whose code was used.
        totp_step -> BigInt,
        /// Microseconds since 1970.
        created_at -> BigInt,
        /// Microseconds since 1970.
        disabled_at -> Nullable<BigInt>,
        /// When it was last entered with both factors; microseconds since 1970.
        entered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Who said whether an account is still needed.
    access_reviews (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The account.
        colleague -> Text,
        /// `needed` or `closed`.
        decision -> Text,
        /// The administrator.
        decided_by -> Text,
        /// Microseconds since 1970.
        decided_at -> BigInt,
    }
}

diesel::table! {
    /// Codes for who lost the second factor.
    colleague_recovery_codes (colleague, code) {
        /// The account.
        colleague -> Text,
        /// Keyed hash.
        code -> Text,
        /// Microseconds since 1970.
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Links that set a password, once.
    colleague_invitations (token) {
        /// Hash of the token.
        token -> Text,
        /// The account.
        colleague -> Text,
        /// Microseconds since 1970.
        expires_at -> BigInt,
        /// Microseconds since 1970.
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Who is signed in.
    colleague_sessions (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Hash of the token.
        token -> Text,
        /// The account.
        colleague -> Text,
        /// Whether the second factor was proven; else it opens the enrolment only.
        full_access -> Bool,
        /// Microseconds since 1970.
        created_at -> BigInt,
        /// Microseconds since 1970.
        seen_at -> BigInt,
        /// When the colleague proved last who they are; microseconds since 1970.
        proven_at -> BigInt,
    }
}

diesel::table! {
    /// Keys that a colleague's devices keep: their public halves.
    colleague_passkeys (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The account.
        colleague -> Text,
        /// The credential's own id, in base64url.
        credential -> Text,
        /// The public key and its counter, as JSON.
        public_key -> Text,
        /// The name of the portal that it is good for.
        host -> Text,
        /// What the colleague calls it.
        name -> Text,
        /// Microseconds since 1970.
        created_at -> BigInt,
        /// Microseconds since 1970.
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What a browser was asked to answer, once.
    colleague_challenges (token) {
        /// Hash of the token in the browser's cookie.
        token -> Text,
        /// `add` or `enter` a passkey; `provider`: a sign-in elsewhere.
        kind -> Text,
        /// The account that may answer, if it is known already.
        colleague -> Nullable<Text>,
        /// Sealed: what the answer is checked against.
        state -> Text,
        /// Microseconds since 1970.
        expires_at -> BigInt,
    }
}

diesel::table! {
    /// Wrong tries to sign in.
    colleague_tries (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Fingerprint of account and address, or of either.
        subject -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
    }
}

diesel::table! {
    /// Who a colleague is at the company's own sign-in service.
    colleague_identities (issuer, subject) {
        /// The service's name for itself.
        issuer -> Text,
        /// Its name for the person.
        subject -> Text,
        /// The account.
        colleague -> Text,
        /// Microseconds since 1970.
        linked_at -> BigInt,
        /// Microseconds since 1970.
        used_at -> BigInt,
    }
}

diesel::table! {
    /// What the machinery could not finish by itself.
    staff_tasks (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What it is: the kind of the job.
        kind -> Text,
        /// The job that was given up.
        job -> Nullable<Text>,
        /// What it is about: an id or reference.
        object -> Nullable<Text>,
        /// Why, without personal data.
        why -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
        /// Microseconds since 1970.
        settled_at -> Nullable<BigInt>,
        /// The colleague who settled it.
        settled_by -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(colleagues, colleague_sessions, colleague_invitations);
