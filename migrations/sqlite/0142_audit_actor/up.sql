-- Colleagues read what the log says about themselves.
CREATE INDEX audit_events_actor ON audit_events (actor, idx);
