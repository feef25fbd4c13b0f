ALTER TABLE erasures DROP COLUMN traces;
