-- Since when a correction is being taken back: the intent is on disk before the source is asked.
ALTER TABLE corrections ADD COLUMN undoing_at BIGINT;
