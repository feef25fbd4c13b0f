-- When the erasure that a person asked for begins; until then everything about them is frozen.
ALTER TABLE persons ADD COLUMN leaves_at BIGINT;
