-- Sellers whose months say something else than their orders.
-- Columns: key, label, present, repaired, user_id, since.
SELECT s.id::text AS key, format('seller %s', s.name) AS label,
       format('paid %s, commission %s', coalesce(sum(x.paid_rp), 0), coalesce(sum(x.commission_rp), 0)) AS present,
       format('paid %s, commission %s', coalesce(sum(x.real_paid_rp), 0), coalesce(sum(x.real_commission_rp), 0)) AS repaired,
       s.user_id, NULL::timestamptz AS since
  FROM (SELECT coalesce(m.seller_id, r.seller_id) AS seller_id, m.paid_rp, m.commission_rp, r.paid_rp AS real_paid_rp,
               r.commission_rp AS real_commission_rp,
               (coalesce(m.orders, 0), coalesce(m.goods, 0), coalesce(m.list_rp, 0), coalesce(m.paid_rp, 0), coalesce(m.commission_rp, 0))
               IS DISTINCT FROM
               (coalesce(r.orders, 0), coalesce(r.goods, 0), coalesce(r.list_rp, 0), coalesce(r.paid_rp, 0), coalesce(r.commission_rp, 0))
                   AS differs
          FROM console.seller_month m
          FULL JOIN console.seller_months(NULL, NULL) r ON r.seller_id = m.seller_id AND r.month = m.month) x
  JOIN console.seller s ON s.id = x.seller_id
 GROUP BY s.id
HAVING bool_or(x.differs)
