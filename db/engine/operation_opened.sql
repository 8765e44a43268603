-- What an operation made or found, for its page to be opened: the first, and whether there are more.
-- $1 operation uuid, $2 its entity_type
-- Columns: entity_id, is_old (it was found), is_settled (it was paid at once: it waits for no gateway).
SELECT a.entity_id, a.details ? 'shown_again' AS is_old, a.after ->> 'state' = 'paid' AS is_settled
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = $2
   -- What is withdrawn to make room for what is sold is not what was sold.
   AND ($2 <> 'charge' OR a.after ? 'kind' OR a.details ? 'shown_again'
        OR NOT EXISTS (SELECT FROM console.audit_log m
                        WHERE m.operation_id = $1::uuid AND m.entity_type = 'charge' AND m.after ? 'kind'))
 ORDER BY a.id
 LIMIT 2
