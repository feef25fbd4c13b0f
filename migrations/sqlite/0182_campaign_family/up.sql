-- A campaign of family P names the marketing on whose permission its mails rest, and on which basis; one of family S names none.
ALTER TABLE refresh_campaigns ADD COLUMN permission_activity TEXT;
ALTER TABLE refresh_campaigns ADD COLUMN permission_basis TEXT
    CHECK (permission_basis IN ('consent', 'legitimate-interest'))
    CHECK ((permission_activity IS NULL) = (permission_basis IS NULL));
-- What a "stop" stopped; absent: the checks alone.
ALTER TABLE refresh_recipients ADD COLUMN stopped TEXT CHECK (stopped IN ('checks', 'marketing', 'both'));

-- Once it is no draft any more, a campaign stays in its family.
CREATE TRIGGER refresh_campaigns_keep_family BEFORE UPDATE ON refresh_campaigns
WHEN OLD.state <> 'draft'
    AND (OLD.permission_activity IS NOT NEW.permission_activity OR OLD.permission_basis IS NOT NEW.permission_basis)
BEGIN
    SELECT RAISE(ABORT, 'a campaign keeps its family');
END;

-- No mail of family P is written down, or taken in hand, for somebody without a permission: nobody who stopped that marketing or
-- all of it, nobody whose data are restricted, and where it rests on consent nobody whose last word on it is not a yes.
CREATE TRIGGER refresh_recipients_permitted_new BEFORE INSERT ON refresh_recipients
WHEN EXISTS (SELECT 1 FROM refresh_campaigns WHERE id = NEW.campaign AND permission_activity IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM refresh_campaigns c, persons p
        WHERE c.id = NEW.campaign AND p.id = NEW.person AND p.restricted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM suppressions s
                            WHERE s.fingerprint = p.fingerprint AND s.activity IN (c.permission_activity, '*'))
            AND (c.permission_basis <> 'consent' OR 'given' = (
                SELECT e.event FROM consent_subjects n JOIN consent_events e ON e.subject = n.subject
                WHERE n.fingerprint = p.fingerprint AND e.activity = c.permission_activity AND e.event <> 'asked'
                ORDER BY e.happened_at DESC, e.id DESC LIMIT 1)))
BEGIN
    SELECT RAISE(ABORT, 'no permission for this mail');
END;
CREATE TRIGGER refresh_recipients_permitted_still BEFORE UPDATE ON refresh_recipients
WHEN ((NEW.state = 'sending' AND OLD.state <> 'sending') OR NEW.campaign <> OLD.campaign
        OR (NEW.person IS NOT NULL AND NEW.person IS NOT OLD.person))
    AND EXISTS (SELECT 1 FROM refresh_campaigns WHERE id = NEW.campaign AND permission_activity IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM refresh_campaigns c, persons p
        WHERE c.id = NEW.campaign AND p.id = NEW.person AND p.restricted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM suppressions s
                            WHERE s.fingerprint = p.fingerprint AND s.activity IN (c.permission_activity, '*'))
            AND (c.permission_basis <> 'consent' OR 'given' = (
                SELECT e.event FROM consent_subjects n JOIN consent_events e ON e.subject = n.subject
                WHERE n.fingerprint = p.fingerprint AND e.activity = c.permission_activity AND e.event <> 'asked'
                ORDER BY e.happened_at DESC, e.id DESC LIMIT 1)))
BEGIN
    SELECT RAISE(ABORT, 'no permission for this mail');
END;
