-- Who a colleague is at the company's own sign-in service (OpenID Connect): the service's name for itself and for the person, which
-- stay the same when an address changes.
CREATE TABLE colleague_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    colleague TEXT NOT NULL REFERENCES colleagues (id) ON DELETE CASCADE,
    linked_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, colleague)
);
CREATE INDEX colleague_identities_colleague ON colleague_identities (colleague);
