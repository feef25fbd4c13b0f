-- How far the erasure ledger, a file outside this database, is known here: a database that knows less is older. And how
-- far the consent ledger was copied into it (when the last copied event was written, and its id), and the stops that were said
-- to details checks (the time of the last one).
CREATE TABLE erasure_ledger (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    entries BIGINT NOT NULL,
    digest TEXT NOT NULL,
    choice_written BIGINT NOT NULL,
    choice TEXT NOT NULL,
    refresh_stop BIGINT NOT NULL
);
INSERT INTO erasure_ledger (id, entries, digest, choice_written, choice, refresh_stop) VALUES (1, 0, '', 0, '', 0);
CREATE INDEX consent_events_written ON consent_events (written_at, id);
CREATE INDEX refresh_standings_stopped ON refresh_standings (stopped_at);

-- Who must stay erased, by keyed fingerprint: an import that brings them back is stopped. Who signed in again by
-- themselves is marked, and taken off once the erasure ledger knows.
CREATE TABLE erased_people (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    erased_at BIGINT NOT NULL,
    back_at BIGINT
);
CREATE INDEX erased_people_back ON erased_people (back_at);
