-- The queue of the desk is counted, ordered and narrowed out of two indexes alone, whatever the requests themselves weigh.
-- `closed_at`, always empty here, is in them because SQLite reads the table where a column of the condition is missing.
-- An index of open and closed requests together would be taken instead of them where SQLite has no statistics.
DROP INDEX requests_due;
CREATE INDEX requests_closed ON requests (closed_at, id) WHERE closed_at IS NOT NULL;
DROP INDEX requests_open;
CREATE INDEX requests_open ON requests (due_on, id, owner, status, snoozed_until, reference, person, closed_at)
  WHERE closed_at IS NULL;
CREATE INDEX requests_counted ON requests (due_on, owner, status, snoozed_until, reference, person, id, closed_at)
  WHERE closed_at IS NULL;
CREATE INDEX erasures_scheduled ON erasures (request, state) WHERE state = 'scheduled';
DROP INDEX request_items_request;
CREATE INDEX request_items_request ON request_items (request, right_asked);
