ALTER TABLE erasures DROP COLUMN categories;
