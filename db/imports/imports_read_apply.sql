-- Keeps what was read of a source, to be asked about and written.
-- $1 operation uuid, $2 text[] run, $3 source, $4 folder, schema or router
-- Columns: id.
WITH kept AS (
    UPDATE console.import_run i SET is_kept = true
     WHERE i.id = ANY ($2::text[]::bigint[]) AND NOT i.is_kept AND i.source = $3::text AND i.place = $4::text
    RETURNING i.id, i.source, i.place, i.row_count
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'import_run', k.id::text, jsonb_build_object('rows', k.row_count), jsonb_build_object('source', k.source, 'place', k.place)
  FROM console.operation o
 CROSS JOIN kept k
 WHERE o.id = $1::uuid
