-- The register of breaches (Art. 33(5)): every one, also those that nobody is told of. What is written about one is sealed.
CREATE TABLE breaches (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL CHECK (origin IN ('officer', 'misdirected', 'reported', 'not-me')),
    cause TEXT UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'dismissed')),
    aware_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    people BIGINT,
    records BIGINT,
    person TEXT,
    version BIGINT NOT NULL,
    opened_by TEXT,
    opened_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    closed_by TEXT,
    closed_at BIGINT
);
CREATE INDEX breaches_by_time ON breaches (aware_at);
-- Whether the authority and the people are told, each time that it was decided.
CREATE TABLE breach_decisions (
    id TEXT NOT NULL PRIMARY KEY,
    breach TEXT NOT NULL REFERENCES breaches (id) ON DELETE CASCADE,
    about TEXT NOT NULL CHECK (about IN ('authority', 'people')),
    outcome TEXT NOT NULL,
    told_at BIGINT,
    late BOOLEAN NOT NULL,
    sealed TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE INDEX breach_decisions_by_breach ON breach_decisions (breach);
-- Each reminder leaves once.
CREATE TABLE breach_reminders (
    breach TEXT NOT NULL REFERENCES breaches (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage IN ('opened', 'day', 'hours', 'late')),
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (breach, stage)
);
-- The last number of each year.
CREATE TABLE breach_numbers (
    year INTEGER NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);
