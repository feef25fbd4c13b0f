CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL CHECK (lane IN ('signin', 'default', 'campaign')),
    payload TEXT NOT NULL,
    unique_key TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
    lease TEXT,
    leased_until BIGINT,
    created_at BIGINT NOT NULL,
    last_error TEXT
);
CREATE INDEX jobs_by_turn ON jobs (state, lane, run_at, id);
CREATE TABLE job_schedules (
    kind TEXT PRIMARY KEY NOT NULL,
    next_at BIGINT NOT NULL
);
