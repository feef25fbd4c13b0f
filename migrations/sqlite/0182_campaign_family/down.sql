DROP TRIGGER refresh_recipients_permitted_still;
DROP TRIGGER refresh_recipients_permitted_new;
DROP TRIGGER refresh_campaigns_keep_family;
-- A campaign of family P does not become one of family S.
UPDATE refresh_campaigns SET state = 'stopped' WHERE permission_activity IS NOT NULL AND state <> 'done';
ALTER TABLE refresh_recipients DROP COLUMN stopped;
ALTER TABLE refresh_campaigns DROP COLUMN permission_basis;
ALTER TABLE refresh_campaigns DROP COLUMN permission_activity;
