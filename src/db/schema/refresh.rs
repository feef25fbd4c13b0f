//! Data-refresh mailings.

use super::people::persons;

diesel::table! {
    /// What the mailings know about an address. Keyed by fingerprint, so that a "stop" outlives the person's data.
    refresh_standings (fingerprint) {
        /// Keyed hash of the address.
        fingerprint -> Text,
        /// Whether it is a shared mailbox such as `info@`.
        generic -> Bool,
        /// When the last campaign mail left.
        asked_at -> Nullable<BigInt>,
        /// When the person said "do not ask me again".
        stopped_at -> Nullable<BigInt>,
        /// When somebody said "this is not me".
        disowned_at -> Nullable<BigInt>,
        /// Since when the address counts as one that does not work.
        bounced_at -> Nullable<BigInt>,
        /// Whether the last pass saw it more than once.
        duplicate -> Bool,
        /// Whether a colleague has it.
        staff -> Bool,
        /// When its owner turns fifteen; absent for who did.
        adult_at -> Nullable<BigInt>,
        /// Why it does not work: `unknown`, `domain`, `closed`, `full`, `unreachable`, `other`.
        bounced_why -> Nullable<Text>,
        /// How that became known: from the `server`, by `mail`, from the `relay`.
        bounced_by -> Nullable<Text>,
        /// When a colleague should look at it again.
        review_at -> Nullable<BigInt>,
        /// When its owner called a mail unwanted, which is a "stop" too.
        complained_at -> Nullable<BigInt>,
        /// Its mail provider, if that is one of the large ones; else empty.
        provider -> Text,
        /// The group of customers that the customer file puts them in, in its own words.
        segment -> Nullable<Text>,
        /// Their time zone, an IANA name; absent where it is the company's or not known.
        zone -> Nullable<Text>,
        /// The calendar of their public holidays; absent where it is the company's or not known.
        country -> Nullable<Text>,
    }
}

diesel::table! {
    /// Reasons that a colleague gave for never asking an address.
    refresh_bars (fingerprint, reason) {
        /// Keyed hash of the address.
        fingerprint -> Text,
        /// `deceased`, `held`, `minor` or `silenced`.
        reason -> Text,
        /// Who gave it.
        colleague -> Text,
        /// Microseconds since 1970.
        since -> BigInt,
    }
}

