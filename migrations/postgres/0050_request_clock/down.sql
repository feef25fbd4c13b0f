DROP TABLE request_questions;
ALTER TABLE requests DROP COLUMN snoozed_until;
ALTER TABLE requests DROP COLUMN extension_reason;
ALTER TABLE requests DROP COLUMN extension_ground;
ALTER TABLE requests DROP COLUMN extended_at;
ALTER TABLE requests DROP COLUMN logged_by;
ALTER TABLE requests DROP COLUMN channel;
