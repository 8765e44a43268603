-- Balances that are kept for the lists, and are not what the entries come to.
-- Columns: key, label, present, repaired, user_id, since.
SELECT x.user_id::text AS key, format('user %s', x.user_id) AS label, format('balance %s', x.kept) AS present,
       format('balance %s', x.rp) AS repaired, x.user_id, NULL::timestamptz AS since
  FROM (SELECT coalesce(b.user_id, e.user_id) AS user_id, coalesce(b.rp, 0) AS kept, coalesce(e.rp, 0) AS rp
          FROM console.balance b
          FULL JOIN (SELECT y.user_id, sum(y.rp) AS rp FROM console.balance_entry y GROUP BY y.user_id) e ON e.user_id = b.user_id) x
 WHERE x.kept <> x.rp
