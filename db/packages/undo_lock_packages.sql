-- Locks the packages that an operation made, in the order of their ids: what an undo reads after it is the latest, and
-- nobody comes to have one meanwhile.
-- $1 operation uuid
-- Columns: count.
SELECT count(*)
  FROM (SELECT p.id FROM public.packages p
         WHERE p.id IN (SELECT a.entity_id::uuid FROM console.audit_log a
                         WHERE a.operation_id = $1::uuid AND a.entity_type = 'package')
         ORDER BY p.id FOR UPDATE OF p) locked
