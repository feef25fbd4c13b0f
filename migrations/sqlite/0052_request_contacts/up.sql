-- Who asked without signing in: how they are reached, sealed, and the mark of the code with which they follow their request.
CREATE TABLE request_contacts (
    request TEXT NOT NULL PRIMARY KEY REFERENCES requests (id),
    code TEXT NOT NULL,
    body TEXT NOT NULL
);
