-- Locks the users that an operation changed, or whose devices it did, in the order of their ids.
-- $1 operation uuid
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u
         WHERE u.id IN (SELECT CASE a.entity_type WHEN 'user' THEN a.entity_id ELSE a.details ->> 'user_id' END::uuid
                          FROM console.audit_log a
                         WHERE a.operation_id = $1::uuid AND a.entity_type IN ('user', 'device', 'quota_request', 'change_request'))
         ORDER BY u.id FOR NO KEY UPDATE OF u) locked
