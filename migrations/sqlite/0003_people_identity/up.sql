-- Persons known to the portal: an address, a language, dates; never the values their sources hold.
CREATE TABLE persons (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    lang TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    related_at BIGINT,
    contacted_at BIGINT,
    restricted_at BIGINT
);
CREATE INDEX persons_confirmed ON persons (confirmed_at, id);

-- Sign-ins asked for: neither the code nor the link is readable here.
CREATE TABLE sign_ins (
    id TEXT NOT NULL PRIMARY KEY,
    cookie TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    address TEXT NOT NULL,
    lang TEXT NOT NULL,
    device TEXT NOT NULL,
    place TEXT NOT NULL,
    next_page TEXT NOT NULL,
    code TEXT,
    link TEXT UNIQUE,
    tries INTEGER NOT NULL,
    asked_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'replaced', 'refused'))
);
CREATE INDEX sign_ins_address ON sign_ins (fingerprint, asked_at);
CREATE INDEX sign_ins_place ON sign_ins (place, asked_at);

CREATE TABLE customer_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    proven_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX customer_sessions_person ON customer_sessions (person, began_at);
