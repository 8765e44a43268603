-- Locks the users that an operation changed, in the order of their ids.
-- $1 operation uuid
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u
         WHERE u.id IN (SELECT a.entity_id::uuid FROM console.audit_log a
                         WHERE a.operation_id = $1::uuid AND a.entity_type = 'user')
         ORDER BY u.id FOR NO KEY UPDATE OF u) locked
