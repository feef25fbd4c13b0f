ALTER TABLE erasures DROP COLUMN review_on;
