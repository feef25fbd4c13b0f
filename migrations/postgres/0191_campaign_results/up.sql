-- The large mail provider that a reader of a campaign has; empty: none of them. It stays when the reader is not known any more.
ALTER TABLE refresh_recipients ADD COLUMN at_provider TEXT NOT NULL DEFAULT '';

-- The campaign whose question led to a correction.
ALTER TABLE corrections ADD COLUMN campaign TEXT;

-- How often a field was corrected by people whom a campaign had asked. It stays when they are not known any more.
CREATE TABLE refresh_corrected (
    campaign TEXT NOT NULL REFERENCES refresh_campaigns (id),
    category TEXT NOT NULL,
    source TEXT NOT NULL,
    field TEXT NOT NULL,
    corrections BIGINT NOT NULL,
    PRIMARY KEY (campaign, category, source, field)
);

-- How fresh the customer file was at the end of a month, such as 2026-03.
CREATE TABLE refresh_freshness (
    month TEXT PRIMARY KEY NOT NULL,
    people BIGINT NOT NULL,
    fresh BIGINT NOT NULL,
    old BIGINT NOT NULL,
    never BIGINT NOT NULL,
    counted_at BIGINT NOT NULL
);
