DROP TABLE rewritings;
