-- The role of whoever opens the archive. SQLite changes no CHECK of a table that is there, and other tables refer to this one: the
-- rows wait aside, and the references are held to it at the end of the transaction.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE colleagues_aside AS SELECT * FROM colleagues;
DROP TABLE colleagues;
CREATE TABLE colleagues (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('support', 'marketing', 'dpo', 'admin', 'archivist')),
    lang TEXT NOT NULL,
    password TEXT,
    totp TEXT,
    totp_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);
INSERT INTO colleagues (id, email, name, role, lang, password, totp, totp_step, created_at, disabled_at)
SELECT id, email, name, role, lang, password, totp, totp_step, created_at, disabled_at FROM colleagues_aside;
DROP TABLE colleagues_aside;
