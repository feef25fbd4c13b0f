ALTER TABLE refresh_standings ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_standings ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE refresh_standings ADD COLUMN checked_at BIGINT;
UPDATE refresh_standings SET
    source = COALESCE((SELECT p.source FROM persons p WHERE p.fingerprint = refresh_standings.fingerprint), ''),
    seen_at = COALESCE((SELECT p.seen_at FROM persons p WHERE p.fingerprint = refresh_standings.fingerprint), 0),
    checked_at = (SELECT p.checked_at FROM persons p WHERE p.fingerprint = refresh_standings.fingerprint);
ALTER TABLE persons DROP COLUMN source;
ALTER TABLE persons DROP COLUMN seen_at;
ALTER TABLE persons DROP COLUMN checked_at;
