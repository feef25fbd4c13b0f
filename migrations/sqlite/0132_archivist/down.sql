-- Nobody has another role in its place: accounts of archivists are closed.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE colleagues_aside AS SELECT * FROM colleagues;
DROP TABLE colleagues;
CREATE TABLE colleagues (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('support', 'marketing', 'dpo', 'admin')),
    lang TEXT NOT NULL,
    password TEXT,
    totp TEXT,
    totp_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);
INSERT INTO colleagues (id, email, name, role, lang, password, totp, totp_step, created_at, disabled_at)
SELECT id, email, name, CASE role WHEN 'archivist' THEN 'support' ELSE role END, lang, password, totp, totp_step, created_at,
       CASE role WHEN 'archivist' THEN coalesce(disabled_at, created_at) ELSE disabled_at END
FROM colleagues_aside;
DELETE FROM colleague_sessions WHERE colleague IN (SELECT id FROM colleagues_aside WHERE role = 'archivist');
DROP TABLE colleagues_aside;
