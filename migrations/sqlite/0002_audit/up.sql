-- The audit log. A leaf stays for ever; the record and its salt may be emptied, and then nobody can tell what the leaf said.
CREATE TABLE audit_events (
    idx BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    object TEXT,
    person TEXT,
    detail TEXT,
    salt TEXT,
    leaf TEXT NOT NULL
);
CREATE INDEX audit_events_person ON audit_events (person, idx);
CREATE INDEX audit_events_object ON audit_events (object, idx);

-- One row: the right edge of the tree.
CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    frontier TEXT NOT NULL
);
INSERT INTO audit_head (id, size, frontier) VALUES (1, 0, '');

CREATE TABLE audit_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    root TEXT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);
