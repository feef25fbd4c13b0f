-- When the rows of a step were as planned: what is left to do is the search for traces, once for everybody who waits for it.
ALTER TABLE erasure_steps ADD COLUMN rows_at BIGINT;
CREATE INDEX erasure_steps_search ON erasure_steps (source, rows_at) WHERE rows_at IS NOT NULL AND state = 'acting';
