DROP TABLE archive_openings;
