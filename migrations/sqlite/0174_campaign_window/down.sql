ALTER TABLE refresh_campaigns DROP COLUMN ends_on;
ALTER TABLE refresh_campaigns DROP COLUMN days;
ALTER TABLE refresh_campaigns DROP COLUMN to_hour;
ALTER TABLE refresh_campaigns DROP COLUMN from_hour;
