-- Who a row of the ledger is about. Deleting the row here is how a person is taken out of a ledger that nobody can change.
CREATE TABLE consent_subjects (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE
);

-- Every wording that was ever shown, with its SHA-256, numbered for each activity and language.
CREATE TABLE consent_words (
    activity TEXT NOT NULL,
    lang TEXT NOT NULL,
    hash TEXT NOT NULL,
    version INTEGER NOT NULL,
    words TEXT NOT NULL,
    shown_at BIGINT NOT NULL,
    PRIMARY KEY (activity, lang, hash)
);

-- The ledger: a row a decision.
CREATE TABLE consent_ledger (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    activity TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('asked', 'given', 'refused', 'withdrawn', 'expired', 'objected', 'objection-ended')),
    words TEXT NOT NULL,
    lang TEXT NOT NULL,
    channel TEXT NOT NULL,
    mechanism TEXT NOT NULL,
    form TEXT NOT NULL,
    actor TEXT NOT NULL,
    withdrawal TEXT NOT NULL,
    origin TEXT,
    proof TEXT,
    happened_at BIGINT NOT NULL,
    written_at BIGINT NOT NULL
);

INSERT INTO consent_subjects SELECT fingerprint, lower(hex(randomblob(16))) FROM (SELECT DISTINCT fingerprint FROM consent_events);
INSERT INTO consent_words (activity, lang, hash, version, words, shown_at)
SELECT activity, lang, 'row:' || id, 0, words, happened_at FROM consent_events;
INSERT INTO consent_ledger
SELECT e.id, s.subject, e.activity, e.event, 'row:' || e.id, e.lang, e.channel, 'button', 'choices', 'person', '/me/choices',
       NULL, NULL, e.happened_at, e.happened_at
FROM consent_events e JOIN consent_subjects s ON s.fingerprint = e.fingerprint;
DROP TABLE consent_events;
ALTER TABLE consent_ledger RENAME TO consent_events;
CREATE INDEX consent_events_of ON consent_events (subject, activity, happened_at, id);
CREATE INDEX consent_events_by_activity ON consent_events (activity, event, happened_at);

-- Questions sent by mail: the second step of a double opt-in, the agreement of a parent.
CREATE TABLE consent_asks (
    hash TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    activity TEXT NOT NULL,
    asked_of TEXT NOT NULL CHECK (asked_of IN ('person', 'parent')),
    words TEXT NOT NULL,
    lang TEXT NOT NULL,
    form TEXT NOT NULL,
    origin TEXT,
    expires_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX consent_asks_end ON consent_asks (expires_at);

CREATE TRIGGER consent_events_no_update BEFORE UPDATE ON consent_events BEGIN
    SELECT RAISE(ABORT, 'the consent ledger is only added to');
END;
CREATE TRIGGER consent_events_no_delete BEFORE DELETE ON consent_events BEGIN
    SELECT RAISE(ABORT, 'the consent ledger is only added to');
END;
CREATE TRIGGER consent_words_no_update BEFORE UPDATE ON consent_words BEGIN
    SELECT RAISE(ABORT, 'the consent ledger is only added to');
END;
CREATE TRIGGER consent_words_no_delete BEFORE DELETE ON consent_words BEGIN
    SELECT RAISE(ABORT, 'the consent ledger is only added to');
END;
