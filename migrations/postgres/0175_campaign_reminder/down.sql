DELETE FROM refresh_recipients WHERE round > 0 OR period > 0;
ALTER TABLE refresh_recipients DROP COLUMN round;
ALTER TABLE refresh_recipients DROP COLUMN period;
ALTER TABLE refresh_recipients ADD UNIQUE (campaign, person);
ALTER TABLE refresh_campaigns DROP COLUMN remind_after_days;
