-- One till whole.
-- $1 till uuid
-- Columns: id, operator, state, opened_at, closed_at, closed_by, reason, float_rp, cash_rp, transfer_rp, reversed_rp,
--          expected_rp, counted_rp (NULL: it is open).
SELECT t.id, t.operator, CASE WHEN t.closed_at IS NULL THEN 'open' ELSE 'closed' END AS state,
       to_char(t.opened_at, 'YYYY-MM-DD HH24:MI:SS') AS opened_at, to_char(t.closed_at, 'YYYY-MM-DD HH24:MI:SS') AS closed_at,
       t.closed_by, t.reason, t.float_rp, s.cash_rp, s.transfer_rp, s.reversed_rp, t.float_rp + s.cash_rp AS expected_rp,
       t.counted_rp
  FROM console.till t
 CROSS JOIN LATERAL console.till_sums(t.id) s
 WHERE t.id = $1::uuid
