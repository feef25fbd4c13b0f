DROP TABLE refresh_recipients;
DROP TABLE refresh_exclusions;
DROP TABLE refresh_campaigns;
DROP TABLE refresh_imports;
DROP TABLE refresh_standings;
