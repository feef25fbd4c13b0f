DROP INDEX archived_rows_fingerprint;
ALTER TABLE archived_rows DROP COLUMN fingerprint;
