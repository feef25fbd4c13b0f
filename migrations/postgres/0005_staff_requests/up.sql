-- What persons asked for. Their words are sealed; the facts of a request outlive the person's data.
CREATE TABLE requests (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    lang TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('received', 'waiting', 'in-progress', 'ready', 'closed', 'refused')),
    received_at BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    target_on TEXT NOT NULL,
    owner TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX requests_person ON requests (person, received_at);
CREATE INDEX requests_due ON requests (closed_at, due_on);

CREATE TABLE request_numbers (
    year INTEGER NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE request_items (
    id TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL REFERENCES requests (id),
    right_asked TEXT NOT NULL,
    topic TEXT,
    subject TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'proposed', 'approved', 'granted', 'refused', 'cancelled')),
    ground TEXT,
    reason TEXT,
    proposed_by TEXT,
    decided_by TEXT,
    decided_at BIGINT
);
CREATE INDEX request_items_request ON request_items (request);

CREATE TABLE request_messages (
    id TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL REFERENCES requests (id),
    at BIGINT NOT NULL,
    author TEXT NOT NULL CHECK (author IN ('person', 'staff', 'note')),
    colleague TEXT,
    body TEXT NOT NULL
);
CREATE INDEX request_messages_request ON request_messages (request, at);

CREATE TABLE request_events (
    id TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL REFERENCES requests (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    colleague TEXT,
    public BOOLEAN NOT NULL
);
CREATE INDEX request_events_request ON request_events (request, at);

-- Colleagues.
CREATE TABLE colleagues (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('support', 'marketing', 'dpo', 'admin')),
    lang TEXT NOT NULL,
    password TEXT,
    totp TEXT,
    totp_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE colleague_recovery_codes (
    colleague TEXT NOT NULL REFERENCES colleagues (id),
    code TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (colleague, code)
);

CREATE TABLE colleague_invitations (
    token TEXT NOT NULL PRIMARY KEY,
    colleague TEXT NOT NULL REFERENCES colleagues (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE colleague_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    colleague TEXT NOT NULL REFERENCES colleagues (id),
    full_access BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX colleague_sessions_colleague ON colleague_sessions (colleague);

-- Wrong tries to sign in, by fingerprint of account, or of account and address.
CREATE TABLE colleague_tries (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX colleague_tries_subject ON colleague_tries (subject, at);

-- What the machinery could not finish by itself.
CREATE TABLE staff_tasks (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    job TEXT,
    object TEXT,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT
);
CREATE INDEX staff_tasks_open ON staff_tasks (settled_at, at);
