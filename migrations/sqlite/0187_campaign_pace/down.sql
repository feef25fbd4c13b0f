DROP TABLE refresh_days;
DROP TABLE refresh_lanes;
DROP INDEX refresh_recipients_by_lane;
ALTER TABLE refresh_recipients DROP COLUMN provider;
ALTER TABLE refresh_campaigns DROP COLUMN warm_up_from;
ALTER TABLE refresh_campaigns DROP COLUMN per_provider_hour;
ALTER TABLE refresh_standings DROP COLUMN provider;
