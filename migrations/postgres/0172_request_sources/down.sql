DROP TABLE request_sources;
