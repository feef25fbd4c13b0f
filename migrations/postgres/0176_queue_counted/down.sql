DROP INDEX request_items_request;
CREATE INDEX request_items_request ON request_items (request);
DROP INDEX erasures_scheduled;
DROP INDEX requests_counted;
DROP INDEX requests_open;
CREATE INDEX requests_open ON requests (due_on, id) WHERE closed_at IS NULL;
DROP INDEX requests_closed;
CREATE INDEX requests_due ON requests (closed_at, due_on);
