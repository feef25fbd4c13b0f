DROP TABLE mailbox_tries;
ALTER TABLE customer_sessions DROP COLUMN choosing;
