-- When a person wrote on a request that was over and nobody has answered yet: an answer, also a refusal, may be answered.
ALTER TABLE requests ADD COLUMN written_at BIGINT;
CREATE INDEX requests_written ON requests (written_at) WHERE written_at IS NOT NULL;
