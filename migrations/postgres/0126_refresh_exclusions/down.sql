DROP TABLE refresh_bars;
ALTER TABLE refresh_standings DROP COLUMN adult_at;
ALTER TABLE refresh_standings DROP COLUMN staff;
ALTER TABLE refresh_standings DROP COLUMN duplicate;
