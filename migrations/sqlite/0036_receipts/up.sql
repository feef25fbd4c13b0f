-- The receipt of an erasure: its place in the audit log, and the hash of the secret in the last mail.
ALTER TABLE erasures ADD COLUMN receipt_idx BIGINT;
ALTER TABLE erasures ADD COLUMN receipt_token TEXT;
CREATE UNIQUE INDEX erasures_receipt ON erasures (receipt_token);
-- A forgotten event says nothing any more, not even what and when: what no leaf proves could be changed unnoticed.
UPDATE audit_events SET action = 'forgotten', at = 0 WHERE salt IS NULL;
