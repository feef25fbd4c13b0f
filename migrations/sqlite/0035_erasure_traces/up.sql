-- What an erased person can be recognised by when their rows are gone, sealed; empty before it begins and once forgotten.
ALTER TABLE erasures ADD COLUMN traces TEXT;
