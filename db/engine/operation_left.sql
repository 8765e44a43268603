-- Of the rows that an operation was planned for, those that it left: not changed, or an effect of it failed.
-- $1 operation uuid, $2 text[] ids, $3 boolean: it was stopped, so that withdrawn effects were not done either
-- Columns: id.
WITH failed AS (
    SELECT b.entity_id::text AS id
      FROM console.outbox b
     WHERE b.operation_id = $1::uuid AND (b.state = 'failed' OR ($3::boolean AND b.state = 'cancelled'))
), done AS (
    SELECT a.entity_id, a.details ->> 'user_id' AS user_id, a.details ->> 'device_id' AS device_id
      FROM console.audit_log a
     WHERE a.operation_id = $1::uuid
       AND NOT EXISTS (SELECT FROM failed f WHERE f.id = a.entity_id)
       AND NOT EXISTS (SELECT FROM failed f WHERE f.id = a.details ->> 'user_id')
)
SELECT s.id
  FROM unnest($2::text[]) s (id)
 WHERE NOT EXISTS (SELECT
                     FROM (SELECT d.entity_id AS id FROM done d
                           UNION ALL SELECT d.user_id FROM done d
                           UNION ALL SELECT d.device_id FROM done d) d
                    WHERE d.id = s.id)
