-- Who still needs an account: each decision of an administrator about one, and when an account was last entered.
CREATE TABLE access_reviews (
    id TEXT NOT NULL PRIMARY KEY,
    colleague TEXT NOT NULL REFERENCES colleagues (id) ON DELETE CASCADE,
    decision TEXT NOT NULL CHECK (decision IN ('needed', 'closed')),
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE INDEX access_reviews_colleague ON access_reviews (colleague, decided_at);
ALTER TABLE colleagues ADD COLUMN entered_at BIGINT;
