-- Whom of all people a campaign asks, as JSON; an empty object: everybody.
ALTER TABLE refresh_campaigns ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';

-- Rules under a name, to be chosen again for another campaign.
CREATE TABLE refresh_segments (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    rules TEXT NOT NULL,
    colleague TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
