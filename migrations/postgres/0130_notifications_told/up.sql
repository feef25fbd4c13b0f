-- Recipients told by webhook or by mail: what was tried, what stood in the way, and the link that confirms.
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications DROP CONSTRAINT notifications_state_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check
    CHECK (kind IN ('rectification', 'erasure', 'restriction', 'lift'));
ALTER TABLE notifications ADD CONSTRAINT notifications_state_check
    CHECK (state IN ('to-send', 'sent', 'confirmed', 'failed', 'impossible', 'disproportionate'));
ALTER TABLE notifications ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notifications ADD COLUMN next_at BIGINT;
ALTER TABLE notifications ADD COLUMN problem TEXT;
ALTER TABLE notifications ADD COLUMN mail TEXT;
ALTER TABLE notifications ADD COLUMN token TEXT UNIQUE;
