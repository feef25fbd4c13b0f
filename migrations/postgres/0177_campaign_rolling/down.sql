ALTER TABLE refresh_campaigns DROP COLUMN pass_at;
ALTER TABLE refresh_campaigns DROP COLUMN every_months;
