DROP TABLE refresh_segments;
ALTER TABLE refresh_campaigns DROP COLUMN rules;
