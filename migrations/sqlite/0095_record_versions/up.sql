CREATE TABLE record_versions (
    id TEXT PRIMARY KEY NOT NULL,
    number INTEGER NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'review', 'approved', 'replaced', 'removed')),
    origin TEXT NOT NULL CHECK (origin IN ('file', 'command', 'colleague')),
    author TEXT REFERENCES colleagues (id),
    content TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    submitted_at BIGINT,
    approver TEXT REFERENCES colleagues (id),
    approved_at BIGINT,
    ended_at BIGINT
);
CREATE UNIQUE INDEX record_versions_one_approved ON record_versions (state) WHERE state = 'approved';
CREATE TRIGGER record_versions_stay BEFORE UPDATE OF number, content, hash ON record_versions
WHEN old.state IN ('approved', 'replaced')
BEGIN
    SELECT RAISE(ABORT, 'an approved version of the record does not change');
END;
CREATE TRIGGER record_versions_are_kept BEFORE DELETE ON record_versions
WHEN old.state IN ('approved', 'replaced')
BEGIN
    SELECT RAISE(ABORT, 'an approved version of the record is not deleted');
END;
