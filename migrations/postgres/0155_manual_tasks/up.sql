-- What colleagues do by hand in sources that nothing else can open: one row for each person or erasure and source. Whom it is
-- about and what was found are sealed; the first is emptied when the task is over, the second when no package needs it.
CREATE TABLE manual_tasks (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('access', 'erasure', 'correction')),
    source TEXT NOT NULL,
    person TEXT REFERENCES persons (id) ON DELETE CASCADE,
    cause TEXT NOT NULL,
    open_for TEXT UNIQUE,
    brief TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'found', 'none', 'dropped')),
    opened_at BIGINT NOT NULL,
    opened_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    reminded INTEGER NOT NULL DEFAULT 0,
    signed_at BIGINT,
    signed_by TEXT,
    answer TEXT,
    note TEXT
);
CREATE INDEX manual_tasks_person ON manual_tasks (person, kind);
CREATE INDEX manual_tasks_cause ON manual_tasks (cause, source);
