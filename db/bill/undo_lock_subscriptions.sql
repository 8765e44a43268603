-- Locks the subscriptions that an operation made, in the order of their ids: what an undo reads after it is the latest, and
-- none is invoiced meanwhile.
-- $1 operation uuid
-- Columns: count.
SELECT count(*)
  FROM (SELECT s.id FROM console.subscription s
         WHERE s.id IN (SELECT a.entity_id::uuid FROM console.audit_log a
                         WHERE a.operation_id = $1::uuid AND a.entity_type = 'subscription')
         ORDER BY s.id FOR UPDATE OF s) locked
