ALTER TABLE refresh_campaigns DROP COLUMN starts_on;
