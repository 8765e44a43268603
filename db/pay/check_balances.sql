-- Users with a balance below zero.
-- Columns: count, example.
SELECT count(*) AS count, min(format('user %s: balance %s', b.user_id, b.rp)) AS example
  FROM (SELECT y.user_id, sum(y.rp) AS rp
          FROM console.balance_entry y
         GROUP BY y.user_id
        HAVING sum(y.rp) < 0) b
