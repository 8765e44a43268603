-- One import.
-- $1 import
-- Columns: id, kind, file, actor, header, existing, line_count, staged_at (in the zone of the session), operation_id,
-- is_done.
SELECT i.id, i.kind, i.file, i.actor, i.header, i.existing, i.line_count, to_char(i.staged_at, 'YYYY-MM-DD HH24:MI') AS staged_at,
       i.operation_id, o.id IS NOT NULL AS is_done
  FROM console.import i
  LEFT JOIN console.operation o ON o.id = i.operation_id
 WHERE i.id = $1::bigint
