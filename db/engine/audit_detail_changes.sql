-- Before and after of one audit entry, field by field; what differs comes first; times in the zone of all times.
-- $1 audit id
-- columns: field, before, after, is_changed
SELECT k.field, console.audit_value_text(a.before ->> k.field) AS before,
       console.audit_value_text(a.after ->> k.field) AS after,
       a.before -> k.field IS DISTINCT FROM a.after -> k.field AS is_changed
  FROM console.audit_log a
 CROSS JOIN LATERAL (SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(a.before) = 'object' THEN a.before ELSE '{}' END)
                     UNION
                     SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(a.after) = 'object' THEN a.after ELSE '{}' END)) AS k (field)
 WHERE a.id = $1::bigint
 ORDER BY is_changed DESC, k.field
