-- Adds quota: it pays automatic debt, then manual debt, and the rest becomes purchased.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 MB
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN console.quota_added($2::uuid[], $3::bigint, 'console_inject', false) c
 WHERE o.id = $1::uuid
