-- What the desk sent by itself, under keys that are written once; and the checklists of access requests.
CREATE TABLE desk_reminders (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);

CREATE TABLE request_checks (
    item TEXT NOT NULL REFERENCES request_items (id),
    part TEXT NOT NULL,
    answered TEXT NOT NULL CHECK (answered IN ('given', 'none')),
    colleague TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (item, part)
);
