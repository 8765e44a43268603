-- Makes of what was read the rows that are judged and asked about.
-- $1 run
SELECT console.import_take($1::bigint)
