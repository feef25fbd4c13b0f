-- The queue of the desk: open requests in their order, who leaves, and the refusals that wait for a second person.
CREATE INDEX requests_open ON requests (due_on, id) WHERE closed_at IS NULL;
CREATE INDEX persons_leaving ON persons (leaves_at) WHERE leaves_at IS NOT NULL;
CREATE INDEX request_items_state ON request_items (state, request);
