CREATE TABLE record_versions (
    id TEXT PRIMARY KEY NOT NULL,
    number INTEGER NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'review', 'approved', 'replaced', 'removed')),
    origin TEXT NOT NULL CHECK (origin IN ('file', 'command', 'colleague')),
    author TEXT REFERENCES colleagues (id),
    content TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    submitted_at BIGINT,
    approver TEXT REFERENCES colleagues (id),
    approved_at BIGINT,
    ended_at BIGINT
);
CREATE UNIQUE INDEX record_versions_one_approved ON record_versions (state) WHERE state = 'approved';
CREATE FUNCTION record_versions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.state IN ('approved', 'replaced') AND (TG_OP = 'DELETE' OR new.number <> old.number
        OR new.content <> old.content OR new.hash <> old.hash) THEN
        RAISE EXCEPTION 'an approved version of the record does not change';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN old ELSE new END;
END $$;
CREATE TRIGGER record_versions_stay BEFORE UPDATE OR DELETE ON record_versions
FOR EACH ROW EXECUTE FUNCTION record_versions_stay();
