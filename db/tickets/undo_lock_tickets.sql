-- Locks the tickets that an operation changed, in the order of their ids.
-- $1 operation uuid
-- Columns: count.
SELECT count(*)
  FROM (SELECT t.id FROM console.ticket t
         WHERE t.id IN (SELECT console.undone_with(a)::uuid FROM console.audit_log a
                         WHERE a.operation_id = $1::uuid AND a.entity_type IN ('ticket', 'ticket_note'))
         ORDER BY t.id FOR UPDATE OF t) locked
