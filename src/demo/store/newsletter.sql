-- The tables of the newsletter tool, a program of its own beside the shop.
CREATE TABLE newsletter_signups (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    first_name TEXT,
    language TEXT,
    subscribed INTEGER NOT NULL,
    subscribed_at TEXT NOT NULL,
    unsubscribed_at TEXT,
    last_contact_at TEXT NOT NULL,
    came_from TEXT
);
CREATE TABLE mailings (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    sent_at TEXT NOT NULL
);
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    signup_id INTEGER NOT NULL REFERENCES newsletter_signups (id),
    mailing_id INTEGER NOT NULL REFERENCES mailings (id),
    sent_at TEXT NOT NULL,
    outcome TEXT NOT NULL
);
