-- Recipients told by webhook or by mail: what was tried, what stood in the way, and the link that confirms. SQLite changes
-- no CHECK of a table that is there, so it is written again with its rows.
CREATE TABLE notifications_told (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('rectification', 'erasure', 'restriction', 'lift')),
    cause TEXT NOT NULL,
    recipient TEXT NOT NULL,
    categories TEXT NOT NULL,
    subject TEXT,
    state TEXT NOT NULL CHECK (state IN ('to-send', 'sent', 'confirmed', 'failed', 'impossible', 'disproportionate')),
    made_at BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    sent_at BIGINT,
    settled_at BIGINT,
    settled_by TEXT,
    why TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at BIGINT,
    problem TEXT,
    mail TEXT,
    token TEXT UNIQUE,
    UNIQUE (kind, cause, recipient)
);
INSERT INTO notifications_told (id, kind, cause, recipient, categories, subject, state, made_at, due_on, sent_at, settled_at, settled_by, why)
SELECT id, kind, cause, recipient, categories, subject, state, made_at, due_on, sent_at, settled_at, settled_by, why FROM notifications;
DROP TABLE notifications;
ALTER TABLE notifications_told RENAME TO notifications;
CREATE INDEX notifications_open ON notifications (state, recipient, id);
