DROP INDEX request_items_state;
DROP INDEX persons_leaving;
DROP INDEX requests_open;
