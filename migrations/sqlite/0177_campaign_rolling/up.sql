-- A campaign that goes on: each person so many months after they last confirmed. Each night a pass over everybody, which knows
-- when it began and the last person it looked at.
ALTER TABLE refresh_campaigns ADD COLUMN every_months INTEGER;
ALTER TABLE refresh_campaigns ADD COLUMN pass_at BIGINT;
