CREATE TABLE consent_old (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    activity TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('given', 'withdrawn', 'objected', 'objection-ended')),
    words TEXT NOT NULL,
    lang TEXT NOT NULL,
    channel TEXT NOT NULL,
    happened_at BIGINT NOT NULL
);
INSERT INTO consent_old
SELECT e.id, s.fingerprint, e.activity, e.event, w.words, e.lang, e.channel, e.happened_at
FROM consent_events e
JOIN consent_subjects s ON s.subject = e.subject
JOIN consent_words w ON w.activity = e.activity AND w.lang = e.lang AND w.hash = e.words
WHERE e.event IN ('given', 'withdrawn', 'objected', 'objection-ended');
DROP TABLE consent_asks;
DROP TABLE consent_events;
DROP TABLE consent_words;
DROP TABLE consent_subjects;
ALTER TABLE consent_old RENAME TO consent_events;
CREATE INDEX consent_events_of ON consent_events (fingerprint, activity, happened_at, id);
