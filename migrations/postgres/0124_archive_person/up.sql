-- Whose the archived copies are, as a keyed hash of the address: whoever asks for access is shown them, too.
ALTER TABLE archived_rows ADD COLUMN fingerprint TEXT;
CREATE INDEX archived_rows_fingerprint ON archived_rows (fingerprint);
