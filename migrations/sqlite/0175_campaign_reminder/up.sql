-- One reminder to who did not answer: a mail is now of a person, a period and a round (0 the first mail, 1 the reminder).
ALTER TABLE refresh_campaigns ADD COLUMN remind_after_days INTEGER;
CREATE TABLE refresh_recipients_of_rounds (
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
    period INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 0 CHECK (round IN (0, 1)),
    UNIQUE (campaign, person, period, round)
);
INSERT INTO refresh_recipients_of_rounds (id, campaign, person, lang, state, run, code, answer_token, stop_token, tried_at,
                                          answer, answered_at, part, tries, not_before)
SELECT id, campaign, person, lang, state, run, code, answer_token, stop_token, tried_at,
       answer, answered_at, part, tries, not_before
FROM refresh_recipients;
-- The reports go with their mails when the old table is dropped, so that they are put aside before.
CREATE TABLE refresh_reports_aside AS SELECT * FROM refresh_reports;
DROP TABLE refresh_reports;
DROP TABLE refresh_recipients;
ALTER TABLE refresh_recipients_of_rounds RENAME TO refresh_recipients;
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
INSERT INTO refresh_reports (id, mail, campaign, fingerprint, kind, cause, status, way, reported_at)
SELECT id, mail, campaign, fingerprint, kind, cause, status, way, reported_at FROM refresh_reports_aside;
DROP TABLE refresh_reports_aside;
CREATE INDEX refresh_reports_by_campaign ON refresh_reports (campaign, kind);
CREATE INDEX refresh_reports_by_address ON refresh_reports (fingerprint);
