-- What a campaign says, as it was rendered for nobody when a second person approved it: the proof of it, whatever the program,
-- the record and the letterhead say later.
CREATE TABLE refresh_messages (
    campaign TEXT NOT NULL REFERENCES refresh_campaigns (id),
    lang TEXT NOT NULL,
    round INTEGER NOT NULL CHECK (round IN (0, 1)),
    subject TEXT NOT NULL,
    plain TEXT NOT NULL,
    html TEXT NOT NULL,
    report TEXT NOT NULL,
    sources TEXT NOT NULL,
    PRIMARY KEY (campaign, lang, round)
);

-- The reports about a mail, when the mail goes and when it is told of.
CREATE INDEX refresh_reports_by_mail ON refresh_reports (mail);
