-- Nobody has another role in its place: accounts of archivists are closed.
DELETE FROM colleague_sessions WHERE colleague IN (SELECT id FROM colleagues WHERE role = 'archivist');
UPDATE colleagues SET role = 'support', disabled_at = coalesce(disabled_at, created_at) WHERE role = 'archivist';
ALTER TABLE colleagues DROP CONSTRAINT colleagues_role_check;
ALTER TABLE colleagues ADD CONSTRAINT colleagues_role_check CHECK (role IN ('support', 'marketing', 'dpo', 'admin'));
