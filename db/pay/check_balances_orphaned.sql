-- Balances of customers who are gone.
-- Columns: key, label, present, repaired, user_id, since.
SELECT b.user_id::text AS key, format('user %s', b.user_id) AS label, format('balance %s', b.rp) AS present,
       NULL::text AS repaired, NULL::uuid AS user_id, b.at AS since
  FROM (SELECT y.user_id, sum(y.rp) AS rp, max(y.at) AS at
          FROM console.balance_entry y
         GROUP BY y.user_id
        HAVING sum(y.rp) <> 0) b
 WHERE NOT EXISTS (SELECT FROM public.users u WHERE u.id = b.user_id)
