DROP INDEX requests_written;
ALTER TABLE requests DROP COLUMN written_at;
