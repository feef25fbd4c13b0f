-- Corrections that persons made in sources. What the values were and are is sealed.
CREATE TABLE corrections (
    id TEXT NOT NULL PRIMARY KEY,
    batch TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    category TEXT NOT NULL,
    source TEXT NOT NULL,
    sealed TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('acting', 'done', 'failed', 'undone')),
    made_at BIGINT NOT NULL,
    undo_until BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX corrections_person ON corrections (person, made_at);
CREATE INDEX corrections_batch ON corrections (batch);
CREATE INDEX corrections_state ON corrections (state, made_at);

-- Who agreed to what and who objected: append-only, by keyed fingerprint of the address, with the words shown.
CREATE TABLE consent_events (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    activity TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('given', 'withdrawn', 'objected', 'objection-ended')),
    words TEXT NOT NULL,
    lang TEXT NOT NULL,
    channel TEXT NOT NULL,
    happened_at BIGINT NOT NULL
);
CREATE INDEX consent_events_of ON consent_events (fingerprint, activity, happened_at, id);

-- The present state derived from the ledger: who may not be contacted for what. `*` is all marketing.
CREATE TABLE suppressions (
    fingerprint TEXT NOT NULL,
    activity TEXT NOT NULL,
    event TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (fingerprint, activity)
);
