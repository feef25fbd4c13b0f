-- Erasures: asked for, carried out source by source, verified. The person is sealed and forgotten at the end.
CREATE TABLE erasures (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT,
    request TEXT,
    open_for TEXT UNIQUE,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('scheduled', 'cancelled', 'running', 'erased', 'forgotten')),
    asked_at BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    erased_at BIGINT,
    told_at BIGINT,
    subject TEXT,
    plan TEXT,
    events TEXT,
    outcome TEXT
);
CREATE INDEX erasures_person ON erasures (person, asked_at);

CREATE TABLE erasure_steps (
    id TEXT NOT NULL PRIMARY KEY,
    erasure TEXT NOT NULL REFERENCES erasures (id),
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'acting', 'done')),
    plan TEXT,
    rounds INTEGER NOT NULL,
    deleted BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    archived BIGINT NOT NULL,
    seen TEXT,
    problem TEXT,
    acted_at BIGINT,
    done_at BIGINT,
    UNIQUE (erasure, source)
);

-- Copies that a law asks to keep, sealed, until their last day.
CREATE TABLE archived_rows (
    id TEXT NOT NULL PRIMARY KEY,
    erasure TEXT NOT NULL,
    source TEXT NOT NULL,
    table_name TEXT NOT NULL,
    row_print TEXT NOT NULL,
    rule TEXT,
    ends_on TEXT,
    sealed TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    UNIQUE (source, table_name, row_print, erasure)
);
CREATE INDEX archived_rows_end ON archived_rows (ends_on);

-- Packages of a person's data, fetched within a session and gone after some days.
CREATE TABLE packages (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    request TEXT,
    open_for TEXT UNIQUE,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('preparing', 'ready', 'failed', 'expired')),
    asked_at BIGINT NOT NULL,
    ready_at BIGINT,
    expires_at BIGINT,
    size BIGINT,
    facts BIGINT,
    missing TEXT,
    fetched_at BIGINT
);
CREATE INDEX packages_person ON packages (person, asked_at);
