CREATE TABLE refresh_standings (
    fingerprint TEXT PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    generic BOOLEAN NOT NULL,
    seen_at BIGINT NOT NULL,
    asked_at BIGINT,
    stopped_at BIGINT,
    disowned_at BIGINT,
    bounced_at BIGINT
);
CREATE TABLE refresh_imports (
    source TEXT PRIMARY KEY NOT NULL,
    pass_at BIGINT NOT NULL,
    place TEXT,
    seen BIGINT NOT NULL,
    odd BIGINT NOT NULL,
    finished_at BIGINT,
    last_pass_at BIGINT
);
CREATE TABLE refresh_campaigns (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'planning', 'sending', 'paused', 'stopped', 'done')),
    author TEXT NOT NULL,
    approver TEXT,
    intro_en TEXT NOT NULL,
    intro_fr TEXT NOT NULL,
    per_hour INTEGER NOT NULL,
    place TEXT,
    pause TEXT CHECK (pause IN ('hand', 'bounces')),
    created_at BIGINT NOT NULL,
    approved_at BIGINT,
    ended_at BIGINT,
    changed_at BIGINT NOT NULL
);
CREATE TABLE refresh_exclusions (
    campaign TEXT NOT NULL REFERENCES refresh_campaigns (id),
    reason TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (campaign, reason)
);
CREATE TABLE refresh_recipients (
    id TEXT PRIMARY KEY NOT NULL,
    campaign TEXT NOT NULL REFERENCES refresh_campaigns (id),
    person TEXT REFERENCES persons (id) ON DELETE SET NULL,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'sent', 'unknown', 'failed', 'skipped')),
    run TEXT,
    code INTEGER,
    answer_token TEXT UNIQUE,
    stop_token TEXT UNIQUE,
    tried_at BIGINT,
    answer TEXT CHECK (answer IN ('correct', 'changed', 'not-me', 'stop')),
    answered_at BIGINT,
    UNIQUE (campaign, person)
);
CREATE INDEX refresh_recipients_by_state ON refresh_recipients (campaign, state, id);
CREATE INDEX refresh_recipients_by_try ON refresh_recipients (tried_at);
CREATE INDEX refresh_recipients_by_person ON refresh_recipients (person);
