-- The first day on which a campaign writes, such as 2026-03-31; absent: as soon as it is approved.
ALTER TABLE refresh_campaigns ADD COLUMN starts_on TEXT;
