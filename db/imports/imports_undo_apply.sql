-- Takes imports back, each whole.
-- $1 operation uuid, $2 text[] runs
-- Columns: id (none of those that can't be by now).
SELECT i.id FROM unnest($2::text[]::bigint[]) AS i (id) WHERE console.import_run_undo($1::uuid, i.id)
