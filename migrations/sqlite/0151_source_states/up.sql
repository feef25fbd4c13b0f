-- What each source was when it was last held against its declaration: names of tables and columns, never a value.
CREATE TABLE source_states (
    source TEXT NOT NULL PRIMARY KEY,
    asked_at BIGINT NOT NULL,
    trouble TEXT,
    detail TEXT,
    compared_at BIGINT,
    columns_seen BIGINT NOT NULL DEFAULT 0,
    columns_explained BIGINT NOT NULL DEFAULT 0,
    findings TEXT NOT NULL DEFAULT '[]'
);
