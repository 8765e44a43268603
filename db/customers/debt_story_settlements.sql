-- How a debt item was settled, the latest first.
-- $1 debt uuid
-- Columns: at, actor, kind, note, operation_id, mb, rp.
SELECT to_char(p.at, 'YYYY-MM-DD HH24:MI:SS') AS at, p.actor, p.kind, p.note, p.operation_id, p.mb, p.rp
  FROM console.debt_payment p
 WHERE p.debt_id = $1::uuid
 ORDER BY p.id DESC
