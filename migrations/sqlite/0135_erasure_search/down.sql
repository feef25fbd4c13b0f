DROP INDEX erasure_steps_search;
ALTER TABLE erasure_steps DROP COLUMN rows_at;
