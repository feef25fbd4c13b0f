DROP TABLE packages;
DROP TABLE archived_rows;
DROP TABLE erasure_steps;
DROP TABLE erasures;
