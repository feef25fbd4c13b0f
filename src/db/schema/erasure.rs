diesel::table! {
    /// Erasures.
    erasures (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The person; empty once forgotten, and for an erasure of somebody unknown to the portal.
        person -> Nullable<Text>,
        /// The request it answers.
        request -> Nullable<Text>,
        /// The person while the erasure is not over: at most one each.
        open_for -> Nullable<Text>,
        /// `en` or `fr`.
        lang -> Text,
        /// `scheduled`, `cancelled`, `running`, `erased` or `forgotten`.
        state -> Text,
        /// Microseconds since 1970.
        asked_at -> BigInt,
        /// Until when it can be cancelled.
        starts_at -> BigInt,
        /// When the last source was done.
        erased_at -> Nullable<BigInt>,
        /// When the last mail was handed over.
        told_at -> Nullable<BigInt>,
        /// The addresses, sealed; empty once forgotten.
        subject -> Nullable<Text>,
        /// The plan that was shown, sealed; empty once forgotten.
        plan -> Nullable<Text>,
        /// JSON: when events last happened, over all sources.
        events -> Nullable<Text>,
        /// JSON: what was done, by source and category; counts only.
        outcome -> Nullable<Text>,
        /// What the person can be recognised by when their rows are gone, sealed; empty before it begins and once
        /// forgotten.
        traces -> Nullable<Text>,
        /// The place of its receipt in the audit log.
        receipt_idx -> Nullable<BigInt>,
        /// SHA-256 of the secret that opens the receipt; empty where nobody was told.
        receipt_token -> Nullable<Text>,
        /// JSON: the ids of the categories that were asked for, or `"unneeded"` for everything that nothing under way needs;
        /// empty means everything.
        categories -> Nullable<Text>,
        /// The day on which the person is told that something is still under way; empty where no rest waited or waits.
        review_on -> Nullable<Text>,
    }
}

diesel::table! {
    /// The work of an erasure in one source.
    erasure_steps (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The erasure.
        erasure -> Text,
        /// The name of the source.
        source -> Text,
        /// `planned`, `acting` or `done`.
        state -> Text,
        /// The plan that runs, sealed; empty before it is made and once forgotten.
        plan -> Nullable<Text>,
        /// How many plans were run: rows may be written while an erasure runs.
        rounds -> Integer,
        /// Rows deleted.
        deleted -> BigInt,
        /// Rows changed.
        changed -> BigInt,
        /// Rows copied into the archive.
        archived -> BigInt,
        /// JSON: what looking again found; counts only.
        seen -> Nullable<Text>,
        /// The last error, without personal data.
        problem -> Nullable<Text>,
        /// When it was first begun.
        acted_at -> Nullable<BigInt>,
        /// When it was verified.
        done_at -> Nullable<BigInt>,
        /// When its rows were as planned; the search for what is left comes after that.
        rows_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Copies that a law asks to keep.
    archived_rows (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// The erasure it was made for.
        erasure -> Text,
        /// The name of the source.
        source -> Text,
        /// The table.
        table_name -> Text,
        /// A keyed hash of the row's key.
        row_print -> Text,
        /// The retention rule.
        rule -> Nullable<Text>,
        /// The last day, `2036-12-31`; empty without one.
        ends_on -> Nullable<Text>,
        /// Key and values, sealed.
        sealed -> Text,
        /// Microseconds since 1970.
        stored_at -> BigInt,
        /// A keyed hash of the person's address.
        fingerprint -> Nullable<Text>,
    }
}

diesel::table! {
    /// How far the erasure ledger, a file outside the database, is known here; one row.
    erasure_ledger (id) {
        /// Always 1.
        id -> Integer,
        /// How many entries.
        entries -> BigInt,
        /// SHA-256 of the last line; empty without one.
        digest -> Text,
        /// When the last copied event of the consent ledger was written, in microseconds since 1970.
        choice_written -> BigInt,
        /// Its id; empty before the first.
        choice -> Text,
        /// The time of the last copied stop of details checks, in microseconds since 1970.
        refresh_stop -> BigInt,
    }
}

diesel::table! {
    /// Openings of the archive.
    archive_openings (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// Who.
        colleague -> Text,
        /// A word of `archive::Ground`.
        ground -> Text,
        /// JSON: what was looked for, and why, sealed.
        sealed -> Text,
        /// How many copies were shown.
        copies -> Integer,
        /// Microseconds since 1970.
        opened_at -> BigInt,
    }
}

diesel::table! {
    /// When the tables of a database were last written anew.
    rewritings (place) {
        /// The name of a source, or `portal` for its own database.
        place -> Text,
        /// Microseconds since 1970.
        at -> BigInt,
    }
}
