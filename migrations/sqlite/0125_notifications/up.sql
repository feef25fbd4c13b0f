-- What recipients must be told (Art. 19): one row for each recipient and cause. By what the recipient knows the person is
-- sealed, and emptied when the recipient was told and has done it, or need not be told.
CREATE TABLE notifications (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('rectification', 'erasure', 'restriction')),
    cause TEXT NOT NULL,
    recipient TEXT NOT NULL,
    categories TEXT NOT NULL,
    subject TEXT,
    state TEXT NOT NULL CHECK (state IN ('to-send', 'sent', 'confirmed', 'impossible', 'disproportionate')),
    made_at BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    sent_at BIGINT,
    settled_at BIGINT,
    settled_by TEXT,
    why TEXT,
    UNIQUE (kind, cause, recipient)
);
CREATE INDEX notifications_open ON notifications (state, recipient, id);
