ALTER TABLE refresh_campaigns RENAME COLUMN pause TO pause_after;
ALTER TABLE refresh_campaigns ADD COLUMN pause TEXT CHECK (pause IN ('hand', 'bounces'));
UPDATE refresh_campaigns SET pause = CASE WHEN pause_after = 'complaints' THEN 'bounces' ELSE pause_after END;
ALTER TABLE refresh_campaigns DROP COLUMN pause_after;
DROP TABLE refresh_reports;
ALTER TABLE refresh_standings DROP COLUMN complained_at;
ALTER TABLE refresh_standings DROP COLUMN review_at;
ALTER TABLE refresh_standings DROP COLUMN bounced_by;
ALTER TABLE refresh_standings DROP COLUMN bounced_why;
