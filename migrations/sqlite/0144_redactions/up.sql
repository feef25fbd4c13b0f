-- Words that stay hidden in what a person receives about themselves, because they concern somebody else (Art. 15(4)): sealed, with
-- the reason and the case in which a colleague marked them.
CREATE TABLE redactions (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('third-party', 'trade-secret', 'legal-advice', 'security')),
    body TEXT NOT NULL,
    colleague TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX redactions_person ON redactions (person);
