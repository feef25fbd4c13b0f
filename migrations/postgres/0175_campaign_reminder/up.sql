-- One reminder to who did not answer: a mail is now of a person, a period and a round (0 the first mail, 1 the reminder).
ALTER TABLE refresh_campaigns ADD COLUMN remind_after_days INTEGER;
ALTER TABLE refresh_recipients ADD COLUMN period INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refresh_recipients ADD COLUMN round INTEGER NOT NULL DEFAULT 0 CHECK (round IN (0, 1));
ALTER TABLE refresh_recipients DROP CONSTRAINT refresh_recipients_campaign_person_key;
ALTER TABLE refresh_recipients ADD UNIQUE (campaign, person, period, round);
