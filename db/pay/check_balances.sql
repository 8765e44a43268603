-- Users with a balance below zero.
-- Columns: key, label, present, repaired, user_id, since.
SELECT b.user_id::text AS key, format('user %s', b.user_id) AS label, format('balance %s', b.rp) AS present,
       'balance 0' AS repaired, b.user_id, b.at AS since
  FROM (SELECT y.user_id, sum(y.rp) AS rp, max(y.at) AS at
          FROM console.balance_entry y
         GROUP BY y.user_id
        HAVING sum(y.rp) < 0) b
