-- Books staged lines on balances, each as an entry of the ledger with its reason. What was booked is never changed: it is taken
-- back by booking the opposite.
-- $1 operation uuid, $2 text[] first lines of parts, $3 import, $4 lines of a part
WITH line AS MATERIALIZED (
    SELECT l.line, l.user_id, l.amount, l.reason, console.balance_rp(l.user_id) AS before
      FROM unnest($2::text[]) AS p (first)
      JOIN console.import_balances l
           ON l.import_id = $3::bigint AND l.line >= p.first::bigint AND l.line < p.first::bigint + $4::bigint
     WHERE l.fault_kind IS NULL AND l.verdict = 'new'
), booked AS (
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT $1::uuid, l.user_id, l.amount, 'IMPORT-' || $3::bigint || '-' || l.line, l.reason
      FROM line l
     ORDER BY l.line
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', l.user_id::text, jsonb_build_object('balance_rp', l.before),
       jsonb_build_object('balance_rp', l.before + l.amount),
       jsonb_build_object('reason', l.reason, 'import', $3::bigint, 'line', l.line)
  FROM console.operation o
 CROSS JOIN line l
 WHERE o.id = $1::uuid
 ORDER BY l.line
