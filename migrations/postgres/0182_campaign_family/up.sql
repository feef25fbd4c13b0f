-- A campaign of family P names the marketing on whose permission its mails rest, and on which basis; one of family S names none.
ALTER TABLE refresh_campaigns ADD COLUMN permission_activity TEXT;
ALTER TABLE refresh_campaigns ADD COLUMN permission_basis TEXT
    CHECK (permission_basis IN ('consent', 'legitimate-interest'));
ALTER TABLE refresh_campaigns ADD CHECK ((permission_activity IS NULL) = (permission_basis IS NULL));
-- What a "stop" stopped; absent: the checks alone.
ALTER TABLE refresh_recipients ADD COLUMN stopped TEXT CHECK (stopped IN ('checks', 'marketing', 'both'));

-- Once it is no draft any more, a campaign stays in its family.
CREATE FUNCTION refresh_campaigns_keep_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a campaign keeps its family';
END;
$$;
CREATE TRIGGER refresh_campaigns_keep_family BEFORE UPDATE ON refresh_campaigns FOR EACH ROW
    WHEN (OLD.state <> 'draft' AND (OLD.permission_activity IS DISTINCT FROM NEW.permission_activity
                                    OR OLD.permission_basis IS DISTINCT FROM NEW.permission_basis))
    EXECUTE FUNCTION refresh_campaigns_keep_family();

-- No mail of family P is written down, or taken in hand, for somebody without a permission: nobody who stopped that marketing or
-- all of it, nobody whose data are restricted, and where it rests on consent nobody whose last word on it is not a yes.
CREATE FUNCTION refresh_recipients_permitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM refresh_campaigns WHERE id = NEW.campaign AND permission_activity IS NOT NULL)
        AND NOT EXISTS (
            SELECT 1 FROM refresh_campaigns c, persons p
            WHERE c.id = NEW.campaign AND p.id = NEW.person AND p.restricted_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM suppressions s
                                WHERE s.fingerprint = p.fingerprint AND s.activity IN (c.permission_activity, '*'))
                AND (c.permission_basis <> 'consent' OR 'given' = (
                    SELECT e.event FROM consent_subjects n JOIN consent_events e ON e.subject = n.subject
                    WHERE n.fingerprint = p.fingerprint AND e.activity = c.permission_activity AND e.event <> 'asked'
                    ORDER BY e.happened_at DESC, e.id DESC LIMIT 1)))
    THEN
        RAISE EXCEPTION 'no permission for this mail';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER refresh_recipients_permitted_new BEFORE INSERT ON refresh_recipients FOR EACH ROW
    EXECUTE FUNCTION refresh_recipients_permitted();
CREATE TRIGGER refresh_recipients_permitted_still BEFORE UPDATE ON refresh_recipients FOR EACH ROW
    WHEN ((NEW.state = 'sending' AND OLD.state <> 'sending') OR NEW.campaign <> OLD.campaign
        OR (NEW.person IS NOT NULL AND NEW.person IS DISTINCT FROM OLD.person))
    EXECUTE FUNCTION refresh_recipients_permitted();
