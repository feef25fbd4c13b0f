-- Which old cases were brought along from another system, by a mark of their number there, so that a file read twice adds nothing.
CREATE TABLE request_imports (
    mark TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE
);
CREATE INDEX request_imports_request ON request_imports (request);
