-- Every time that somebody opened the archive, or looked for something in it: who, on what ground, and, sealed, what they looked for and
-- why. The audit log has the same without what is sealed.
CREATE TABLE archive_openings (
    id TEXT NOT NULL PRIMARY KEY,
    colleague TEXT NOT NULL,
    ground TEXT NOT NULL CHECK (ground IN ('audit', 'claim', 'authority', 'person')),
    sealed TEXT NOT NULL,
    copies INTEGER NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE INDEX archive_openings_by_time ON archive_openings (opened_at);
