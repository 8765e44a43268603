-- Deposits that do not say what their charge and the balance say, and charges for a deposit that have none.
-- Columns: key, label, present, repaired, user_id, since.
SELECT coalesce(d.gateway_order_id, c.order_id) AS key, format('deposit %s', coalesce(d.gateway_order_id, c.order_id)) AS label,
       format('%s, its charge %s, on the balance %s', coalesce(d.status, 'no deposit'), coalesce(c.state, 'is not there'),
              coalesce(b.rp, 0)) AS present,
       CASE m.misfit WHEN 'book' THEN format('completed, on the balance %s', d.amount_rp)
                     WHEN 'settle' THEN 'completed' WHEN 'end' THEN c.state WHEN 'make' THEN 'as its charge says'
                     ELSE 'cancelled' END AS repaired,
       coalesce(d.user_id, c.user_id) AS user_id, coalesce(d.completed_at, c.updated_at, d.created_at) AS since
  FROM console.deposit d
  FULL JOIN (SELECT * FROM console.charge x WHERE x.kind = 'deposit') c ON c.order_id = d.gateway_order_id
  LEFT JOIN (SELECT y.order_id, sum(y.rp) AS rp FROM console.balance_entry y GROUP BY y.order_id) b
         ON b.order_id = coalesce(d.gateway_order_id, c.order_id)
 CROSS JOIN LATERAL (SELECT console.deposit_misfit(d, c, b.order_id IS NOT NULL) AS misfit) m
 WHERE m.misfit IS NOT NULL
