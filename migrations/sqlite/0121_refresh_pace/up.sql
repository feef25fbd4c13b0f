CREATE TABLE refresh_pace (
    minute BIGINT NOT NULL,
    part INTEGER NOT NULL,
    mails BIGINT NOT NULL,
    PRIMARY KEY (minute, part)
);
ALTER TABLE refresh_recipients ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refresh_recipients ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refresh_recipients ADD COLUMN not_before BIGINT;
DROP INDEX refresh_recipients_by_state;
DROP INDEX refresh_recipients_by_try;
CREATE INDEX refresh_recipients_by_part ON refresh_recipients (campaign, state, part, id);
