CREATE TABLE notifications_before (
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
INSERT INTO notifications_before
SELECT id, kind, cause, recipient, categories, subject, CASE state WHEN 'failed' THEN 'to-send' ELSE state END, made_at, due_on,
       sent_at, settled_at, settled_by, why
FROM notifications WHERE kind <> 'lift';
DROP TABLE notifications;
ALTER TABLE notifications_before RENAME TO notifications;
CREATE INDEX notifications_open ON notifications (state, recipient, id);
