-- Rows of a table as the statistics know them; negative where it was never analysed.
-- $1 the table's name with its schema
SELECT c.reltuples::bigint
  FROM pg_class c
 WHERE c.oid = $1::regclass
