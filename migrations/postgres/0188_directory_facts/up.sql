-- What the directory of a source says of somebody besides: the company's own group of customers, their time zone and the calendar of
-- their public holidays where these are others than the company's, and the end of the day on which they last gave or confirmed
-- their details themselves.
ALTER TABLE refresh_standings ADD COLUMN segment TEXT;
ALTER TABLE refresh_standings ADD COLUMN zone TEXT;
ALTER TABLE refresh_standings ADD COLUMN country TEXT;
ALTER TABLE refresh_standings ADD COLUMN checked_at BIGINT;
-- The groups there are, without reading everybody.
CREATE INDEX refresh_standings_segment ON refresh_standings (segment) WHERE segment IS NOT NULL;
-- Whether a campaign writes to somebody in another time zone, or with other public holidays, than the company's.
ALTER TABLE refresh_campaigns ADD COLUMN own_hours BOOLEAN NOT NULL DEFAULT FALSE;
-- What waits for somebody's morning, in the order in which it comes; a mail that never waited is not in it.
CREATE INDEX refresh_recipients_put_off ON refresh_recipients (campaign, state, part, not_before, id) WHERE not_before IS NOT NULL;
