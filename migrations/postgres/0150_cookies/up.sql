-- What the cookie banner of the company's site was told, a row a decision of a browser. The browser carries a random name;
-- its hash is the subject here, and in consent_events, which has a row for each purpose with the words shown.
CREATE TABLE cookie_choices (
    subject TEXT NOT NULL,
    number INTEGER NOT NULL,
    site TEXT NOT NULL,
    banner TEXT NOT NULL,
    lang TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('all', 'some', 'none', 'gpc')),
    happened_at BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (subject, number)
);

-- Browsers whose person said that they are theirs.
CREATE TABLE cookie_ties (
    subject TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    tied_at BIGINT NOT NULL
);
CREATE INDEX cookie_ties_of ON cookie_ties (person, tied_at);

CREATE TRIGGER cookie_choices_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON cookie_choices
    FOR EACH STATEMENT EXECUTE FUNCTION consent_ledger_is_only_added_to();
