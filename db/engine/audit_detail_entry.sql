-- One audit entry with the operation that it belongs to.
-- $1 audit id
-- columns: operation_id, at, actor, action, entity_type, entity_id, who, selection, item_count, args, details, undo_of, undone_at, undone_by
SELECT a.operation_id, to_char(a.at, 'YYYY-MM-DD HH24:MI:SS') AS at, a.actor, a.action, a.entity_type, a.entity_id,
       u.full_name AS who, o.selection, o.item_count, nullif(o.args, '{}')::text AS args, a.details::text AS details, o.undo_of,
       to_char(n.at, 'YYYY-MM-DD HH24:MI:SS') AS undone_at, n.actor AS undone_by
  FROM console.audit_log a
  JOIN console.operation o ON o.id = a.operation_id
  LEFT JOIN console.operation n ON n.undo_of = o.id
  LEFT JOIN public.users u
         ON u.id = (SELECT CASE WHEN w.id ~ '^[0-9a-f-]{36}$' THEN w.id::uuid END
                      FROM (SELECT coalesce(a.details ->> 'user_id',
                                            CASE WHEN a.entity_type = 'user' THEN a.entity_id END) AS id) w)
 WHERE a.id = $1::bigint
