DELETE FROM refresh_recipients WHERE round > 0 OR period > 0;
CREATE TABLE refresh_recipients_of_persons (
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
    part INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    not_before BIGINT,
    UNIQUE (campaign, person)
);
INSERT INTO refresh_recipients_of_persons
SELECT id, campaign, person, lang, state, run, code, answer_token, stop_token, tried_at,
       answer, answered_at, part, tries, not_before
FROM refresh_recipients;
CREATE TABLE refresh_reports_aside AS SELECT * FROM refresh_reports;
DROP TABLE refresh_reports;
DROP TABLE refresh_recipients;
ALTER TABLE refresh_recipients_of_persons RENAME TO refresh_recipients;
CREATE INDEX refresh_recipients_by_part ON refresh_recipients (campaign, state, part, id);
CREATE INDEX refresh_recipients_by_person ON refresh_recipients (person);
CREATE TABLE refresh_reports (
    id TEXT PRIMARY KEY NOT NULL,
    mail TEXT NOT NULL REFERENCES refresh_recipients (id) ON DELETE CASCADE,
    campaign TEXT NOT NULL REFERENCES refresh_campaigns (id),
    fingerprint TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('delivered', 'delayed', 'soft', 'hard', 'complaint')),
    cause TEXT NOT NULL,
    status TEXT,
    way TEXT NOT NULL,
    reported_at BIGINT NOT NULL
);
INSERT INTO refresh_reports SELECT * FROM refresh_reports_aside;
DROP TABLE refresh_reports_aside;
CREATE INDEX refresh_reports_by_campaign ON refresh_reports (campaign, kind);
CREATE INDEX refresh_reports_by_address ON refresh_reports (fingerprint);
ALTER TABLE refresh_campaigns DROP COLUMN remind_after_days;
