ALTER TABLE colleague_sessions DROP COLUMN proven_at;
DROP TABLE colleague_challenges;
DROP TABLE colleague_passkeys;
