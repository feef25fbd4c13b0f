-- How each source that answers by itself stood when it was asked for the copy of a request: no copy is called complete while one
-- of them gave no answer. Rows are counted, never kept.
CREATE TABLE request_sources (
    request TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('found', 'none', 'shared', 'silent')),
    entries BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (request, source)
);
