-- How many devices the undo of an operation would put back.
-- $1 operation uuid, $2 uuid[] users who can be put back (undo_plan.sql), or devices of nobody
-- Columns: count.
SELECT count(DISTINCT a.entity_id) AS count
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'device'
   AND coalesce(a.details ->> 'user_id', a.entity_id)::uuid = ANY ($2::uuid[])
