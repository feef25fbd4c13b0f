-- What may not be needed in each source, when it was last looked into, and why a colleague keeps it: names of tables and columns and
-- counts, never a value.
CREATE TABLE source_doubts (
    source TEXT NOT NULL PRIMARY KEY,
    looked_at BIGINT,
    trouble TEXT,
    doubts TEXT NOT NULL
);
CREATE TABLE source_doubt_reasons (
    source TEXT NOT NULL,
    place_table TEXT NOT NULL,
    place_column TEXT NOT NULL,
    doubts TEXT NOT NULL,
    reason TEXT NOT NULL,
    answered_by TEXT NOT NULL REFERENCES colleagues (id),
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (source, place_table, place_column)
);
