DROP TABLE source_doubt_reasons;
DROP TABLE source_doubts;
