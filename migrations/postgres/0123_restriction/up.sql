-- Restrictions of processing (Art. 18). While one is open, the row of the person says so, too. What the person is told
-- before it is lifted is sealed.
CREATE TABLE restrictions (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    open_for TEXT UNIQUE,
    reference TEXT NOT NULL,
    ground TEXT NOT NULL CHECK (ground IN ('accuracy', 'unlawful', 'claims', 'objection')),
    began_at BIGINT NOT NULL,
    told_at BIGINT,
    why TEXT,
    lifts_at BIGINT,
    lifted_at BIGINT,
    CHECK ((told_at IS NULL) = (lifts_at IS NULL) AND (told_at IS NULL) = (why IS NULL)),
    CHECK (lifted_at IS NULL OR told_at IS NOT NULL)
);
CREATE INDEX restrictions_person ON restrictions (person);
