DROP INDEX refresh_recipients_put_off;
ALTER TABLE refresh_campaigns DROP COLUMN own_hours;
DROP INDEX refresh_standings_segment;
ALTER TABLE refresh_standings DROP COLUMN checked_at;
ALTER TABLE refresh_standings DROP COLUMN country;
ALTER TABLE refresh_standings DROP COLUMN zone;
ALTER TABLE refresh_standings DROP COLUMN segment;
