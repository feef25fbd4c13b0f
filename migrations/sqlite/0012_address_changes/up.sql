-- Changes of the address people sign in with. Both addresses are sealed; neither code nor link is readable here.
CREATE TABLE address_changes (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    former TEXT NOT NULL,
    wanted TEXT NOT NULL,
    former_fingerprint TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    lang TEXT NOT NULL,
    code TEXT,
    revert TEXT UNIQUE,
    tries INTEGER NOT NULL,
    asked_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    changed_at BIGINT,
    revert_until BIGINT,
    state TEXT NOT NULL
        CHECK (state IN ('asked', 'acting', 'done', 'failed', 'reverting', 'reverted', 'replaced'))
);
CREATE INDEX address_changes_person ON address_changes (person, asked_at);
CREATE INDEX address_changes_former ON address_changes (former_fingerprint);
CREATE INDEX address_changes_wanted ON address_changes (fingerprint, asked_at);
