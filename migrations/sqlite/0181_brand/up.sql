-- How the portal looks: at most one row, and none is the look it comes with.
CREATE TABLE brands (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version TEXT NOT NULL,
    accent TEXT,
    logo_kind TEXT CHECK (logo_kind IN ('svg', 'png')),
    logo BLOB,
    changed_at BIGINT NOT NULL,
    CHECK ((logo IS NULL) = (logo_kind IS NULL))
);
