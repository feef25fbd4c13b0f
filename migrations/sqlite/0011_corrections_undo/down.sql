ALTER TABLE corrections DROP COLUMN undoing_at;
