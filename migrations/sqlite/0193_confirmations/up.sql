-- When a person last said of a category of their data that it is correct, and how: by the answer to a mail, on a page of the portal,
-- or by a correction of their own.
CREATE TABLE confirmations (
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    category TEXT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('answer', 'page', 'correction')),
    PRIMARY KEY (person, category)
);
-- How many cycles of mails that do not name them any more were silent, and until when nothing was heard: a mail forgets its reader
-- after thirteen months, before the cycle that follows a year later has ended.
ALTER TABLE persons ADD COLUMN silent_cycles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN silent_at BIGINT;
