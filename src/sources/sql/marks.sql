CREATE OR REPLACE FUNCTION habeas_marks(written text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $marks$
DECLARE
  marks text[] := '{}';
  folded text;
  piece text;
  before text;
BEGIN
  -- Letters without case and in one spelling.
  folded := written;
  IF octet_length(written) <> char_length(written) THEN
    folded := replace(normalize(folded, NFC), chr(304), 'i' || chr(775));
  END IF;
  folded := lower(folded COLLATE "C");
  IF octet_length(written) <> char_length(written) THEN
    folded := normalize(folded, NFC);
  END IF;
  -- Addresses: what stands around each @.
  IF position('@' IN folded) > 0 THEN
    FOREACH piece IN ARRAY string_to_array(folded, '@') LOOP
      IF before IS NOT NULL THEN
        marks := marks || (substring(right(before, 320) COLLATE "C" FROM '[a-z0-9_%+.-]*$') || '@'
          || substring(left(piece, 320) COLLATE "C" FROM '^(?:[a-z0-9_%+-]|\.(?=[a-z0-9_%+-]))*'));
      END IF;
      before := piece;
    END LOOP;
  END IF;
  -- Telephone numbers: the last nine digits.
  IF written COLLATE "C" ~ '[0-9]{2}' THEN
    FOREACH piece IN ARRAY regexp_split_to_array(translate(written, ' .-/()' || chr(160) || chr(8239), ''), '[^0-9]+') LOOP
      IF length(piece) BETWEEN 9 AND 17 THEN
        marks := marks || right(piece, 9);
      END IF;
    END LOOP;
  END IF;
  -- Names: each two words that follow one another.
  before := NULL;
  FOREACH piece IN ARRAY regexp_split_to_array(folded COLLATE "C", '[^a-z0-9]+') LOOP
    IF piece <> '' THEN
      IF before IS NOT NULL THEN
        marks := marks || (before || ' ' || piece);
      END IF;
      before := piece;
    END IF;
  END LOOP;
  RETURN marks;
END
$marks$;
