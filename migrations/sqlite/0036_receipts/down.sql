DROP INDEX erasures_receipt;
ALTER TABLE erasures DROP COLUMN receipt_token;
ALTER TABLE erasures DROP COLUMN receipt_idx;
