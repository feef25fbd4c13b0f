DROP TABLE suppressions;
DROP TABLE consent_events;
DROP TABLE corrections;
