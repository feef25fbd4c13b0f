-- Whose data a breach is about: which categories of which source, or addresses that were typed, sealed; and when the sources were
-- last asked how many that are.
ALTER TABLE breaches ADD COLUMN affected TEXT;
ALTER TABLE breaches ADD COLUMN counted_at BIGINT;
