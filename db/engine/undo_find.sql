-- The operations that rows of the audit belong to; a row may be named by its own number or by its
-- operation's id. The first row tells of an id that is neither, then come at most two operations.
-- $1 text[] ids
-- Columns: id (uuid; NULL: unknown), given.
SELECT DISTINCT ON (o.id) o.id, s.id AS given
  FROM unnest($1::text[]) AS s (id)
  LEFT JOIN console.audit_log a ON a.id = CASE WHEN s.id ~ '^[0-9]{1,18}$' THEN s.id::bigint END
  LEFT JOIN console.operation o
         ON o.id = coalesce(a.operation_id,
                            CASE WHEN s.id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN s.id::uuid END)
 ORDER BY o.id NULLS FIRST
 LIMIT 3
