-- Turns an operation's audit rows round for every user for whom all that it wrote still stands: his
-- row and each of his debt items. The others are left as they are.
-- $1 uuid of the undoing operation; its undo_of names the one to undo
WITH line AS (
    SELECT a.id, a.entity_type, a.entity_id, a.before, a.after, a.details,
           bool_and(coalesce(to_jsonb(u) @> a.after, to_jsonb(d) @> a.after, false))
               OVER (PARTITION BY coalesce(a.details ->> 'user_id', a.entity_id)) AS stands
      FROM console.operation o
      JOIN console.audit_log a ON a.operation_id = o.undo_of
      LEFT JOIN public.users u ON a.entity_type = 'user' AND u.id = a.entity_id::uuid
      LEFT JOIN public.user_quota_debts d ON a.entity_type = 'user_quota_debt' AND d.id = a.entity_id::uuid
     WHERE o.id = $1::uuid
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, l.entity_type, l.entity_id, l.after, l.before, l.details
  FROM console.operation o
 CROSS JOIN line l
 WHERE o.id = $1::uuid AND l.stands
 ORDER BY l.id
