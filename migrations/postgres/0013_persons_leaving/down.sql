ALTER TABLE persons DROP COLUMN leaves_at;
