-- The large mail provider of an address, from the reading of the directory; empty: none of them.
ALTER TABLE refresh_standings ADD COLUMN provider TEXT NOT NULL DEFAULT '';

-- The most mails in an hour to one mail provider, and the most on the first day of a warm-up; absent: no such limit.
ALTER TABLE refresh_campaigns ADD COLUMN per_provider_hour INTEGER CHECK (per_provider_hour > 0);
ALTER TABLE refresh_campaigns ADD COLUMN warm_up_from INTEGER CHECK (warm_up_from > 0);

-- The lane in which a mail waits, in a campaign that limits each provider; absent in every other, which pays nothing for it.
ALTER TABLE refresh_recipients ADD COLUMN provider TEXT;
CREATE INDEX refresh_recipients_by_lane ON refresh_recipients (campaign, state, part, provider, not_before, id)
    WHERE provider IS NOT NULL;

-- How many mails went to a provider, by minute. No two transactions wait for one row: each part of a campaign has its own.
CREATE TABLE refresh_lanes (
    provider TEXT NOT NULL,
    minute BIGINT NOT NULL,
    campaign TEXT NOT NULL,
    part INTEGER NOT NULL,
    mails BIGINT NOT NULL,
    PRIMARY KEY (provider, minute, campaign, part)
);

-- How many mails of a warm-up left on a day, such as 2026-03-12.
CREATE TABLE refresh_days (
    campaign TEXT NOT NULL REFERENCES refresh_campaigns (id),
    day TEXT NOT NULL,
    part INTEGER NOT NULL,
    mails BIGINT NOT NULL,
    PRIMARY KEY (campaign, day, part)
);
