-- Systems of the company that hear what happens to requests. Secrets are sealed.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    old_secret TEXT,
    old_until BIGINT,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);

-- What each is told, written with what happened. No name, no address, no words of anybody.
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    webhook TEXT NOT NULL REFERENCES webhooks (id),
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    request TEXT NOT NULL,
    reference TEXT NOT NULL,
    status TEXT NOT NULL,
    due_on TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts INTEGER NOT NULL,
    next_at BIGINT,
    problem TEXT,
    settled_at BIGINT,
    UNIQUE (webhook, event)
);
CREATE INDEX webhook_deliveries_turn ON webhook_deliveries (webhook, state, happened_at, id);
CREATE INDEX webhook_deliveries_over ON webhook_deliveries (settled_at);
