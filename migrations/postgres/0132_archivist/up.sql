-- The role of whoever opens the archive.
ALTER TABLE colleagues DROP CONSTRAINT colleagues_role_check;
ALTER TABLE colleagues ADD CONSTRAINT colleagues_role_check
    CHECK (role IN ('support', 'marketing', 'dpo', 'admin', 'archivist'));
