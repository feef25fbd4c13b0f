-- When a campaign may send: between two full hours, on days of the week (a bit each, that of Monday the lowest), and until
-- a last day.
ALTER TABLE refresh_campaigns ADD COLUMN from_hour INTEGER NOT NULL DEFAULT 9;
ALTER TABLE refresh_campaigns ADD COLUMN to_hour INTEGER NOT NULL DEFAULT 18;
ALTER TABLE refresh_campaigns ADD COLUMN days INTEGER NOT NULL DEFAULT 31;
ALTER TABLE refresh_campaigns ADD COLUMN ends_on TEXT;
