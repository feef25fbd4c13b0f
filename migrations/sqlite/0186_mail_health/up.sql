-- What mail domains did with our mails, by hour, for a day. No address is in it, and a domain only sealed.
CREATE TABLE mail_domains (
    hour BIGINT NOT NULL,
    domain TEXT NOT NULL,
    name TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    delayed BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    addressees BIGINT NOT NULL,
    slowed_until BIGINT,
    PRIMARY KEY (hour, domain)
);
-- What the last look at the DNS and at the mail server found: at most one row.
CREATE TABLE mail_looks (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    looked_at BIGINT NOT NULL,
    found TEXT NOT NULL
);
