-- When the tables of a database were last written anew, so that what was erased before is in its files no more. The place is
-- the name of a source, or `portal` for its own database.
CREATE TABLE rewritings (
    place TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
