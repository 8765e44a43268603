-- Locks the debt items that an operation changed or made; after their users.
-- $1 operation uuid
-- Columns: count.
SELECT count(*)
  FROM (SELECT d.id FROM public.user_quota_debts d
         WHERE d.id IN (SELECT a.entity_id::uuid FROM console.audit_log a
                         WHERE a.operation_id = $1::uuid AND a.entity_type = 'user_quota_debt')
         ORDER BY d.id FOR UPDATE OF d) locked
