-- The letter to the people of a breach, in each language, sealed; and how far it is mailed. One for each breach.
CREATE TABLE breach_mailings (
    breach TEXT NOT NULL PRIMARY KEY REFERENCES breaches (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'asked', 'sending', 'done')),
    letters TEXT NOT NULL,
    step BIGINT NOT NULL,
    place TEXT,
    asked_by TEXT,
    asked_at BIGINT,
    approved_by TEXT,
    approved_at BIGINT,
    finished_at BIGINT
);
-- To whom it left, or why not: each mailbox once.
CREATE TABLE breach_letters (
    breach TEXT NOT NULL REFERENCES breaches (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    mail TEXT,
    skipped TEXT CHECK (skipped IN ('deceased', 'erased', 'disowned')),
    at BIGINT NOT NULL,
    PRIMARY KEY (breach, fingerprint)
);
