DROP INDEX requests_changed;
DROP TABLE api_answers;
