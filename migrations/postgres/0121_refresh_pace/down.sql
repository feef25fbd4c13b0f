DROP INDEX refresh_recipients_by_part;
CREATE INDEX refresh_recipients_by_state ON refresh_recipients (campaign, state, id);
CREATE INDEX refresh_recipients_by_try ON refresh_recipients (tried_at);
ALTER TABLE refresh_recipients DROP COLUMN not_before;
ALTER TABLE refresh_recipients DROP COLUMN tries;
ALTER TABLE refresh_recipients DROP COLUMN part;
DROP TABLE refresh_pace;
