DELETE FROM notifications WHERE kind = 'lift';
UPDATE notifications SET state = 'to-send' WHERE state = 'failed';
ALTER TABLE notifications DROP COLUMN attempts;
ALTER TABLE notifications DROP COLUMN next_at;
ALTER TABLE notifications DROP COLUMN problem;
ALTER TABLE notifications DROP COLUMN mail;
ALTER TABLE notifications DROP COLUMN token;
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications DROP CONSTRAINT notifications_state_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check
    CHECK (kind IN ('rectification', 'erasure', 'restriction'));
ALTER TABLE notifications ADD CONSTRAINT notifications_state_check
    CHECK (state IN ('to-send', 'sent', 'confirmed', 'impossible', 'disproportionate'));
