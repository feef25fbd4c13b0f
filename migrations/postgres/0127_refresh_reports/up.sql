ALTER TABLE refresh_standings ADD COLUMN bounced_why TEXT;
ALTER TABLE refresh_standings ADD COLUMN bounced_by TEXT;
ALTER TABLE refresh_standings ADD COLUMN review_at BIGINT;
ALTER TABLE refresh_standings ADD COLUMN complained_at BIGINT;
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
CREATE INDEX refresh_reports_by_campaign ON refresh_reports (campaign, kind);
CREATE INDEX refresh_reports_by_address ON refresh_reports (fingerprint);
ALTER TABLE refresh_campaigns RENAME COLUMN pause TO pause_before;
ALTER TABLE refresh_campaigns ADD COLUMN pause TEXT CHECK (pause IN ('hand', 'bounces', 'complaints'));
UPDATE refresh_campaigns SET pause = pause_before;
ALTER TABLE refresh_campaigns DROP COLUMN pause_before;