diesel::table! {
    /// How far the import of a directory is.
    refresh_imports (source) {
        /// The source.
        source -> Text,
        /// When the pass began.
        pass_at -> BigInt,
        /// The key of the last row taken, sealed.
        place -> Nullable<Text>,
        /// Entries taken in this pass.
        seen -> BigInt,
        /// Entries without a usable address in this pass.
        odd -> BigInt,
        /// When the pass ended.
        finished_at -> Nullable<BigInt>,
        /// When the last pass that came to its end began: who was not seen since is gone.
        last_pass_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// The campaigns.
    refresh_campaigns (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What colleagues call it.
        name -> Text,
        /// `draft`, `submitted`, `planning`, `sending`, `paused`, `stopped` or `done`.
        state -> Text,
        /// The colleague who wrote it.
        author -> Text,
        /// The other colleague who approved it.
        approver -> Nullable<Text>,
        /// The introduction in English.
        intro_en -> Text,
        /// The introduction in French.
        intro_fr -> Text,
        /// The most mails in an hour.
        per_hour -> Integer,
        /// The last person looked at while the recipients are written down, or in a pass of one that goes on.
        place -> Nullable<Text>,
        /// Why it is paused: by `hand`, or for too many `bounces` or `complaints`.
        pause -> Nullable<Text>,
        /// This and the following in microseconds since 1970.
        created_at -> BigInt,
        /// When it was approved.
        approved_at -> Nullable<BigInt>,
        /// When it was done or stopped.
        ended_at -> Nullable<BigInt>,
        /// When it last changed.
        changed_at -> BigInt,
        /// The first full hour in which mails may leave.
        from_hour -> Integer,
        /// The full hour at which they may not any more.
        to_hour -> Integer,
        /// The days of the week on which they may: a bit each, that of Monday the lowest.
        days -> Integer,
        /// The last day on which something leaves, such as 2026-03-31.
        ends_on -> Nullable<Text>,
        /// After how many days who did not answer is reminded, once.
        remind_after_days -> Nullable<Integer>,
        /// After how many months without a confirmation a person is asked again; absent: everybody once.
        every_months -> Nullable<Integer>,
        /// When the pass over everybody that is under way began; microseconds since 1970.
        pass_at -> Nullable<BigInt>,
        /// The marketing on whose permission the mails rest (family P); absent in family S.
        permission_activity -> Nullable<Text>,
        /// Its basis when that was chosen: `consent` or `legitimate-interest`.
        permission_basis -> Nullable<Text>,
        /// Whom of all people it asks, as JSON.
        rules -> Text,
        /// The first day on which something leaves, such as 2026-03-31; absent: as soon as it is approved.
        starts_on -> Nullable<Text>,
        /// The most mails in an hour to one mail provider; absent: no such limit.
        per_provider_hour -> Nullable<Integer>,
        /// The most mails on the first day of its warm-up; absent: none.
        warm_up_from -> Nullable<Integer>,
        /// Whether it writes to somebody in another time zone, or with other public holidays, than the company's.
        own_hours -> Bool,
    }
}

diesel::table! {
    /// How many people a campaign left out, and why.
    refresh_exclusions (campaign, reason) {
        /// The campaign.
        campaign -> Text,
        /// The word of the reason.
        reason -> Text,
        /// How many.
        people -> BigInt,
    }
}

diesel::table! {
    /// One mail of a campaign to one person.
    refresh_recipients (id) {
        /// Time-ordered UUID; the trace in the Message-ID is made of it.
        id -> Text,
        /// The campaign.
        campaign -> Text,
        /// The person; absent once erased.
        person -> Nullable<Text>,
        /// The language of the mail.
        lang -> Text,
        /// `planned`, `sending`, `sent`, `unknown`, `failed` or `skipped`.
        state -> Text,
        /// The run of the job that took it in hand.
        run -> Nullable<Text>,
        /// The mail server's refusal.
        code -> Nullable<Integer>,
        /// Hash of the token of the answer page.
        answer_token -> Nullable<Text>,
        /// Hash of the token of the stop page.
        stop_token -> Nullable<Text>,
        /// When the mail was handed over, microseconds since 1970.
        tried_at -> Nullable<BigInt>,
        /// `correct`, `changed`, `not-me` or `stop`.
        answer -> Nullable<Text>,
        /// Microseconds since 1970.
        answered_at -> Nullable<BigInt>,
        /// Which of the workers that share a campaign sends it.
        part -> Integer,
        /// How often the mail server asked to come back later.
        tries -> Integer,
        /// Not to be handed over before this, microseconds since 1970.
        not_before -> Nullable<BigInt>,
        /// Which time the campaign asks this person, from 0.
        period -> Integer,
        /// 0: the first mail of a period; 1: its reminder.
        round -> Integer,
        /// What a "stop" stopped: `checks`, `marketing` or `both`; absent: the checks.
        stopped -> Nullable<Text>,
        /// The mail provider in whose lane it waits; absent where the campaign does not limit each.
        provider -> Nullable<Text>,
        /// The large mail provider that its reader has; empty: none of them.
        at_provider -> Text,
    }
}

diesel::table! {
    /// How often a field was corrected by people whom a campaign had asked.
    refresh_corrected (campaign, category, source, field) {
        /// The campaign.
        campaign -> Text,
        /// The category of the record.
        category -> Text,
        /// The name of the source.
        source -> Text,
        /// Table and column, with a dot between.
        field -> Text,
        /// How often, less those taken back.
        corrections -> BigInt,
    }
}

diesel::table! {
    /// How fresh the customer file was at the end of a month.
    refresh_freshness (month) {
        /// Such as 2026-03.
        month -> Text,
        /// People that the customer file names.
        people -> BigInt,
        /// Those who confirmed within the months of the settings.
        fresh -> BigInt,
        /// Those who did longer ago.
        old -> BigInt,
        /// Those who never did.
        never -> BigInt,
        /// When they were last counted in this month; microseconds since 1970.
        counted_at -> BigInt,
    }
}

diesel::table! {
    /// What other systems said became of a mail.
    refresh_reports (id) {
        /// Hash of the mail and of what tells the report from others.
        id -> Text,
        /// The mail.
        mail -> Text,
        /// The campaign.
        campaign -> Text,
        /// Keyed hash of the address, while the report counts against it.
        fingerprint -> Nullable<Text>,
        /// `delivered`, `delayed`, `soft`, `hard` or `complaint`.
        kind -> Text,
        /// Why it did not arrive.
        cause -> Text,
        /// The enhanced status, such as 5.1.1.
        status -> Nullable<Text>,
        /// How it became known: `server`, `mail` or `relay`.
        way -> Text,
        /// Microseconds since 1970.
        reported_at -> BigInt,
    }
}

diesel::table! {
    /// What a campaign says, rendered for nobody when it was approved.
    refresh_messages (campaign, lang, round) {
        /// The campaign.
        campaign -> Text,
        /// The language.
        lang -> Text,
        /// 0: the first mail; 1: its reminder.
        round -> Integer,
        /// The subject.
        subject -> Text,
        /// The text part.
        plain -> Text,
        /// The HTML part.
        html -> Text,
        /// What `habeas lint-mail --json` said of it.
        report -> Text,
        /// The files it was made of with the SHA-256 of each, a line each.
        sources -> Text,
    }
}

diesel::table! {
    /// How many campaign mails were taken in hand, by minute.
    refresh_pace (minute, part) {
        /// Minutes since 1970.
        minute -> BigInt,
        /// Which of the workers that share a campaign counts here.
        part -> Integer,
        /// How many mails.
        mails -> BigInt,
    }
}

diesel::table! {
    /// How many campaign mails to a mail provider were taken in hand, by minute.
    refresh_lanes (provider, minute, campaign, part) {
        /// The mail provider.
        provider -> Text,
        /// Minutes since 1970.
        minute -> BigInt,
        /// The campaign that counts here.
        campaign -> Text,
        /// Which of its workers counts here.
        part -> Integer,
        /// How many mails.
        mails -> BigInt,
    }
}

diesel::table! {
    /// How many mails of a campaign that warms up were taken in hand, by day.
    refresh_days (campaign, day, part) {
        /// The campaign.
        campaign -> Text,
        /// The day where the controller is, such as 2026-03-12.
        day -> Text,
        /// Which of its workers counts here.
        part -> Integer,
        /// How many mails.
        mails -> BigInt,
    }
}

diesel::table! {
    /// Rules for audiences, under a name.
    refresh_segments (id) {
        /// Time-ordered UUID.
        id -> Text,
        /// What colleagues call it; each name once.
        name -> Text,
        /// The rules, as JSON.
        rules -> Text,
        /// Who gave it the name.
        colleague -> Text,
        /// Microseconds since 1970.
        made_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(refresh_standings, persons, refresh_recipients, refresh_campaigns);
