ALTER TABLE breaches DROP COLUMN counted_at;
ALTER TABLE breaches DROP COLUMN affected;
