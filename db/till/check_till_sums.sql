-- Tills that were closed with another sum than their receipts, the float added, come to: something was written into them
-- afterwards.
-- Columns: count, example.
SELECT count(*) AS count, min(format('till of %s, closed %s: expected %s, its receipts say %s', t.operator,
                                     to_char(t.closed_at, 'YYYY-MM-DD HH24:MI'), t.expected_rp, t.float_rp + s.cash_rp)) AS example
  FROM console.till t
 CROSS JOIN LATERAL console.till_sums(t.id) s
 WHERE t.closed_at IS NOT NULL AND t.expected_rp <> t.float_rp + s.cash_rp
