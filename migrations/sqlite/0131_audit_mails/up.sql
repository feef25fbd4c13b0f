-- On which days the signed head of the audit log was mailed, so that several processes mail it once.
CREATE TABLE audit_mails (
    day TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    queued_at BIGINT NOT NULL
);
