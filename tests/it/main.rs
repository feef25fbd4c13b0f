//! One test binary: journeys through HTTP and mail, both databases, the shape of the house.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking; clippy sees only the functions marked #[test] as tests, not what they call"
)]

mod access;
mod another_record;
mod any_text;
mod api_requests;
mod authenticator;
mod authorisation;
mod campaign_relay;
mod campaign_year;
mod canaries;
mod check;
mod chinook;
mod consents;
mod cookies;
mod crash_campaign;
mod crash_erasure;
mod crash_sources;
mod demo;
mod described;
mod design;
mod dovecot;
mod drafts;
mod drift;
mod due_lists;
mod erasure;
mod harness;
mod html;
mod http_system;
mod imports;
mod inbox;
mod journeys_access;
mod journeys_address;
mod journeys_after_death;
mod journeys_archive;
mod journeys_audience;
mod journeys_bounces;
mod journeys_breaches;
mod journeys_checkpoint;
mod journeys_clock;
mod journeys_desk;
mod journeys_documents;
mod journeys_erasure;
mod journeys_erasure_part;
mod journeys_files;
mod journeys_gather;
mod journeys_identity;
mod journeys_manual;
mod journeys_marketing;
mod journeys_objection;
mod journeys_own;
mod journeys_provider;
mod journeys_queue;
mod journeys_recipients;
mod journeys_record;
mod journeys_redaction;
mod journeys_refresh;
mod journeys_restriction;
mod journeys_shared_mailbox;
mod journeys_sign_in;
mod journeys_told;
mod journeys_unidentified;
mod journeys_ways;
mod journeys_webhooks;
mod lint_mail;
mod mail_smtp;
mod mariadb;
mod mariadb_source;
mod minimise;
mod my_choices;
mod my_data;
mod oidc_provider;
mod old_cases;
mod operations;
mod papers;
mod payloads;
mod plain_sources;
mod program;
mod programs;
mod reach;
mod real_postfix;
mod receipt;
mod record_told;
mod remains;
mod restore;
mod retention;
mod retention_years;
mod rules;
mod scenarios;
mod schema;
mod smtp_sink;
mod source_tree;
mod sources_live;
mod three_databases;
mod visitor;
mod webhook_sink;
mod words;
mod words_pages;
mod workbooks;
