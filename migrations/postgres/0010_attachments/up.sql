-- Files that people add to what they ask for. Names and bytes are sealed; they go with their person.
CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    person TEXT REFERENCES persons (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('arriving', 'kept')),
    added_at BIGINT NOT NULL
);
CREATE INDEX attachments_owner ON attachments (owner_kind, owner, id);
CREATE INDEX attachments_person ON attachments (person);

CREATE TABLE attachment_pieces (
    attachment TEXT NOT NULL REFERENCES attachments (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (attachment, place)
);
