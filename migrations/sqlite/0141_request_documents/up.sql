-- That a document was asked for to show who asks, and when what was sent was deleted. Never the document.
CREATE TABLE request_documents (
    request TEXT NOT NULL PRIMARY KEY REFERENCES requests (id),
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    deleted_at BIGINT
);
