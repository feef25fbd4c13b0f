-- How a request came in, the extension of its term, and the questions that may stop its clock.
ALTER TABLE requests ADD COLUMN channel TEXT NOT NULL DEFAULT 'portal'
    CHECK (channel IN ('portal', 'form', 'post', 'phone', 'shop', 'social', 'email', 'import'));
ALTER TABLE requests ADD COLUMN logged_by TEXT;
ALTER TABLE requests ADD COLUMN extended_at BIGINT;
ALTER TABLE requests ADD COLUMN extension_ground TEXT;
ALTER TABLE requests ADD COLUMN extension_reason TEXT;
ALTER TABLE requests ADD COLUMN snoozed_until TEXT;

CREATE TABLE request_questions (
    id TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL REFERENCES requests (id),
    about TEXT NOT NULL CHECK (about IN ('identity', 'scope')),
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX request_questions_request ON request_questions (request, asked_at);
