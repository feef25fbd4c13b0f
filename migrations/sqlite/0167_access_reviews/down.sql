ALTER TABLE colleagues DROP COLUMN entered_at;
DROP TABLE access_reviews;
