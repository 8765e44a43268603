-- Begins the reading of a source; what the same operator only looked at before is forgotten.
-- $1 source, $2 folder, schema or router, $3 actor
-- Columns: id.
SELECT console.import_begin($1::text, $2::text, $3::text) AS id
