-- What a colleague hides in a document of a case before the person receives it: boxes, words and reasons, sealed. The document
-- stays at the desk; the result is another file. Both end with the case, and with the person.
CREATE TABLE document_redactions (
    document TEXT NOT NULL PRIMARY KEY REFERENCES attachments (id) ON DELETE CASCADE,
    request TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'proven', 'released', 'given')),
    result TEXT REFERENCES attachments (id) ON DELETE SET NULL,
    proven_by TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX document_redactions_request ON document_redactions (request);
CREATE INDEX document_redactions_result ON document_redactions (result);
