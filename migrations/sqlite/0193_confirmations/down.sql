ALTER TABLE persons DROP COLUMN silent_at;
ALTER TABLE persons DROP COLUMN silent_cycles;
DROP TABLE confirmations;
