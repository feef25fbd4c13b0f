-- What was answered to programs whose act is done once, under keyed marks of key and body.
CREATE TABLE api_answers (
    token TEXT NOT NULL REFERENCES api_tokens (id),
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (token, key)
);
CREATE INDEX api_answers_at ON api_answers (at);
-- Programs read requests in the order of their changes.
CREATE INDEX requests_changed ON requests (changed_at, id);
