-- Several people share a mailbox: who proved that it is theirs says who they are, before anything is shown.
ALTER TABLE customer_sessions ADD COLUMN choosing BOOLEAN NOT NULL DEFAULT 0;
CREATE TABLE mailbox_tries (
    person TEXT NOT NULL PRIMARY KEY REFERENCES persons (id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    tries INTEGER NOT NULL
);
