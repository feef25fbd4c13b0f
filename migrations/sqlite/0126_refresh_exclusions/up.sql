ALTER TABLE refresh_standings ADD COLUMN duplicate BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE refresh_standings ADD COLUMN staff BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE refresh_standings ADD COLUMN adult_at BIGINT;
CREATE TABLE refresh_bars (
    fingerprint TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('deceased', 'held', 'minor', 'silenced')),
    colleague TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (fingerprint, reason)
);
