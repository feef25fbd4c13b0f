-- Passkeys of colleagues (WebAuthn): the public half of a key that a device keeps, and what a device is asked to sign, once and for
-- minutes. A session says since when its colleague is proven.
CREATE TABLE colleague_passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    colleague TEXT NOT NULL REFERENCES colleagues (id) ON DELETE CASCADE,
    credential TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    host TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX colleague_passkeys_colleague ON colleague_passkeys (colleague, created_at);
CREATE TABLE colleague_challenges (
    token TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('add', 'enter', 'provider')),
    colleague TEXT REFERENCES colleagues (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX colleague_challenges_expires ON colleague_challenges (expires_at);
ALTER TABLE colleague_sessions ADD COLUMN proven_at BIGINT NOT NULL DEFAULT 0;
