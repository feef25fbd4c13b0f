-- A person may ask for some categories only: a JSON list of their ids; none means everything.
ALTER TABLE erasures ADD COLUMN categories TEXT;
