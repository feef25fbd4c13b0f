CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    mail TEXT NOT NULL,
    urgency TEXT NOT NULL CHECK (urgency IN ('signin', 'statutory', 'campaign')),
    lang TEXT NOT NULL,
    sealed TEXT,
    state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'sent', 'failed', 'unknown')),
    attempts INTEGER NOT NULL,
    code INTEGER,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX outbox_by_state ON outbox (state, changed_at);
