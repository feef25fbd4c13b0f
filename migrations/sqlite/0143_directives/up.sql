-- What a person wants to become of their data after their death (French Data Protection Act, Art. 85): whom they name, what
-- that person may have, and their words. Sealed, at most one for each person, gone when they revoke it or are forgotten.
CREATE TABLE directives (
    person TEXT NOT NULL PRIMARY KEY REFERENCES persons (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
