-- Turns an operation's audit rows round for every user for whom all that it wrote still stands: his
-- row and each of his debt items and devices. The others are left as they are. What was given for a charge is taken back only
-- where its money may go back; the charge then says that it is due.
-- $1 uuid of the undoing operation; its undo_of names the one to undo
WITH line AS (
    SELECT a.id, a.entity_type, a.entity_id, a.before, a.after, a.details,
           bool_and(coalesce(console.import_made(a) @> a.after, to_jsonb(u) @> a.after, to_jsonb(d) @> a.after, to_jsonb(k) @> a.after, to_jsonb(q) @> a.after,
                             to_jsonb(h) @> a.after, to_jsonb(v) @> a.after, to_jsonb(x) @> a.after, n.is_nobodys, false)
                    AND console.charge_undo_refusal(c) IS NULL AND console.import_undo_refusal(a) IS NULL
                    AND (a.entity_type <> 'user' OR a.before IS NOT NULL OR console.user_remains(u.id) IS NULL))
               OVER (PARTITION BY console.undone_with(a)) AS stands
      FROM console.operation o
      JOIN console.audit_log a ON a.operation_id = o.undo_of
      LEFT JOIN public.users u ON a.entity_type = 'user' AND u.id = a.entity_id::uuid
      LEFT JOIN public.user_quota_debts d ON a.entity_type = 'user_quota_debt' AND d.id = a.entity_id::uuid
      LEFT JOIN console.router_claim k ON a.entity_type = 'router_claim' AND k.id = a.entity_id::uuid
      LEFT JOIN console.quota_request q ON a.entity_type = 'quota_request' AND q.id = a.entity_id::uuid
      LEFT JOIN console.change_request h ON a.entity_type = 'change_request' AND h.id = a.entity_id::uuid
      LEFT JOIN public.user_devices v ON a.entity_type = 'device' AND v.id = (a.details ->> 'device_id')::uuid
      LEFT JOIN console.user_note x ON a.entity_type = 'user_note' AND x.id = a.entity_id::uuid
      LEFT JOIN console.charge c ON c.order_id = a.details ->> 'order_id'
     -- Of a device of nobody there is nothing in the database that could have changed; one that was removed may come back.
     CROSS JOIN LATERAL (SELECT CASE WHEN a.entity_type <> 'device' THEN NULL
                                     WHEN NOT a.details ? 'device_id' THEN true
                                     WHEN a.after IS NULL THEN console.device_return_refusal(a.before) IS NULL END
                                AS is_nobodys) n
     WHERE o.id = $1::uuid AND a.entity_type <> 'charge'
), undone AS (
    SELECT l.id, l.entity_type, l.entity_id, coalesce(b.before, l.after) AS before, coalesce(b.after, l.before) AS after,
           l.details
      FROM line l
     CROSS JOIN LATERAL console.balance_booked_back(l.entity_type, l.entity_id, l.before, l.after) b
     WHERE l.stands
    UNION ALL
    SELECT a.id, a.entity_type, a.entity_id, jsonb_build_object('state', c.state),
           jsonb_build_object('state', CASE c.state WHEN 'paid' THEN 'refund_due' ELSE c.state END), a.details
      FROM console.operation o
      JOIN console.audit_log a ON a.operation_id = o.undo_of
      JOIN console.charge c ON c.order_id = a.entity_id
     WHERE o.id = $1::uuid AND a.entity_type = 'charge'
       AND EXISTS (SELECT FROM line l WHERE l.stands AND l.details ->> 'order_id' = a.entity_id)
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, l.entity_type, l.entity_id, l.before, l.after, l.details
  FROM console.operation o
 CROSS JOIN undone l
 WHERE o.id = $1::uuid
 ORDER BY l.id
