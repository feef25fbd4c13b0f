-- Whether purging is switched on, and by whom: one row at most.
CREATE TABLE retention_switch (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    armed_at BIGINT NOT NULL,
    armed_by TEXT NOT NULL
);

-- Nights. What was done is counted from the cases and the rows.
CREATE TABLE retention_runs (
    id TEXT NOT NULL PRIMARY KEY,
    day TEXT NOT NULL UNIQUE,
    at_key TEXT,
    looked BIGINT NOT NULL,
    due BIGINT NOT NULL,
    held BIGINT NOT NULL,
    asking BIGINT NOT NULL,
    problem TEXT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);

-- Rows deleted by a run, by table.
CREATE TABLE retention_rows (
    run TEXT NOT NULL REFERENCES retention_runs (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    rule TEXT NOT NULL,
    gone BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    PRIMARY KEY (run, source, place)
);

-- People whose relation is over. The id of a person says nothing once the portal has forgotten them.
CREATE TABLE retention_cases (
    person TEXT NOT NULL PRIMARY KEY,
    run TEXT NOT NULL,
    rule TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('noticed', 'erasing')),
    contact TEXT NOT NULL,
    noticed_on TEXT,
    token TEXT UNIQUE,
    erasure TEXT,
    changed_at BIGINT NOT NULL
);
CREATE INDEX retention_cases_run ON retention_cases (run, stage);

-- What stops a purge: one person, or everything under a rule. Reason and address are sealed; the address, by which the
-- rows of the person are found, goes when the hold is over.
CREATE TABLE retention_holds (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT,
    address TEXT,
    rule TEXT,
    reason TEXT NOT NULL,
    owner TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    lifted_at BIGINT,
    CHECK (fingerprint IS NOT NULL OR rule IS NOT NULL)
);
