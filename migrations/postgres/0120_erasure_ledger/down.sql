DROP TABLE erased_people;
DROP INDEX refresh_standings_stopped;
DROP INDEX consent_events_written;
DROP TABLE erasure_ledger;
