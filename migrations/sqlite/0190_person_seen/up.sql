-- What a customer file says of everybody it names goes to the person: an audience of a million is counted in one table. What is
-- notable of a few addresses stays in their standing.
ALTER TABLE persons ADD COLUMN source TEXT;
ALTER TABLE persons ADD COLUMN seen_at BIGINT;
ALTER TABLE persons ADD COLUMN checked_at BIGINT;
UPDATE persons SET
    source = (SELECT s.source FROM refresh_standings s WHERE s.fingerprint = persons.fingerprint),
    seen_at = (SELECT s.seen_at FROM refresh_standings s WHERE s.fingerprint = persons.fingerprint),
    checked_at = (SELECT s.checked_at FROM refresh_standings s WHERE s.fingerprint = persons.fingerprint);
ALTER TABLE refresh_standings DROP COLUMN source;
ALTER TABLE refresh_standings DROP COLUMN seen_at;
ALTER TABLE refresh_standings DROP COLUMN checked_at;
