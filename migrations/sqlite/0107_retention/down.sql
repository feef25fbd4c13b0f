DROP TABLE retention_holds;
DROP TABLE retention_cases;
DROP TABLE retention_rows;
DROP TABLE retention_runs;
DROP TABLE retention_switch;
