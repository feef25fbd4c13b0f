-- Mails that people wrote to the company about their data. Content is sealed and leaves with what it became.
CREATE TABLE inbox_mails (
    id TEXT NOT NULL PRIMARY KEY,
    mark TEXT NOT NULL UNIQUE,
    arrived_at BIGINT NOT NULL,
    sender TEXT,
    content TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'request', 'added', 'aside', 'automatic')),
    request TEXT REFERENCES requests (id) ON DELETE SET NULL,
    whole BOOLEAN NOT NULL,
    settled_by TEXT,
    settled_at BIGINT
);
CREATE INDEX inbox_mails_turn ON inbox_mails (state, arrived_at, id);
CREATE INDEX inbox_mails_sender ON inbox_mails (sender) WHERE sender IS NOT NULL;
CREATE INDEX inbox_mails_request ON inbox_mails (request) WHERE request IS NOT NULL;

-- How far each mailbox was read.
CREATE TABLE inbox_mailboxes (
    mailbox TEXT NOT NULL PRIMARY KEY,
    validity BIGINT NOT NULL,
    last_uid BIGINT,
    read_at BIGINT NOT NULL,
    problem TEXT,
    problem_since BIGINT
);
