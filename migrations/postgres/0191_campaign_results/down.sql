DROP TABLE refresh_freshness;
DROP TABLE refresh_corrected;
ALTER TABLE corrections DROP COLUMN campaign;
ALTER TABLE refresh_recipients DROP COLUMN at_provider;
